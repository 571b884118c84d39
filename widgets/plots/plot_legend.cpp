// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/plot_legend.h"

#include "widgets/painting.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>

#include <algorithm>
#include <limits>

namespace espalier::widgets {
namespace {

constexpr double listTop = 8;

/// The width that no entry may exceed, so that all fit into `room`: the longest names are elided first.
double commonLimit(QList<double> widths, double room)
{
    std::sort(widths.begin(), widths.end());
    for (qsizetype i = 0; i < widths.size(); ++i) {
        const double share = room / double(widths.size() - i);
        if (widths[i] > share)
            return share;
        room -= widths[i];
    }
    return std::numeric_limits<double>::infinity();
}

} // namespace

PlotLegend::PlotLegend(const ThemeService &themes, QWidget *parent) : Themed(themes, parent)
{
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Legend"));
}

void PlotLegend::setEntries(const QList<LegendEntry> &entries)
{
    const bool relaid = entries.size() != m_entries.size();
    m_entries = entries;
    m_current = std::clamp(m_current, 0, std::max(0, int(entries.size()) - 1));
    describe();
    if (relaid)
        updateGeometry();
    update();
}

void PlotLegend::setNote(const QString &note)
{
    m_note = note;
    update();
}

void PlotLegend::setIndent(int pixels)
{
    m_indent = pixels;
    update();
}

void PlotLegend::describe()
{
    if (m_current >= m_entries.size())
        return;
    const LegendEntry &entry = m_entries[m_current];
    setAccessibleDescription(
        tr("%1, %2", "series, shown or hidden").arg(entry.name, entry.on ? tr("shown") : tr("hidden")));
}

QColor PlotLegend::colorOf(const LegendEntry &entry, const Theme &theme)
{
    if (entry.mark == KeyMark::Kept)
        return theme[Token::Keep];
    if (entry.mark == KeyMark::Marked)
        return theme[Token::Hatch];
    if (entry.series == LegendEntry::inText)
        return theme[Token::Text];
    return entry.series == LegendEntry::muted ? theme[Token::Text3] : theme.series(entry.series).color;
}

QSize PlotLegend::sizeHint() const
{
    if (m_entries.isEmpty() && m_note.isEmpty())
        return {0, 0};
    if (!isList())
        return {metrics().px(200), metrics().px(22)};
    double width = 0;
    for (const LegendEntry &entry : m_entries)
        width = std::max(width, nameWidth(entry));
    return {qCeil(width) + metrics().px(22), metrics().px(60)};
}

QSize PlotLegend::minimumSizeHint() const
{
    return {isList() ? sizeHint().width() : metrics().px(40), sizeHint().height()};
}

double PlotLegend::nameWidth(const LegendEntry &entry) const
{
    const double name =
        QFontMetricsF(entry.mono ? fonts().mono : fonts().caption).horizontalAdvance(entry.name);
    return std::max(name, isList() ? QFontMetricsF(fonts().caption).horizontalAdvance(entry.note) : 0.0);
}

QList<QRectF> PlotLegend::places(const QSize &size) const
{
    QList<QRectF> places;
    if (isList()) {
        const bool notes =
            std::any_of(m_entries.begin(), m_entries.end(), [](const auto &e) { return !e.note.isEmpty(); });
        const double height = metrics().px(notes ? 32 : 20);
        for (int i = 0; i < m_entries.size(); ++i)
            places << QRectF(0, metrics().px(listTop) + i * height - m_scroll, size.width(), height);
        return places;
    }
    const double gap = metrics().px(14);
    QList<double> widths;
    for (const LegendEntry &entry : m_entries)
        widths << metrics().px(26) + nameWidth(entry);
    const double most = commonLimit(widths, size.width() - m_indent - gap * double(widths.size() - 1));
    double x = m_indent;
    for (const double natural : widths) {
        const double width = std::min(natural, most);
        places << QRectF(x, 0, width, size.height());
        x += width + gap;
    }
    return places;
}

void paintKeyMark(QPainter &painter, const LegendEntry &entry, const QRectF &key, const Theme &theme,
                  const Metrics &metrics)
{
    const QColor color = PlotLegend::colorOf(entry, theme);
    const QPointF middle = key.center();
    const double side = std::min(key.height(), 10.0 * metrics.scale);
    const QRectF box(middle.x() - side / 2, middle.y() - side / 2, side, side);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    switch (entry.mark) {
    case KeyMark::Line:
    case KeyMark::Dashed:
    case KeyMark::Ghost: {
        QPen pen = entry.series >= 0 ? theme.seriesPen(entry.series, 2) : QPen(color, 2);
        if (entry.mark == KeyMark::Dashed)
            pen.setDashPattern({3, 1.5});
        pen.setCapStyle(Qt::FlatCap);
        painter.setPen(pen);
        painter.drawLine(QPointF(key.left(), middle.y()), QPointF(key.right(), middle.y()));
        break;
    }
    case KeyMark::Disc: drawOutline(painter, box.adjusted(1, 1, -1, -1), {color, {}, side / 2}); break;
    case KeyMark::Ring: drawOutline(painter, box, {{}, color, side / 2, 2}); break;
    case KeyMark::Square: drawOutline(painter, box, {color, {}, 1}); break;
    case KeyMark::Kept: painter.fillRect(box, color); break;
    case KeyMark::Marked: drawMarked(painter, box, theme, metrics); break;
    }
    painter.restore();
}

void PlotLegend::paintEntry(QPainter &painter, const LegendEntry &entry, const QRectF &place) const
{
    painter.save();
    painter.setOpacity(entry.on ? 1.0 : 0.4);
    const QFont font = entry.mono ? fonts().mono : fonts().caption;
    painter.setFont(font);
    painter.setPen(theme()[isList() ? Token::Text : Token::Text2]);
    if (!isList()) {
        paintKeyMark(painter, entry, QRectF(place.left(), place.top(), metrics().px(18), place.height()),
                     theme(), metrics());
        const QRectF name = place.adjusted(metrics().px(24), 0, 4, 0);
        painter.drawText(name, Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetricsF(font).elidedText(entry.name, Qt::ElideRight, name.width()));
        painter.restore();
        return;
    }
    const bool notes = !entry.note.isEmpty();
    painter.fillRect(QRectF(0, place.top() + 2, 3, place.height() - metrics().px(6)),
                     colorOf(entry, theme()));
    const QRectF text = place.adjusted(metrics().px(8), 0, 0, -metrics().px(3));
    const QFontMetricsF fm(font);
    painter.drawText(text, (notes ? Qt::AlignTop : Qt::AlignVCenter) | Qt::AlignLeft,
                     fm.elidedText(entry.name, Qt::ElideMiddle, text.width()));
    painter.setFont(fonts().caption);
    painter.setPen(theme()[Token::Text3]);
    painter.drawText(text, Qt::AlignBottom | Qt::AlignLeft, entry.note);
    painter.restore();
}

void PlotLegend::paintTo(QPainter &painter, const QSize &size) const
{
    const QList<QRectF> rects = places(size);
    double right = 0;
    for (int i = 0; i < m_entries.size(); ++i) {
        paintEntry(painter, m_entries[i], rects[i]);
        right = rects[i].right();
    }
    if (isList() || m_note.isEmpty())
        return;
    painter.setFont(fonts().caption);
    painter.setPen(theme()[Token::Text3]);
    if (right + metrics().gap + QFontMetricsF(fonts().caption).horizontalAdvance(m_note) < size.width())
        painter.drawText(QRectF(QPointF(0, 0), QSizeF(size)), Qt::AlignRight | Qt::AlignVCenter, m_note);
}

void PlotLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintTo(painter, size());
    if (hasFocus() && m_current < m_entries.size())
        drawFocusRing(painter, places(size())[m_current].adjusted(-2, 1, 4, -1), theme(), metrics(), 3);
}

void PlotLegend::mousePressEvent(QMouseEvent *event)
{
    const QList<QRectF> rects = places(size());
    for (int i = 0; i < rects.size(); ++i) {
        if (!rects[i].contains(event->position()))
            continue;
        m_current = i;
        const QString id = m_entries[i].id; // the slots may replace the entries
        return event->modifiers() & Qt::ControlModifier ? soloed(id) : toggled(id);
    }
}

void PlotLegend::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QList<QRectF> rects = places(size());
    for (int i = 0; i < rects.size(); ++i) {
        if (rects[i].contains(event->position())) {
            const QString id = m_entries[i].id;
            return soloed(id);
        }
    }
}

void PlotLegend::keyPressEvent(QKeyEvent *event)
{
    if (m_entries.isEmpty())
        return Themed::keyPressEvent(event);
    const QString id = m_entries[m_current].id;
    const int last = int(m_entries.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Up: m_current = std::max(0, m_current - 1); break;
    case Qt::Key_Right:
    case Qt::Key_Down: m_current = std::min(last, m_current + 1); break;
    case Qt::Key_Space: return toggled(id);
    case Qt::Key_S: return soloed(id);
    default: return Themed::keyPressEvent(event);
    }
    describe();
    update();
}

void PlotLegend::wheelEvent(QWheelEvent *event)
{
    if (!isList())
        return event->ignore();
    const QList<QRectF> rects = places(size());
    const double whole = rects.last().bottom() - rects.first().top();
    m_scroll = std::clamp(m_scroll - event->angleDelta().y() / 4, 0, std::max(0, qCeil(whole) - height()));
    update();
}

} // namespace espalier::widgets

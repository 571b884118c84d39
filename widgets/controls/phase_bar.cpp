// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/controls/phase_bar.h"

#include "widgets/number_format.h"
#include "widgets/painting.h"

#include <QtGui/QHelpEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QToolTip>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {
namespace {

constexpr double gapBetween = 2.0;

} // namespace

PhaseBar::PhaseBar(const ThemeService &themes, QWidget *parent) : Themed(themes, parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    describe();
}

void PhaseBar::setPhases(const QList<PhaseSpan> &phases)
{
    m_phases = phases;
    m_total = 0;
    for (const PhaseSpan &phase : phases)
        m_total += std::max(0.0, phase.length);
    describe();
    update();
}

void PhaseBar::setNow(double step)
{
    m_now = step;
    describe();
    update();
}

void PhaseBar::setCut(double step)
{
    m_cut = step;
    update();
}

int PhaseBar::phaseAt(double step) const
{
    double from = 0;
    for (int i = 0; i < m_phases.size(); ++i) {
        from += std::max(0.0, m_phases[i].length);
        if (step >= 0 && step < from)
            return i;
    }
    return !m_phases.isEmpty() && step == m_total ? int(m_phases.size()) - 1 : -1;
}

void PhaseBar::describe()
{
    const int at = phaseAt(m_now);
    setAccessibleName(tr("Phases of the run"));
    setAccessibleDescription(at < 0 ? tr("not running")
                                    : tr("%1, step %2 of %3")
                                          .arg(m_phases[at].name, format::integer(qint64(m_now)),
                                               format::integer(qint64(m_total))));
}

QSize PhaseBar::sizeHint() const
{
    return {metrics().px(520), minimumSizeHint().height()};
}

QSize PhaseBar::minimumSizeHint() const
{
    const int text =
        qCeil(QFontMetricsF(fonts().table).height()) + qCeil(QFontMetricsF(fonts().caption).height());
    return {metrics().px(200), text + metrics().px(18)};
}

QRectF PhaseBar::bar() const
{
    const double height = metrics().px(8);
    const double top = QFontMetricsF(fonts().table).height() + metrics().px(6);
    return {0, top, double(width()), height};
}

double PhaseBar::xOf(double step) const
{
    return m_total > 0 ? bar().width() * std::clamp(step / m_total, 0.0, 1.0) : 0;
}

QList<PhaseBar::Slot> PhaseBar::placed() const
{
    QList<Slot> places;
    double from = 0;
    for (const PhaseSpan &phase : m_phases) {
        const double to = from + std::max(0.0, phase.length);
        const double left = xOf(from), right = std::max(left + 1, xOf(to) - (to < m_total ? gapBetween : 0));
        places.append({left, right, from, to});
        from = to;
    }
    return places;
}

void PhaseBar::paintSpan(QPainter &painter, const Slot &slot, int index) const
{
    const QRectF b = bar();
    QColor color = theme().phase(m_phases[index].kind);
    const double done = std::isnan(m_now) ? slot.left : std::clamp(xOf(m_now), slot.left, slot.right);
    QColor planned = color;
    planned.setAlphaF(0.22f);
    drawOutline(painter, QRectF(QPointF(slot.left, b.top()), QPointF(slot.right, b.bottom())),
                {planned, {}, 1});
    if (done > slot.left)
        drawOutline(painter, QRectF(QPointF(slot.left, b.top()), QPointF(done, b.bottom())), {color, {}, 1});
}

void PhaseBar::paintTexts(QPainter &painter, const QList<Slot> &places) const
{
    const QRectF b = bar();
    const int current = phaseAt(m_now);
    double nameFree = 0, noteFree = 0;
    // a name pushed right by its neighbour still reads as its own; what finds no room is in the tooltip
    const auto put = [&](double wish, double &free, double top, const QFont &font, Token token,
                         const QString &text) {
        const QFontMetricsF fm(font);
        const double x = std::max(wish, free), textWidth = fm.horizontalAdvance(text);
        if (text.isEmpty() || x + textWidth > width() + 1)
            return;
        painter.setFont(font);
        painter.setPen(theme()[token]);
        painter.drawText(QPointF(x, top + fm.ascent()), text);
        free = x + textWidth + metrics().gap;
    };
    for (int i = 0; i < places.size(); ++i) {
        const bool done = !std::isnan(m_now) && m_now >= places[i].to;
        QString name = m_phases[i].name;
        if (done)
            name += QStringLiteral(" \u2713");
        put(places[i].left, nameFree, 0, i == current ? semiBold(fonts().table) : fonts().table,
            i == current ? Token::Text : Token::Text2, name);
        put(places[i].left, noteFree, b.bottom() + metrics().px(3), fonts().caption, Token::Text3,
            m_phases[i].note);
    }
}

void PhaseBar::paintMarks(QPainter &painter) const
{
    const QRectF b = bar();
    painter.setRenderHint(QPainter::Antialiasing);
    if (!std::isnan(m_cut)) {
        const double size = metrics().px(15), x = std::clamp(xOf(m_cut), size / 2, width() - size / 2);
        const QRectF tile(x - size / 2, b.center().y() - size / 2, size, size);
        drawOutline(painter, tile, {theme()[Token::CutSoft], theme()[Token::Cut], 3, 1});
        icons().paint(painter, tile.adjusted(2, 2, -2, -2), stateIcon(ChannelState::Cut),
                      theme()[Token::Cut]);
    }
    if (!std::isnan(m_now)) {
        const double x = xOf(m_now), half = metrics().px(4);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme()[Token::Text]);
        painter.drawPolygon(
            QPolygonF({{x - half, b.top() - half * 1.4}, {x + half, b.top() - half * 1.4}, {x, b.top()}}));
    }
}

void PhaseBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QList<Slot> places = placed();
    for (int i = 0; i < places.size(); ++i)
        paintSpan(painter, places[i], i);
    paintTexts(painter, places);
    paintMarks(painter);
}

void PhaseBar::mousePressEvent(QMouseEvent *event)
{
    const int at = phaseAt(event->position().x() / std::max(1, width()) * m_total);
    if (at >= 0)
        Q_EMIT phaseClicked(at);
}

bool PhaseBar::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return Themed::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int at = phaseAt(double(help->pos().x()) / std::max(1, width()) * m_total);
    if (at >= 0)
        QToolTip::showText(help->globalPos(), m_phases[at].name + QLatin1String(": ") + m_phases[at].note,
                           this);
    return true;
}

} // namespace espalier::widgets

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/stem_plot.h"

#include "widgets/number_format.h"
#include "widgets/painting.h"

#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {

StemPlot::StemPlot(const ThemeService &themes, RepaintGate &gate, QWidget *parent)
    : PlotFrame(themes, gate, parent), m_threshold(std::nan(""))
{
    setAxis(PlotAxis::X, {tr("channel"), AxisScale::Linear});
    setAxis(PlotAxis::Y, {tr("value"), AxisScale::Linear});
}

void StemPlot::setStems(const QList<Stem> &stems)
{
    m_stems = stems;
    rebuildLegend();
    changed();
}

void StemPlot::setNames(const QString &value, const QString &second)
{
    m_value = value;
    m_second = second;
    setAxis(PlotAxis::Y, {value, AxisScale::Linear});
    rebuildLegend();
}

void StemPlot::setThreshold(double threshold, const QString &text)
{
    m_threshold = threshold;
    m_thresholdText = text;
    changed();
}

void StemPlot::rebuildLegend()
{
    QList<LegendEntry> entries{
        {QStringLiteral("kept"), tr("%1, kept").arg(m_value), KeyMark::Kept, 0, {}, true, false}};
    if (std::any_of(m_stems.begin(), m_stems.end(), [](const Stem &stem) { return stem.marked; }))
        entries.append({QStringLiteral("marked"),
                        tr("%1, to be pruned").arg(m_value),
                        KeyMark::Marked,
                        0,
                        {},
                        true,
                        false});
    if (std::any_of(m_stems.begin(), m_stems.end(),
                    [](const Stem &stem) { return !std::isnan(stem.second); }))
        entries.append(
            {QStringLiteral("second"), m_second, KeyMark::Ring, LegendEntry::muted, {}, true, false});
    legend()->setEntries(entries);
    relayLegend();
}

bool StemPlot::dataRange(PlotAxis axis, AxisRange &range) const
{
    if (m_stems.isEmpty() || axis == PlotAxis::Y2)
        return false;
    if (axis == PlotAxis::X) {
        range = {0, double(m_stems.size())};
        return true;
    }
    range = {0, 0};
    for (const Stem &stem : m_stems) {
        for (double value : {stem.value, stem.second}) {
            if (!std::isfinite(value))
                continue;
            range.low = std::min(range.low, value);
            range.high = std::max(range.high, value);
        }
    }
    return true;
}

void StemPlot::paintBelow(QPainter &painter)
{
    const QRectF area = plotArea();
    if (std::isnan(m_threshold) || m_threshold <= 0)
        return;
    const double top = std::max(area.top(), toPixel(PlotAxis::Y, m_threshold));
    const double bottom = std::min(area.bottom(), toPixel(PlotAxis::Y, -m_threshold));
    if (bottom <= top)
        return;
    painter.fillRect(QRectF(area.left(), top, area.width(), bottom - top),
                     theme().faded(Token::MarkedSoft, 0.7));
}

void StemPlot::paintStem(QPainter &painter, int place, double size) const
{
    const Stem &stem = m_stems[place];
    const double x = toPixel(PlotAxis::X, place + 0.5), ground = toPixel(PlotAxis::Y, 0);
    const double y = toPixel(PlotAxis::Y, stem.value);
    const QColor color = theme()[stem.marked ? Token::Hatch : Token::Keep];
    painter.setPen(QPen(color, 1));
    painter.drawLine(QPointF(x, ground), QPointF(x, y));
    const QRectF head(x - size / 2, y - size / 2, size, size);
    if (stem.marked)
        drawOutline(painter, head, {theme()[Token::MarkedSoft], color, 0, 1.25});
    else
        drawOutline(painter, head, {color, {}, size / 2, 0});
    if (std::isnan(stem.second))
        return;
    const double other = toPixel(PlotAxis::Y, stem.second);
    drawOutline(painter, QRectF(x - size / 2, other - size / 2, size, size),
                {{}, theme()[Token::Text3], size / 2, 1});
}

void StemPlot::paintAbove(QPainter &painter)
{
    const QRectF area = plotArea();
    painter.setClipRect(area);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme()[Token::Control], 1));
    const double ground = std::round(toPixel(PlotAxis::Y, 0)) + 0.5;
    painter.drawLine(QPointF(area.left(), ground), QPointF(area.right(), ground));
    const double share = area.width() / double(std::max<qsizetype>(1, m_stems.size()));
    const double size = std::clamp(share * 0.7, 2.0, double(metrics().px(7)));
    for (int place = 0; place < m_stems.size(); ++place)
        paintStem(painter, place, size);
    if (std::isnan(m_threshold))
        return;
    painter.setFont(fonts().caption);
    painter.setPen(theme()[Token::Text2]);
    const double height = QFontMetricsF(painter.font()).height();
    const QRectF text(area.left() + metrics().px(6), toPixel(PlotAxis::Y, m_threshold) - height - 2,
                      area.width() / 2, height);
    drawHaloText(painter, text, Qt::AlignLeft | Qt::AlignVCenter, m_thresholdText, theme()[Token::Plot]);
}

Readout StemPlot::readoutAt(double x) const
{
    const int place = int(std::floor(x));
    if (place < 0 || place >= m_stems.size())
        return {};
    const Stem &stem = m_stems[place];
    Readout readout{tr("channel"), format::integer(stem.channel), {}};
    readout.rows.append({{{}, m_value, stem.marked ? KeyMark::Marked : KeyMark::Kept, 0, {}, true, false},
                         format::general(stem.value, 4),
                         toPixel(PlotAxis::Y, stem.value)});
    if (!std::isnan(stem.second))
        readout.rows.append({{{}, m_second, KeyMark::Ring, LegendEntry::muted, {}, true, false},
                             format::general(stem.second, 4),
                             std::nan("")});
    return readout;
}

PlotTable StemPlot::table() const
{
    const auto cell = [stems = m_stems](int row, int column) -> QVariant {
        const Stem &stem = stems[row];
        switch (column) {
        case 0:
            return stem.channel;
        case 1:
            return stem.value;
        case 2:
            return stem.second;
        default:
            return stem.marked ? tr("to be pruned") : tr("kept");
        }
    };
    return {{tr("channel"), m_value, m_second, tr("fate")}, int(m_stems.size()), cell};
}

} // namespace espalier::widgets

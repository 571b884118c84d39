// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/histogram_plot.h"

#include "widgets/number_format.h"
#include "widgets/painting.h"

#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {
namespace {

double median(QList<double> values)
{
    values.removeIf([](double v) { return !std::isfinite(v); });
    if (values.isEmpty())
        return std::nan("");
    const auto middle = values.begin() + values.size() / 2;
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

} // namespace

HistogramPlot::HistogramPlot(const ThemeService &themes, RepaintGate &gate, QWidget *parent)
    : PlotFrame(themes, gate, parent), m_threshold(std::nan(""))
{
    setAxis(PlotAxis::X, {tr("filter score, mean |w|"), AxisScale::Log});
    setAxis(PlotAxis::Y, {tr("filters"), AxisScale::Linear});
}

void HistogramPlot::setScores(const QList<double> &kept, const QList<double> &marked)
{
    m_kept = kept;
    m_marked = marked;
    recount();
}

void HistogramPlot::setBins(int bins)
{
    m_bins = std::max(1, bins);
    recount();
}

void HistogramPlot::setLogX(bool on)
{
    AxisSpec spec = axisSpec(PlotAxis::X);
    spec.scale = on ? AxisScale::Log : AxisScale::Linear;
    setAxis(PlotAxis::X, spec);
    recount();
    fit();
}

void HistogramPlot::setNeutral(bool neutral)
{
    m_neutral = neutral;
    changed();
}

void HistogramPlot::setThreshold(double x, const QString &text)
{
    m_threshold = x;
    m_thresholdText = text;
    changed();
}

void HistogramPlot::recount()
{
    m_histogram = makeHistogram(m_kept, m_marked, m_bins, axisSpec(PlotAxis::X).scale);
    changed();
}

QMargins HistogramPlot::margins() const
{
    QMargins margins = PlotFrame::margins();
    margins.setTop(metrics().px(22));
    return margins;
}

bool HistogramPlot::dataRange(PlotAxis axis, AxisRange &range) const
{
    if (m_histogram.bins() == 0 || axis == PlotAxis::Y2)
        return false;
    range = axis == PlotAxis::X ? AxisRange{m_histogram.edges.first(), m_histogram.edges.last()}
                                : AxisRange{0, m_histogram.highest() * 1.08};
    return true;
}

void HistogramPlot::paintBars(QPainter &painter) const
{
    for (int i = 0; i < m_histogram.bins(); ++i) {
        const double left = std::round(toPixel(PlotAxis::X, m_histogram.edges[i]));
        const double right = std::round(toPixel(PlotAxis::X, m_histogram.edges[i + 1]));
        const double gap = right - left > 4 ? 1 : 0, width = std::max(1.0, right - left - gap);
        const double ground = toPixel(PlotAxis::Y, 0);
        const double middle = std::round(toPixel(PlotAxis::Y, m_histogram.kept[i]));
        const double top = std::round(toPixel(PlotAxis::Y, m_histogram.kept[i] + m_histogram.marked[i]));
        if (m_neutral) {
            painter.fillRect(QRectF(left, top, width, ground - top), theme().faded(Token::Text3, 0.7));
            continue;
        }
        painter.fillRect(QRectF(left, middle, width, ground - middle), theme()[Token::Keep]);
        drawMarked(painter, QRectF(left, top, width, middle - top), theme(), metrics());
    }
}

HistogramPlot::GroupLabel HistogramPlot::groupLabel(const QList<double> &values, const QString &text,
                                                    Token token) const
{
    const double middle = median(values);
    const double width = QFontMetricsF(semiBold(fonts().caption)).horizontalAdvance(text) + 1;
    return {text, token, std::isnan(middle) ? middle : toPixel(PlotAxis::X, middle), width};
}

void HistogramPlot::paintGroupLabels(QPainter &painter) const
{
    const QRectF area = plotArea();
    QList<GroupLabel> labels{
        groupLabel(m_marked, tr("to be pruned, %1").arg(format::integer(m_marked.size())), Token::Marked),
        groupLabel(m_kept, tr("kept, %1").arg(format::integer(m_kept.size())), Token::Keep)};
    labels.removeIf([](const GroupLabel &label) { return std::isnan(label.center); });
    std::stable_sort(labels.begin(), labels.end(),
                     [](const GroupLabel &a, const GroupLabel &b) { return a.center < b.center; });
    double needed = -metrics().px(12), taken = area.left() - metrics().px(12);
    for (const GroupLabel &label : labels)
        needed += label.width + metrics().px(12);
    painter.setFont(semiBold(fonts().caption));
    // From left to right: each above its median, but clear of the one before, and with room for those to come.
    for (const GroupLabel &label : labels) {
        const double last = std::max(area.left(), area.right() - needed);
        const double x =
            std::clamp(label.center - label.width / 2, std::min(taken + metrics().px(12), last), last);
        painter.setPen(theme()[label.token]);
        painter.drawText(QRectF(x, area.top() - metrics().px(20), label.width, metrics().px(18)),
                         Qt::AlignCenter, label.text);
        taken = x + label.width;
        needed -= label.width + metrics().px(12);
    }
}

void HistogramPlot::paintAbove(QPainter &painter)
{
    painter.setClipRect(plotArea());
    paintBars(painter);
    painter.setClipping(false);
    if (!m_neutral)
        paintGroupLabels(painter);
    const double x = toPixel(PlotAxis::X, m_threshold);
    const QRectF area = plotArea();
    if (!(x >= area.left() && x <= area.right()))
        return;
    painter.fillRect(QRectF(std::round(x), area.top(), 1, area.height()), theme()[Token::Text]);
    painter.setFont(fonts().caption);
    painter.setPen(theme()[Token::Text]);
    const QRectF text(x + metrics().px(4), area.top() + 2, metrics().px(120),
                      QFontMetricsF(painter.font()).height());
    drawHaloText(painter, text, Qt::AlignLeft | Qt::AlignVCenter, m_thresholdText, theme()[Token::Plot]);
}

Readout HistogramPlot::readoutAt(double x) const
{
    const auto &edges = m_histogram.edges;
    if (edges.isEmpty() || x < edges.first() || x > edges.last())
        return {};
    const auto after = std::upper_bound(edges.begin(), edges.end(), x) - edges.begin();
    const auto bin = std::clamp<qsizetype>(after - 1, 0, m_histogram.bins() - 1);
    Readout readout{tr("score"),
                    format::general(edges[bin], 2) + QStringLiteral(" – ") +
                        format::general(edges[bin + 1], 2),
                    {}};
    readout.rows.append({{{}, tr("kept"), KeyMark::Kept, 0, {}, true, false},
                         format::integer(m_histogram.kept[bin]),
                         std::nan("")});
    readout.rows.append({{{}, tr("to be pruned"), KeyMark::Marked, 0, {}, true, false},
                         format::integer(m_histogram.marked[bin]),
                         std::nan("")});
    return readout;
}

PlotTable HistogramPlot::table() const
{
    const auto cell = [h = m_histogram](int row, int column) -> QVariant {
        if (column < 2)
            return h.edges[row + column];
        return column == 2 ? h.kept[row] : h.marked[row];
    };
    return {{tr("from"), tr("to"), tr("kept"), tr("to be pruned")}, m_histogram.bins(), cell};
}

} // namespace espalier::widgets

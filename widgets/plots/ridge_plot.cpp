// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/ridge_plot.h"

#include "widgets/number_format.h"
#include "widgets/painting.h"
#include "widgets/plots/histogram.h"

#include <QtGui/QPainter>
#include <QtGui/QPainterPath>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {
namespace {

constexpr int bins = 48;
constexpr double overlap = 3; // ridges that the highest bin reaches over

} // namespace

RidgePlot::RidgePlot(const ThemeService &themes, RepaintGate &gate, QWidget *parent)
    : PlotFrame(themes, gate, parent)
{
    setAxis(PlotAxis::X, {tr("filter score, mean |w|"), AxisScale::Log});
    setAxis(PlotAxis::Y, {tr("step"), AxisScale::Linear});
    legend()->setEntries(
        {{QStringLiteral("kept"), tr("kept"), KeyMark::Kept, 0, {}, true, false},
         {QStringLiteral("marked"), tr("to be pruned"), KeyMark::Marked, 0, {}, true, false}});
    relayLegend();
}

void RidgePlot::setRidges(const QList<Ridge> &ridges)
{
    QList<double> kept, marked;
    for (const Ridge &ridge : ridges) {
        kept << ridge.kept;
        marked << ridge.marked;
    }
    m_edges = makeHistogram(kept, marked, bins, AxisScale::Log).edges;
    m_ridges.clear();
    m_highest = 0;
    for (const Ridge &ridge : ridges) {
        m_ridges.append({ridge.step, count(ridge.kept), count(ridge.marked)});
        for (int bin = 0; bin < m_ridges.back().kept.size(); ++bin)
            m_highest = std::max(m_highest, m_ridges.back().kept[bin] + m_ridges.back().marked[bin]);
    }
    changed();
}

QList<int> RidgePlot::count(const QList<double> &values) const
{
    QList<int> counts(std::max<qsizetype>(0, m_edges.size() - 1), 0);
    for (const double value : values) {
        if (counts.isEmpty() || !(value > 0) || !std::isfinite(value))
            continue;
        const auto after = std::upper_bound(m_edges.begin(), m_edges.end(), value) - m_edges.begin();
        ++counts[std::clamp<qsizetype>(after - 1, 0, counts.size() - 1)];
    }
    return counts;
}

double RidgePlot::spacing() const
{
    if (m_ridges.size() < 2)
        return 1;
    return std::max(1.0, (m_ridges.back().step - m_ridges.front().step) / double(m_ridges.size() - 1));
}

double RidgePlot::rise() const
{
    return m_highest > 0 ? overlap * spacing() / m_highest : 0;
}

bool RidgePlot::dataRange(PlotAxis axis, AxisRange &range) const
{
    if (m_ridges.isEmpty() || m_edges.isEmpty() || axis == PlotAxis::Y2)
        return false;
    range = axis == PlotAxis::X
                ? AxisRange{m_edges.first(), m_edges.last()}
                : AxisRange{m_ridges.front().step, m_ridges.back().step + overlap * spacing()};
    return true;
}

QPolygonF RidgePlot::outline(const Counts &ridge, bool all) const
{
    QPolygonF shape;
    const double ground = toPixel(PlotAxis::Y, ridge.step);
    for (int bin = 0; bin < ridge.kept.size(); ++bin) {
        const int height = ridge.kept[bin] + (all ? ridge.marked[bin] : 0);
        const double y = toPixel(PlotAxis::Y, ridge.step + height * rise());
        shape << QPointF(toPixel(PlotAxis::X, m_edges[bin]), y)
              << QPointF(toPixel(PlotAxis::X, m_edges[bin + 1]), y);
    }
    if (!shape.isEmpty())
        shape << QPointF(shape.back().x(), ground) << QPointF(shape.front().x(), ground);
    return shape;
}

void RidgePlot::paintRidge(QPainter &painter, const Counts &ridge) const
{
    const QPolygonF whole = outline(ridge, true), kept = outline(ridge, false);
    QPainterPath marked, below;
    marked.addPolygon(whole);
    marked.closeSubpath();
    below.addPolygon(kept);
    below.closeSubpath();
    painter.fillPath(marked, theme()[Token::Plot]); // hides those behind
    painter.save();
    painter.setClipPath(marked.subtracted(below), Qt::IntersectClip);
    painter.fillRect(marked.boundingRect(), theme()[Token::MarkedSoft]);
    fillHatched(painter, marked.boundingRect(), theme()[Token::Hatch], metrics());
    painter.restore();
    painter.fillPath(below, theme().mixed(Token::Keep, 0.75, Token::Plot));
    painter.setPen(QPen(theme()[Token::Text2], 1));
    painter.drawPolyline(whole.mid(0, whole.size() - 2));
}

void RidgePlot::paintAbove(QPainter &painter)
{
    painter.setClipRect(plotArea());
    for (qsizetype i = m_ridges.size(); i > 0; --i) // from the back: the newest stands highest
        paintRidge(painter, m_ridges[i - 1]);
    painter.setClipping(false);
}

Readout RidgePlot::readoutAt(double x) const
{
    if (m_edges.isEmpty() || x < m_edges.first() || x > m_edges.last())
        return {};
    const auto after = std::upper_bound(m_edges.begin(), m_edges.end(), x) - m_edges.begin();
    const auto bin = std::clamp<qsizetype>(after - 1, 0, m_edges.size() - 2);
    const Counts &newest = m_ridges.back();
    Readout readout{tr("score"),
                    format::general(m_edges[bin], 2) + QStringLiteral(" – ") +
                        format::general(m_edges[bin + 1], 2),
                    {}};
    readout.rows.append({{{},
                          tr("kept, step %1").arg(format::integer(qint64(newest.step))),
                          KeyMark::Kept,
                          0,
                          {},
                          true,
                          false},
                         format::integer(newest.kept[bin]),
                         std::nan("")});
    readout.rows.append({{{}, tr("to be pruned"), KeyMark::Marked, 0, {}, true, false},
                         format::integer(newest.marked[bin]),
                         std::nan("")});
    return readout;
}

PlotTable RidgePlot::table() const
{
    const int perRidge = int(std::max<qsizetype>(0, m_edges.size() - 1));
    const auto cell = [ridges = m_ridges, edges = m_edges, perRidge](int row, int column) -> QVariant {
        const Counts &ridge = ridges[row / perRidge];
        const int bin = row % perRidge;
        switch (column) {
        case 0:
            return ridge.step;
        case 1:
            return edges[bin];
        case 2:
            return edges[bin + 1];
        case 3:
            return ridge.kept[bin];
        default:
            return ridge.marked[bin];
        }
    };
    return {{tr("step"), tr("from"), tr("to"), tr("kept"), tr("to be pruned")},
            int(m_ridges.size()) * perRidge,
            cell};
}

} // namespace espalier::widgets

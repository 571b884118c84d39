// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/profile_plot.h"

#include "widgets/number_format.h"
#include "widgets/painting.h"

#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {

QList<double> profileOf(QList<double> scores, bool sorted)
{
    double most = 0;
    for (double score : scores)
        most = std::isfinite(score) ? std::max(most, std::abs(score)) : most;
    if (most > 0) {
        for (double &score : scores)
            score /= most;
    }
    if (sorted) {
        const auto numbers =
            std::partition(scores.begin(), scores.end(), [](double v) { return !std::isnan(v); });
        std::sort(scores.begin(), numbers, std::greater<>());
    }
    return scores;
}

ProfilePlot::ProfilePlot(const ThemeService &themes, RepaintGate &gate, QWidget *parent)
    : PlotFrame(themes, gate, parent)
{
    setAxis(PlotAxis::X, {tr("filter rank"), AxisScale::Linear});
    setAxis(PlotAxis::Y, {tr("score / greatest"), AxisScale::Linear});
    connect(legend(), &PlotLegend::toggled, this, [this](const QString &id) {
        if (!m_hidden.removeOne(id))
            m_hidden << id;
        prepare();
    });
}

void ProfilePlot::setProfiles(const QList<Profile> &profiles)
{
    m_profiles = profiles;
    prepare();
}

void ProfilePlot::setSorted(bool sorted)
{
    m_sorted = sorted;
    setAxis(PlotAxis::X, {sorted ? tr("filter rank") : tr("filter index"), AxisScale::Linear});
    prepare();
}

void ProfilePlot::setKept(int count)
{
    m_kept = count;
    changed();
}

void ProfilePlot::prepare()
{
    m_curves.clear();
    QList<LegendEntry> entries;
    for (const Profile &profile : m_profiles) {
        m_curves << profileOf(profile.scores, m_sorted);
        entries.append({profile.id,
                        profile.name,
                        KeyMark::Line,
                        profile.color,
                        {},
                        !m_hidden.contains(profile.id),
                        false});
    }
    legend()->setEntries(entries);
    relayLegend();
    changed();
}

int ProfilePlot::longest() const
{
    qsizetype most = 0;
    for (const auto &curve : m_curves)
        most = std::max(most, curve.size());
    return int(most);
}

bool ProfilePlot::dataRange(PlotAxis axis, AxisRange &range) const
{
    if (longest() == 0)
        return false;
    range = axis == PlotAxis::X ? AxisRange{0, double(longest())} : AxisRange{0, 1};
    return true;
}

void ProfilePlot::paintBelow(QPainter &painter)
{
    const QRectF area = plotArea();
    if (!m_sorted || m_kept < 0 || m_kept >= longest())
        return;
    const double x = std::clamp(toPixel(PlotAxis::X, m_kept), area.left(), area.right());
    const QRectF rest(QPointF(x, area.top()), area.bottomRight());
    painter.fillRect(rest, theme().faded(Token::MarkedSoft, 0.5));
    fillHatched(painter, rest, theme().faded(Token::Hatch, 0.18), metrics());
}

void ProfilePlot::paintAbove(QPainter &painter)
{
    const QRectF area = plotArea();
    painter.save();
    painter.setClipRect(area);
    painter.setRenderHint(QPainter::Antialiasing);
    for (qsizetype i = 0; i < m_curves.size(); ++i) {
        if (m_hidden.contains(m_profiles[i].id))
            continue;
        QPolygonF steps; // a filter is one unit wide
        for (qsizetype rank = 0; rank < m_curves[i].size(); ++rank) {
            const double y = toPixel(PlotAxis::Y, m_curves[i][rank]);
            steps << QPointF(toPixel(PlotAxis::X, double(rank)), y)
                  << QPointF(toPixel(PlotAxis::X, double(rank + 1)), y);
        }
        painter.setPen(theme().seriesPen(m_profiles[i].color, 2));
        painter.drawPolyline(steps);
    }
    if (m_sorted && m_kept >= 0 && m_kept < longest()) {
        const double x = toPixel(PlotAxis::X, m_kept);
        QPen pen(theme()[Token::Text], 1);
        pen.setDashPattern({4, 3});
        painter.setPen(pen);
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        painter.setFont(fonts().caption);
        painter.setPen(theme()[Token::Text2]);
        const QString text = tr("%1 kept").arg(format::integer(m_kept));
        drawHaloText(painter,
                     QRectF(area.left(), area.top() + 2, x - area.left() - metrics().px(6), metrics().px(16)),
                     Qt::AlignRight | Qt::AlignVCenter, text, theme()[Token::Plot]);
    }
    painter.restore();
}

Readout ProfilePlot::readoutAt(double x) const
{
    const int rank = int(std::floor(x));
    if (rank < 0 || rank >= longest())
        return {};
    Readout readout{axisSpec(PlotAxis::X).title, format::integer(rank + (m_sorted ? 1 : 0)), {}};
    for (qsizetype i = 0; i < m_curves.size(); ++i) {
        if (rank >= m_curves[i].size() || m_hidden.contains(m_profiles[i].id))
            continue;
        const double y = m_curves[i][rank];
        readout.rows.append({{{}, m_profiles[i].name, KeyMark::Line, m_profiles[i].color, {}, true, false},
                             format::fixed(y, 3), toPixel(PlotAxis::Y, y)});
    }
    return readout;
}

PlotTable ProfilePlot::table() const
{
    QStringList headers{axisSpec(PlotAxis::X).title};
    for (const Profile &profile : m_profiles)
        headers << profile.name;
    const auto cell = [curves = m_curves, first = m_sorted ? 1 : 0](int row, int column) -> QVariant {
        if (column == 0)
            return row + first;
        const QList<double> &curve = curves[column - 1];
        return row < curve.size() ? curve[row] : std::nan("");
    };
    return {headers, longest(), cell};
}

} // namespace espalier::widgets

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/curves_panel.h"

#include "app/bridge/session_bridge.h"
#include "app/models/phase_texts.h"
#include "widgets/plots/line_plot.h"

#include <cmath>

namespace espalier::app {

using widgets::LinePlot;
using widgets::PlotAxis;

namespace {

struct Curve
{
    const char *series;
    const char *name;
    int color;
    bool right;
    bool dashed;
    bool smooth;
};

constexpr Curve curves[] = {
    {"loss.task", QT_TRANSLATE_NOOP("espalier::app::CurvesPanel", "task loss"), 1, false, false, true},
    {"loss.penalty", QT_TRANSLATE_NOOP("espalier::app::CurvesPanel", "penalty"), 4, false, true, false},
    {"jsv", QT_TRANSLATE_NOOP("espalier::app::CurvesPanel", "mean JSV"), 5, false, true, false},
    {"accuracy.train", QT_TRANSLATE_NOOP("espalier::app::CurvesPanel", "train accuracy"), 10, true, false, true},
    {"accuracy.tuning", QT_TRANSLATE_NOOP("espalier::app::CurvesPanel", "tuning accuracy"), 0, true, false, false},
    {"accuracy.test", QT_TRANSLATE_NOOP("espalier::app::CurvesPanel", "test accuracy"), 3, true, false, false},
};
constexpr double smoothing = 0.9;

QString unitOf(const Curve &curve)
{
    if (curve.right)
        return QStringLiteral("%");
    return QLatin1String(curve.series) == QLatin1String("jsv") ? QString() : CurvesPanel::tr("nats");
}

} // namespace

CurvesPanel::CurvesPanel(const PanelContext &context, QWidget *parent)
    : PlotPanel(context, parent), m_plot(new LinePlot(context.themes, context.gate, this)), m_feeder(context.history, *m_plot)
{
    m_plot->setTitle(tr("Curves"));
    m_plot->setAxis(PlotAxis::X, {tr("step"), {}});
    m_plot->setAxis(PlotAxis::Y, {tr("loss, nats"), {}});
    m_plot->setAxis(PlotAxis::Y2, {tr("accuracy, %"), {}});
    m_plot->setSmoothing(smoothing);
    setUp(m_plot, m_plot, {QStringLiteral("curves"), tr("Loss, accuracy and learning rate appear here while a run goes on.")});
    refresh();
}

void CurvesPanel::addSeries()
{
    const RunHistory &history = context().history;
    for (const Curve &curve : curves) {
        const QString id = QLatin1String(curve.series);
        if (history.series(id).isEmpty() || m_plot->points(id))
            continue;
        widgets::SeriesSpec spec;
        spec.id = id;
        spec.name = tr(curve.name);
        spec.color = curve.color;
        spec.onRightAxis = curve.right;
        spec.dashed = curve.dashed;
        spec.smooth = curve.smooth;
        spec.unit = unitOf(curve);
        spec.decimals = curve.right ? 2 : 3;
        m_plot->addSeries(spec);
    }
}

void CurvesPanel::refresh()
{
    const RunHistory &history = context().history;
    setFilled(history.hasRun());
    if (m_feeder.startsOver())
        m_plot->clear();
    addSeries();
    for (const Curve &curve : curves) {
        if (m_plot->points(QLatin1String(curve.series)))
            m_feeder.feed(QLatin1String(curve.series), QLatin1String(curve.series));
    }
    if (const auto &progress = context().bridge.snapshot()->progress)
        m_plot->setNow(static_cast<double>(progress->step));
    refreshPhases();
    refreshMarks();
    refreshProbes();
    refreshStrip();
    setSubtitle(tr("smoothing %1").arg(smoothing, 0, 'f', 2));
}

void CurvesPanel::refreshPhases()
{
    QList<widgets::PlotPhase> phases;
    const auto &begun = context().history.begun();
    const double total = static_cast<double>(context().history.totalSteps());
    for (std::size_t i = 0; i < begun.size(); ++i) {
        const double from = static_cast<double>(begun[i].step);
        const double to = i + 1 < begun.size() ? static_cast<double>(begun[i + 1].step)
                                               : std::min(from + static_cast<double>(begun[i].plannedSteps), total);
        const QString phase = QString::fromStdString(begun[i].phase);
        if (to > from)
            phases.append({from, to, phaseText(phase), phaseKind(phase), false});
    }
    double planned = phases.isEmpty() ? 0.0 : phases.back().to;
    const auto &all = context().history.planned();
    for (std::size_t i = begun.size(); i < all.size(); ++i) {
        const QString phase = QString::fromStdString(all[i].phase);
        const double steps = static_cast<double>(all[i].plannedSteps);
        if (steps > 0.0)
            phases.append({planned, planned + steps, phaseText(phase), phaseKind(phase), true});
        planned += steps;
    }
    m_plot->setPhases(phases);
}

void CurvesPanel::refreshMarks()
{
    QList<widgets::CutMark> cuts;
    for (const report::CutHappened &cut : context().history.cuts()) {
        constexpr double none = std::numeric_limits<double>::quiet_NaN();
        cuts.append({static_cast<double>(cut.step), tr("cut"), cut.before.value_or(none), cut.after.value_or(none)});
    }
    m_plot->setCuts(cuts);
    QList<widgets::EventMark> flags;
    for (const report::Marker &marker : context().history.markers()) {
        if (marker.kind == "live_option" || marker.kind == "lr")
            flags.append({static_cast<double>(marker.step), QString::number(flags.size() + 1), QString::fromStdString(marker.text)});
    }
    m_plot->setEvents(flags);
}

void CurvesPanel::refreshProbes()
{
    const Series &probes = context().history.series(QStringLiteral("accuracy.cut_now"));
    if (probes.isEmpty())
        return m_plot->clearProbes();
    QList<widgets::ProbePoint> points;
    for (std::size_t i = 0; i < probes.step.size(); ++i) {
        const double value = probes.value[i];
        points.append({probes.step[i], value, std::isnan(probes.low[i]) ? value : probes.low[i],
                       std::isnan(probes.high[i]) ? value : probes.high[i]});
    }
    widgets::SeriesSpec spec;
    spec.id = QStringLiteral("cut_now");
    spec.name = tr("cut now, 95 %");
    spec.color = 2;
    spec.onRightAxis = true;
    spec.unit = QStringLiteral("%");
    spec.decimals = 1;
    m_plot->setProbes(spec, points);
}

void CurvesPanel::refreshStrip()
{
    const Series &rates = context().history.series(QStringLiteral("lr"));
    QList<widgets::PlotPoint> points;
    for (std::size_t i = 0; i < rates.step.size(); ++i) {
        const bool corner = i == 0 || i + 1 == rates.step.size() || rates.value[i] != rates.value[i - 1];
        if (corner)
            points.append({rates.step[i], rates.value[i]});
    }
    m_plot->setStrip(tr("LR"), points);
}

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/penalty_panel.h"

#include "app/bridge/session_bridge.h"
#include "app/models/layer_colors.h"
#include "app/models/project.h"
#include "app/models/selection.h"
#include "widgets/controls/segments.h"
#include "widgets/number_format.h"
#include "widgets/plots/line_plot.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QVBoxLayout>

#include <variant>

namespace espalier::app {

namespace format = widgets::format;
using widgets::LinePlot;
using widgets::PlotAxis;

PenaltyPanel::PenaltyPanel(const PanelContext &context, QWidget *parent)
    : PlotPanel(context, parent), m_plot(new LinePlot(context.themes, context.gate)),
      m_view(new widgets::Segments(context.themes)), m_feeder(context.history, *m_plot)
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 4, 0, 0);
    auto *tools = new QHBoxLayout;
    tools->setContentsMargins(12, 0, 12, 0);
    m_view->addSegment(tr("λ"), {}, tr("Regularisation factor λ: adds λ·w to the gradient of channels that are to go"));
    m_view->addSegment(tr("kept / pruned"), {}, tr("Mean |w| of kept over mean |w| of pruned channels, 0.9 average"));
    m_view->setAccessibleName(tr("What is drawn"));
    tools->addWidget(m_view);
    tools->addStretch(1);
    column->addLayout(tools);
    column->addWidget(m_plot, 1);
    m_plot->setTitle(tr("Penalty growth"));
    setUp(m_plot, page, {QStringLiteral("curves"), tr("The penalty of every layer appears here while a method drives its channels to zero.")});
    connect(m_view, &widgets::Segments::currentChanged, this, &PenaltyPanel::chooseView);
    connect(&context.selection, &Selection::changed, this, [this] { m_plot->setSelected(prefix() + this->context().selection.layer()); });
    chooseView();
}

report::Probes PenaltyPanel::wishes() const
{
    report::Probes probes;
    probes.telemetry = true;
    return probes;
}

QString PenaltyPanel::prefix() const
{
    return m_shown == Lambda ? QStringLiteral("lambda/") : QStringLiteral("ratio/");
}

void PenaltyPanel::chooseView()
{
    m_shown = m_view->current() == 1 ? Ratio : Lambda;
    m_plot->clear();
    m_feeder = SeriesFeeder(context().history, *m_plot);
    m_plot->setAxis(PlotAxis::X, {tr("step"), {}});
    m_plot->setAxis(PlotAxis::Y, m_shown == Lambda ? widgets::AxisSpec{tr("penalty λ"), widgets::AxisScale::Linear}
                                                   : widgets::AxisSpec{tr("kept / pruned"), widgets::AxisScale::Log});
    m_plot->setSharedCurve(m_shown == Lambda);
    refresh();
}

void PenaltyPanel::addSeries(const QString &series)
{
    widgets::SeriesSpec spec;
    spec.id = series;
    spec.name = series.mid(prefix().size());
    spec.color = context().colors.indexOf(spec.name);
    spec.mono = true;
    spec.smooth = false;
    spec.decimals = 4;
    m_plot->addSeries(spec);
}

void PenaltyPanel::refresh()
{
    const QStringList names = context().history.seriesNames(prefix());
    setFilled(context().history.hasRun());
    if (m_feeder.startsOver())
        m_plot->clear();
    for (const QString &name : names) {
        if (!m_plot->points(name))
            addSeries(name);
        m_feeder.feed(name, name);
    }
    refreshLevels();
    refreshNotes();
    setSubtitle(names.isEmpty() ? QString() : tr("%n layer(s)", nullptr, static_cast<int>(names.size())));
}

void PenaltyPanel::refreshLevels()
{
    QList<widgets::LevelMark> levels;
    for (const recipe::Stage &stage : context().project.edits().recipe.stages) {
        const char *option = m_shown == Lambda ? "reg_upper_limit" : "mag_ratio_limit";
        const auto found = stage.methodOptions.find(option);
        if (found == stage.methodOptions.end())
            continue;
        const double *limit = std::get_if<double>(&found->second);
        if (limit)
            levels.append({*limit, m_shown == Lambda ? tr("ceiling τ") : tr("stop"), false});
    }
    m_plot->setLevels(levels);
}

void PenaltyPanel::refreshNotes()
{
    const auto &telemetry = context().bridge.snapshot()->telemetry;
    if (!telemetry)
        return;
    for (const report::LayerTelemetry &layer : telemetry->layers) {
        const QString id = prefix() + QString::fromStdString(layer.layer);
        // In later stages no method works on the layer: what it ended with stays.
        if (!m_plot->points(id) || layer.magnitudeRatio <= 0)
            continue;
        m_plot->setFinished(id, layer.finished);
        const QString ratio = format::general(static_cast<double>(layer.magnitudeRatio), 3);
        m_plot->setNote(id, layer.finished ? tr("finished, ratio %1").arg(ratio) : tr("growing, ratio %1").arg(ratio));
    }
}

} // namespace espalier::app

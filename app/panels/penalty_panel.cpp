// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/penalty_panel.h"

#include "app/bridge/session_bridge.h"
#include "app/models/layer_colors.h"
#include "app/models/project.h"
#include "app/models/selection.h"
#include "app/panels/layer_views.h"
#include "widgets/number_format.h"
#include "widgets/plots/line_plot.h"
#include "widgets/themed.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <variant>

namespace espalier::app {

namespace format = widgets::format;
using widgets::LinePlot;
using widgets::PlotAxis;

namespace {

const LayerView &view(int index)
{
    return layerViews()[static_cast<std::size_t>(index)];
}

QString prefixOf(int index)
{
    return QLatin1String(view(index).prefix);
}

bool isPerLayer(int index)
{
    return prefixOf(index).endsWith(u'/');
}

/// The factor at the step of each point of a series, as both are written down together.
QList<double> factorsAt(const Series &factors, const Series &series)
{
    QList<double> found;
    for (const double step : series.step) {
        const auto at = std::ranges::lower_bound(factors.step, step);
        const bool same = at != factors.step.end() && *at == step;
        found.append(same ? factors.value[static_cast<std::size_t>(at - factors.step.begin())] : std::nan(""));
    }
    return found;
}

} // namespace

PenaltyPanel::PenaltyPanel(const PanelContext &context, QWidget *parent)
    : PlotPanel(context, parent), m_plot(new LinePlot(context.themes, context.gate)), m_view(new QComboBox),
      m_feeder(context.history, *m_plot)
{
    m_plot->setTitle(tr("Penalty growth"));
    setUp(m_plot, makePage(), {QStringLiteral("curves"), tr("The penalty of every layer appears here while a method drives its channels to zero.")});
    connect(m_view, &QComboBox::currentIndexChanged, this, &PenaltyPanel::chooseView);
    connect(&context.selection, &Selection::changed, this,
            [this] { m_plot->setSelected(prefixOf(m_shown) + this->context().selection.layer()); });
    chooseView();
}

QWidget *PenaltyPanel::makePage()
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 4, 0, 0);
    auto *tools = new QHBoxLayout;
    tools->setContentsMargins(12, 0, 12, 0);
    for (const LayerView &each : layerViews()) {
        m_view->addItem(layerViewText(each.name));
        m_view->setItemData(m_view->count() - 1, layerViewText(each.help), Qt::ToolTipRole);
    }
    m_view->setAccessibleName(tr("What is drawn"));
    tools->addWidget(m_view);
    tools->addStretch(1);
    column->addLayout(tools);
    column->addWidget(m_plot, 1);
    return page;
}

report::Probes PenaltyPanel::wishes() const
{
    report::Probes probes;
    probes.telemetry = true;
    return probes;
}

void PenaltyPanel::chooseView()
{
    m_shown = std::max(0, m_view->currentIndex());
    const LayerView &shown = view(m_shown);
    m_view->setToolTip(layerViewText(shown.help));
    m_plot->clear();
    m_feeder = SeriesFeeder(context().history, *m_plot);
    m_plot->setAxis(PlotAxis::X, {shown.byFactor ? tr("penalty λ") : tr("step"), {}});
    m_plot->setAxis(PlotAxis::Y, {layerViewText(shown.axis), shown.scale});
    m_plot->setSharedCurve(shown.shared);
    m_plot->fit();
    refresh();
}

void PenaltyPanel::addSeries(const QString &series)
{
    widgets::SeriesSpec spec;
    spec.id = series;
    spec.name = isPerLayer(m_shown) ? series.mid(prefixOf(m_shown).size()) : series;
    spec.color = isPerLayer(m_shown) ? context().colors.indexOf(spec.name) : 0;
    if (series == QLatin1String("jsv.ratio") || series == QLatin1String("jsv.condition"))
        spec.color = series.endsWith(QLatin1String("ratio")) ? 1 : 3;
    spec.mono = true;
    spec.smooth = false;
    spec.decimals = 4;
    m_plot->addSeries(spec);
}

/// A factor only grows; where it is unknown, or a later stage begins again, nothing is drawn.
void PenaltyPanel::feedByFactor(const QString &name)
{
    const Series &series = context().history.series(name);
    const QString layer = name.mid(prefixOf(m_shown).size());
    const QList<double> factors = factorsAt(context().history.series(QStringLiteral("lambda/") + layer), series);
    m_plot->clearPoints(name);
    for (qsizetype i = 0; i < factors.size(); ++i) {
        if (!std::isnan(factors[i]))
            m_plot->append(name, factors[i], series.value[static_cast<std::size_t>(i)]);
    }
}

void PenaltyPanel::refresh()
{
    const QStringList names = context().history.seriesNames(prefixOf(m_shown));
    setFilled(context().history.hasRun());
    if (m_feeder.startsOver())
        m_plot->clear();
    for (const QString &name : names) {
        if (!m_plot->points(name))
            addSeries(name);
        if (view(m_shown).byFactor)
            feedByFactor(name);
        else
            m_feeder.feed(name, name);
    }
    refreshLevels();
    refreshNotes();
    if (isPerLayer(m_shown))
        setSubtitle(names.isEmpty() ? tr("nothing yet") : tr("%n layer(s)", nullptr, static_cast<int>(names.size())));
    else
        setSubtitle(names.isEmpty() ? tr("set jsv_loop of a stage") : QString());
}

void PenaltyPanel::refreshLevels()
{
    QList<widgets::LevelMark> levels;
    const LayerView &shown = view(m_shown);
    for (const recipe::Stage &stage : context().project.edits().recipe.stages) {
        const auto found = shown.limit ? stage.methodOptions.find(shown.limit) : stage.methodOptions.end();
        const double *limit = found == stage.methodOptions.end() ? nullptr : std::get_if<double>(&found->second);
        if (limit)
            levels.append({*limit, layerViewText(shown.limitName), false});
    }
    m_plot->setLevels(levels);
}

void PenaltyPanel::refreshNotes()
{
    const auto &telemetry = context().bridge.snapshot()->telemetry;
    if (!telemetry)
        return;
    for (const report::LayerTelemetry &layer : telemetry->layers) {
        const QString id = prefixOf(m_shown) + QString::fromStdString(layer.layer);
        // In later stages no method works on the layer: what it ended with stays.
        if (!m_plot->points(id) || layer.magnitudeRatio <= 0)
            continue;
        m_plot->setFinished(id, layer.finished);
        const QString ratio = format::general(static_cast<double>(layer.magnitudeRatio), 3);
        m_plot->setNote(id, layer.finished ? tr("finished, ratio %1").arg(ratio) : tr("growing, ratio %1").arg(ratio));
    }
}

} // namespace espalier::app

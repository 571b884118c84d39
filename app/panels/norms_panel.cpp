// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/norms_panel.h"

#include "app/bridge/session_bridge.h"
#include "app/models/run_history.h"
#include "app/models/selection.h"
#include "widgets/controls/segments.h"
#include "widgets/number_format.h"
#include "widgets/plots/histogram_plot.h"
#include "widgets/plots/profile_plot.h"
#include "widgets/plots/ridge_plot.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace espalier::app {

namespace format = widgets::format;
using widgets::PlotAxis;

namespace {

enum View { HistogramView, ProfileView, RidgeView };
enum Scope { AllLayers, SelectedLayer };
constexpr std::size_t mostRidges = 24;

/// Scores of a layer by fate; before anything is chosen all count as kept.
void collect(const report::LayerTelemetry &layer, QList<double> &kept, QList<double> &chosen)
{
    for (std::size_t i = 0; i < layer.scores.size(); ++i) {
        const bool goes = i < layer.chosen.size() && layer.chosen[i] != 0;
        (goes ? chosen : kept).append(static_cast<double>(layer.scores[i]));
    }
}

widgets::Profile profile(const QString &name, int color, const std::vector<float> &scores)
{
    return {name, name, color, QList<double>(scores.begin(), scores.end())};
}

} // namespace

NormsPanel::NormsPanel(const PanelContext &context, QWidget *parent)
    : PlotPanel(context, parent), m_histogram(new widgets::HistogramPlot(context.themes, context.gate)),
      m_profile(new widgets::ProfilePlot(context.themes, context.gate)),
      m_ridges(new widgets::RidgePlot(context.themes, context.gate)), m_view(new widgets::Segments(context.themes)),
      m_scope(new widgets::Segments(context.themes))
{
    m_histogram->setTitle(tr("Norm histogram"));
    m_histogram->setAxis(PlotAxis::X, {tr("filter score, mean |w|"), widgets::AxisScale::Log});
    m_histogram->setAxis(PlotAxis::Y, {tr("filters"), {}});
    m_histogram->setLogX(true);
    m_ridges->setTitle(tr("Norm ridges"));
    m_profile->setTitle(tr("Sorted profile"));
    m_profile->setAxis(PlotAxis::X, {tr("filter rank"), {}});
    m_profile->setAxis(PlotAxis::Y, {tr("score / greatest"), {}});
    setUp(m_histogram, makePage(),
          {QStringLiteral("norms"), tr("Filter norms of kept and chosen channels appear here while a method pulls them apart.")});
    connect(&context.bridge, &SessionBridge::snapshotChanged, this, [this] {
        if (isVisible() && !isFrozen() && this->context().bridge.snapshot()->telemetry != m_shown)
            refresh();
    });
    connect(&context.selection, &Selection::changed, this, &NormsPanel::refresh);
    connect(m_scope, &widgets::Segments::currentChanged, this, &NormsPanel::refresh);
    connect(m_view, &widgets::Segments::currentChanged, this, [this](int index) {
        m_stack->setCurrentIndex(index);
        m_scope->setEnabled(index != ProfileView);
        refresh();
    });
}

QWidget *NormsPanel::makePage()
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 4, 0, 0);
    auto *tools = new QHBoxLayout;
    tools->setContentsMargins(12, 0, 12, 0);
    m_view->addSegment(tr("histogram"));
    m_view->addSegment(tr("profile"));
    m_view->addSegment(tr("ridges"), {}, tr("The histogram at one step after the other, while this panel was open"));
    m_view->setAccessibleName(tr("What is drawn"));
    m_scope->addSegment(tr("all layers"));
    m_scope->addSegment(tr("selected"));
    m_scope->setAccessibleName(tr("Layers"));
    tools->addWidget(m_view);
    tools->addWidget(m_scope);
    tools->addStretch(1);
    column->addLayout(tools);
    m_stack = new QStackedWidget(page);
    m_stack->addWidget(m_histogram);
    m_stack->addWidget(m_profile);
    m_stack->addWidget(m_ridges);
    column->addWidget(m_stack, 1);
    return page;
}

QList<QWidget *> NormsPanel::plots() const
{
    return {m_histogram, m_profile, m_ridges};
}

report::Probes NormsPanel::wishes() const
{
    report::Probes probes;
    probes.telemetry = true;
    return probes;
}

const report::LayerTelemetry *NormsPanel::selected() const
{
    return m_shown ? entryOf(context().selection, m_shown->layers) : nullptr;
}

void NormsPanel::refresh()
{
    m_shown = context().bridge.snapshot()->telemetry;
    setFilled(m_shown && !m_shown->layers.empty());
    if (!m_shown)
        return;
    remember();
    if (m_view->current() == ProfileView)
        refreshProfile();
    else if (m_view->current() == RidgeView)
        refreshRidges();
    else
        refreshHistogram();
}

// Every second one goes when there are too many, and from then on only every second one is taken.
void NormsPanel::remember()
{
    if (context().history.generation() != m_generation) {
        m_generation = context().history.generation();
        m_trail.clear();
        m_trailStep = 0;
    }
    const bool isNew = m_trail.empty() || m_shown->step >= m_trail.back()->step + std::max<std::int64_t>(1, m_trailStep);
    if (!isNew)
        return;
    m_trail.push_back(m_shown);
    if (m_trail.size() <= mostRidges)
        return;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < m_trail.size(); i += 2)
        m_trail[kept++] = m_trail[i];
    m_trail.resize(kept);
    m_trailStep = (m_trail.back()->step - m_trail.front()->step) / static_cast<std::int64_t>(kept - 1);
}

bool NormsPanel::isOfOneLayer() const
{
    return m_scope->current() == SelectedLayer && selected();
}

QString NormsPanel::shownLayers() const
{
    return isOfOneLayer() ? QString::fromStdString(selected()->layer) : tr("all layers");
}

void NormsPanel::refreshHistogram()
{
    QList<double> kept, chosen;
    for (const report::LayerTelemetry &layer : m_shown->layers) {
        if (!isOfOneLayer() || &layer == selected())
            collect(layer, kept, chosen);
    }
    m_histogram->setNeutral(chosen.isEmpty());
    m_histogram->setScores(kept, chosen);
    setSubtitle(tr("%1, step %2").arg(shownLayers(), format::integer(m_shown->step)));
}

void NormsPanel::refreshRidges()
{
    const std::string one = isOfOneLayer() ? selected()->layer : std::string();
    QList<widgets::Ridge> ridges;
    for (const auto &telemetry : m_trail) {
        widgets::Ridge ridge{static_cast<double>(telemetry->step), {}, {}};
        for (const report::LayerTelemetry &layer : telemetry->layers) {
            if (one.empty() || layer.layer == one)
                collect(layer, ridge.kept, ridge.marked);
        }
        ridges.append(ridge);
    }
    m_ridges->setRidges(ridges);
    setSubtitle(tr("%1, %n snapshot(s)", nullptr, static_cast<int>(ridges.size())).arg(shownLayers()));
}

void NormsPanel::refreshProfile()
{
    const report::LayerTelemetry *layer = selected();
    if (!layer)
        return;
    QList<widgets::Profile> profiles;
    if (!layer->startScores.empty())
        profiles.append(profile(tr("start"), 11, layer->startScores));
    profiles.append(profile(tr("now"), 0, layer->scores));
    m_profile->setProfiles(profiles);
    const auto goes = std::ranges::count_if(layer->chosen, [](std::uint8_t chosen) { return chosen != 0; });
    m_profile->setKept(layer->chosen.empty() ? -1 : static_cast<int>(layer->chosen.size()) - static_cast<int>(goes));
    setSubtitle(tr("%1, step %2").arg(QString::fromStdString(layer->layer), format::integer(m_shown->step)));
}

} // namespace espalier::app

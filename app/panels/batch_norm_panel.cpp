// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/batch_norm_panel.h"

#include "app/bridge/session_bridge.h"
#include "app/models/selection.h"
#include "app/panels/range_statistics.h"
#include "widgets/controls/segments.h"
#include "widgets/number_format.h"
#include "widgets/plots/histogram_plot.h"
#include "widgets/plots/line_plot.h"
#include "widgets/plots/stem_plot.h"
#include "widgets/themed.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace espalier::app {

namespace format = widgets::format;
using widgets::AxisScale;
using widgets::PlotAxis;

namespace {

enum View { HistogramView, StemView, FractionView };
enum Scope { AllLayers, SelectedLayer };
enum Share { AllScales, MaskedScales, KeptScales, LayerScales };
enum Order { ByIndex, Sorted };
constexpr int largestPower = 13;
constexpr double smallest = 1e-13;

bool goes(const report::LayerScales &layer, std::size_t channel)
{
    return channel < layer.chosen.size() && layer.chosen[channel] != 0;
}

QString seriesOf(Share share, int power, const QString &layer)
{
    static constexpr const char *kinds[] = {"all", "masked", "kept", "all"};
    const QString name = QStringLiteral("gamma.%1_below_1e-%2").arg(QLatin1String(kinds[share])).arg(power);
    return share == LayerScales ? name + u'/' + layer : name;
}

} // namespace

BatchNormPanel::BatchNormPanel(const PanelContext &context, QWidget *parent)
    : PlotPanel(context, parent), m_histogram(new widgets::HistogramPlot(context.themes, context.gate)),
      m_stems(new widgets::StemPlot(context.themes, context.gate)),
      m_fractions(new widgets::LinePlot(context.themes, context.gate)),
      m_view(new widgets::Segments(context.themes)), m_scope(new widgets::Segments(context.themes)),
      m_share(new widgets::Segments(context.themes)), m_order(new widgets::Segments(context.themes)),
      m_counts(widgets::makeLabel(context.themes, {}, widgets::FontRole::Caption, "secondary")),
      m_feeder(context.history, *m_fractions)
{
    describePlots();
    setUp(m_histogram, makePage(),
          {QStringLiteral("batchnorm"),
           tr("Scales of the batch norms appear here while a network that has any is trained.")});
    connect(&context.bridge, &SessionBridge::snapshotChanged, this, [this] {
        if (isVisible() && !isFrozen() && this->context().bridge.snapshot()->scales != m_shown)
            refresh();
    });
    connect(&context.selection, &Selection::changed, this, &BatchNormPanel::chooseFractions);
    connect(m_scope, &widgets::Segments::currentChanged, this, &BatchNormPanel::refresh);
    connect(m_order, &widgets::Segments::currentChanged, this, &BatchNormPanel::refresh);
    connect(m_share, &widgets::Segments::currentChanged, this, &BatchNormPanel::chooseFractions);
    connect(m_view, &widgets::Segments::currentChanged, this, [this](int index) {
        m_stack->setCurrentIndex(index);
        m_scope->setVisible(index == HistogramView);
        m_order->setVisible(index == StemView);
        m_share->setVisible(index == FractionView);
        m_counts->setVisible(index != FractionView);
        refresh();
    });
}

void BatchNormPanel::describePlots()
{
    m_histogram->setTitle(tr("Scale histogram"));
    m_histogram->setAxis(PlotAxis::X, {tr("|γ|"), AxisScale::Log});
    m_histogram->setAxis(PlotAxis::Y, {tr("channels"), {}});
    m_histogram->setLogX(true);
    m_stems->setTitle(tr("Scales of a layer"));
    m_stems->setNames(QStringLiteral("γ"), QStringLiteral("β"));
    m_fractions->setTitle(tr("Scales below powers of ten"));
    m_fractions->setAxis(PlotAxis::X, {tr("step"), {}});
    m_fractions->setAxis(PlotAxis::Y, {tr("share of scales"), {}});
}

QWidget *BatchNormPanel::makePage()
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 4, 0, 4);
    auto *tools = new QHBoxLayout;
    tools->setContentsMargins(12, 0, 12, 0);
    const auto fill = [tools](widgets::Segments *segments, const QStringList &texts, const QString &name) {
        for (const QString &text : texts)
            segments->addSegment(text);
        segments->setAccessibleName(name);
        tools->addWidget(segments);
    };
    fill(m_view, {tr("histogram"), tr("stems"), tr("shares")}, tr("What is drawn"));
    fill(m_scope, {tr("all layers"), tr("selected")}, tr("Layers"));
    fill(m_order, {tr("by index"), tr("sorted")}, tr("Order"));
    fill(m_share, {tr("all"), tr("to go"), tr("kept"), tr("selected")}, tr("Which scales"));
    m_order->hide();
    m_share->hide();
    tools->addStretch(1);
    column->addLayout(tools);
    m_stack = new QStackedWidget(page);
    for (QWidget *plot : plots())
        m_stack->addWidget(plot);
    column->addWidget(m_stack, 1);
    column->addWidget(new RangeStatistics(context().themes, *m_fractions, page));
    m_counts->setContentsMargins(12, 0, 12, 0);
    m_counts->setWordWrap(true);
    column->addWidget(m_counts);
    return page;
}

QList<QWidget *> BatchNormPanel::plots() const
{
    return {m_histogram, m_stems, m_fractions};
}

report::Probes BatchNormPanel::wishes() const
{
    report::Probes probes;
    probes.scales = true;
    return probes;
}

const report::LayerScales *BatchNormPanel::selected() const
{
    return m_shown ? entryOf(context().selection, m_shown->layers) : nullptr;
}

void BatchNormPanel::refresh()
{
    m_shown = context().bridge.snapshot()->scales;
    const bool hasHistory = !context().history.seriesNames(QStringLiteral("gamma.all_below")).isEmpty();
    setFilled(hasHistory || (m_shown && !m_shown->layers.empty()));
    if (m_view->current() == FractionView)
        return refreshFractions();
    if (!selected())
        return;
    if (m_view->current() == StemView)
        refreshStems();
    else
        refreshHistogram();
}

void BatchNormPanel::refreshHistogram()
{
    const bool one = m_scope->current() == SelectedLayer;
    std::vector<const report::LayerScales *> layers;
    for (const report::LayerScales &layer : m_shown->layers) {
        if (!one || &layer == selected())
            layers.push_back(&layer);
    }
    QList<double> kept, chosen;
    for (const report::LayerScales *layer : layers) {
        // A scale of exactly zero has no place on a log axis: it stands at its end.
        for (std::size_t c = 0; c < layer->gamma.size(); ++c)
            (goes(*layer, c) ? chosen : kept)
                .append(std::max(smallest, static_cast<double>(std::abs(layer->gamma[c]))));
    }
    m_histogram->setNeutral(chosen.isEmpty());
    m_histogram->setScores(kept, chosen);
    m_histogram->setThreshold(m_shown->threshold, tr("τ = %1").arg(format::general(m_shown->threshold, 2)));
    refreshCounts(layers);
    const QString which = one ? QString::fromStdString(selected()->layer) : tr("all layers");
    setSubtitle(tr("%1, step %2").arg(which, format::integer(m_shown->step)));
}

/// What was to go beside what has collapsed.
void BatchNormPanel::refreshCounts(const std::vector<const report::LayerScales *> &layers)
{
    qint64 counts[2][2] = {{0, 0}, {0, 0}};
    qint64 still = 0, gradients = 0;
    for (const report::LayerScales *layer : layers) {
        for (std::size_t c = 0; c < layer->gamma.size(); ++c)
            ++counts[goes(*layer, c)][static_cast<double>(std::abs(layer->gamma[c])) <= m_shown->threshold];
        still += std::ranges::count(layer->gradient, 0.0F);
        gradients += static_cast<qint64>(layer->gradient.size());
    }
    QString text = tr("To go: %1 collapsed, %2 not  ·  kept: %3 collapsed, %4 not")
                       .arg(format::integer(counts[1][1]), format::integer(counts[1][0]),
                            format::integer(counts[0][1]), format::integer(counts[0][0]));
    if (gradients > 0)
        text += tr("  ·  gradient zero: %1")
                    .arg(format::percent(static_cast<double>(still) / static_cast<double>(gradients)));
    m_counts->setText(text);
}

void BatchNormPanel::refreshStems()
{
    const report::LayerScales &layer = *selected();
    QList<widgets::Stem> stems;
    for (std::size_t c = 0; c < layer.gamma.size(); ++c) {
        widgets::Stem stem{static_cast<int>(c), static_cast<double>(layer.gamma[c])};
        if (c < layer.beta.size())
            stem.second = static_cast<double>(layer.beta[c]);
        stem.marked = goes(layer, c);
        stems.append(stem);
    }
    if (m_order->current() == Sorted)
        std::ranges::stable_sort(stems, [](const widgets::Stem &a, const widgets::Stem &b) {
            return std::abs(a.value) > std::abs(b.value);
        });
    m_stems->setStems(stems);
    m_stems->setThreshold(m_shown->threshold, tr("τ = %1").arg(format::general(m_shown->threshold, 2)));
    refreshCounts({&layer});
    setSubtitle(tr("%1, step %2").arg(QString::fromStdString(layer.layer), format::integer(m_shown->step)));
}

void BatchNormPanel::chooseFractions()
{
    m_fractions->clear();
    m_feeder = SeriesFeeder(context().history, *m_fractions);
    refresh();
}

void BatchNormPanel::refreshFractions()
{
    if (m_feeder.startsOver())
        m_fractions->clear();
    const Share share = static_cast<Share>(m_share->current());
    const double threshold = m_shown ? m_shown->threshold : 0.01;
    const auto show = [this](const QString &series, const QString &name, int color, bool dashed) {
        if (context().history.series(series).isEmpty())
            return;
        if (!m_fractions->points(series))
            m_fractions->addSeries({.id = series,
                                    .name = name,
                                    .color = color,
                                    .dashed = dashed,
                                    .smooth = false,
                                    .unit = {},
                                    .decimals = 4});
        m_feeder.feed(series, series);
    };
    QString bold;
    for (int power = 1; power <= largestPower; ++power) {
        const QString series = seriesOf(share, power, context().selection.layer());
        show(series, QStringLiteral("|γ| < 1e-%1").arg(power), power - 1, false);
        if (std::abs(threshold * std::pow(10.0, power) - 1) < 0.01)
            bold = series;
    }
    show(QStringLiteral("gamma.zero_gradient"), tr("gradient zero"), widgets::LegendEntry::inText, true);
    m_fractions->setSelected(bold);
    setSubtitle(share == LayerScales ? context().selection.layer() : QString());
}

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/telemetry_feed.h"

#include "base/text.h"
#include "methods/scores.h"
#include "model/host_values.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <numeric>

namespace espalier::train {

namespace {

/// Shares of every layer's scales are many numbers.
constexpr std::int64_t layerScalesInterval = 1000;

/// Whether the history gets the layers' figures at iteration t: every 100 (print_interval of methods.md 3), and closer
/// at the beginning, which is all there is of a scaled-down run.
bool isSeriesStep(std::int64_t t)
{
    return t % (t < 1000 ? 10 : 100) == 0;
}

double mean(const std::vector<float> &values)
{
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    return values.empty() ? 0.0 : sum / static_cast<double>(values.size());
}

/// Mean over the channels that are not chosen.
double keptMean(const std::vector<float> &scores, const std::vector<std::uint8_t> &chosen)
{
    if (chosen.empty())
        return mean(scores);
    std::vector<float> kept;
    for (std::size_t c = 0; c < scores.size(); ++c)
        if (!chosen[c])
            kept.push_back(scores[c]);
    return mean(kept);
}

} // namespace

TelemetryFeed::TelemetryFeed(const ModelState &model, RunServices &services, double threshold)
    : m_model(model), m_services(services),
      m_views(methods::groupViews(*model.trace.structure, model.network.weights, {}, {})), m_scales(model),
      m_threshold(threshold)
{
    for (const methods::GroupView &group : m_views)
        for (const methods::ProducerView &producer : group.producers)
            m_startScores[producer.layer] = model::hostValues<float>(methods::l1ScoreTensor(producer, group.channels));
}

TelemetryFeed::Layers TelemetryFeed::collect(std::vector<report::LayerTelemetry> told) const
{
    std::map<std::string, report::LayerTelemetry> known;
    for (report::LayerTelemetry &layer : told)
        known[layer.layer] = std::move(layer);
    Layers layers;
    for (const methods::GroupView &group : m_views)
        for (const methods::ProducerView &producer : group.producers) {
            report::LayerTelemetry layer = known[producer.layer];
            layer.layer = producer.layer;
            layer.group = group.id;
            if (layer.scores.empty())
                layer.scores = model::hostValues<float>(methods::l1ScoreTensor(producer, group.channels));
            if (layer.startScores.empty())
                layer.startScores = m_startScores.at(producer.layer);
            layers.push_back(std::move(layer));
        }
    return layers;
}

bool TelemetryFeed::isPublishDue() const
{
    const report::Probes probes = m_services.observer.probes();
    const double interval = probes.maximumRate > 0.0 ? 1.0 / probes.maximumRate : 1e9;
    const bool looked = probes.telemetry || probes.scales || !probes.gramLayer.empty();
    return looked && (!m_published || RunClock::since(m_lastPublished) >= interval);
}

void TelemetryFeed::seeGradients(std::int64_t t)
{
    if (isSeriesStep(t) || isPublishDue())
        m_scales.takeGradients();
    else
        m_scales.dropGradients();
}

void TelemetryFeed::observe(const methods::Method &method, std::int64_t t, double epoch)
{
    const bool publishes = isPublishDue();
    const bool writes = isSeriesStep(t);
    if (!publishes && !writes)
        return;
    const report::Probes probes = m_services.observer.probes();
    const at::NoGradGuard noGrad;
    std::vector<report::LayerTelemetry> told = method.telemetry();
    const bool isMethod = !told.empty();
    Layers layers = collect(std::move(told));
    markFinished(layers);
    if (writes) {
        addFigures(layers);
        writeSeries(layers, epoch);
        writeAll(method.series(), epoch);
        if (isMethod)
            writeScales(t, epoch);
    }
    if (!publishes)
        return;
    if (!probes.gramLayer.empty())
        publishGram(probes.gramLayer, layers);
    if (probes.scales)
        publishScales();
    if (probes.telemetry)
        publish(std::move(layers));
    m_published = true;
    m_lastPublished = RunClock::now();
}

void TelemetryFeed::addFigures(Layers &layers)
{
    auto layer = layers.begin();
    for (const methods::GroupView &group : m_views)
        for (const methods::ProducerView &producer : group.producers) {
            // The others are told nothing of.
            if (!layer->chosen.empty() || layer->lambda != 0.0F)
                m_figures.add(producer, group.channels, *layer);
            ++layer;
        }
}

void TelemetryFeed::writeAll(const std::map<std::string, double> &series, double epoch)
{
    for (const auto &[name, value] : series)
        m_services.reporter.metric({name, value, epoch, {}, {}});
}

void TelemetryFeed::writeScales(std::int64_t t, double epoch)
{
    if (m_scales.isEmpty())
        return;
    writeAll(m_scales.series(), epoch);
    if (t % layerScalesInterval == 0)
        writeAll(m_scales.layerSeries(), epoch);
}

void TelemetryFeed::publishScales()
{
    if (m_scales.isEmpty())
        return;
    const auto scales = m_scales.telemetry(m_services.position.globalStep, m_threshold);
    m_services.observer.update([&](report::Snapshot &snapshot) { snapshot.scales = scales; });
}

void TelemetryFeed::markFinished(const Layers &layers)
{
    m_finished = m_penalised = 0;
    for (const report::LayerTelemetry &layer : layers) {
        if (layer.chosen.empty())
            continue;
        m_scales.mark(layer.layer, layer.chosen);
        ++m_penalised;
        m_finished += layer.finished ? 1 : 0;
        bool &known = m_isFinished[layer.layer];
        if (layer.finished && !known)
            m_services.reporter.marker("layer_finished", layer.layer);
        known = layer.finished;
    }
}

void TelemetryFeed::writeSeries(const Layers &layers, double epoch)
{
    for (const report::LayerTelemetry &layer : layers) {
        // Before anything is picked a factor may grow on all channels alike.
        if (layer.chosen.empty() && layer.lambda == 0.0F)
            continue;
        m_services.reporter.metric({"lambda/" + layer.layer, layer.lambda, epoch, {}, {}});
        for (const auto &[name, value] : layer.figures)
            m_services.reporter.metric({base::cat(name, "/", layer.layer), value, epoch, {}, {}});
        if (layer.magnitudeRatio > 0.0F)
            m_services.reporter.metric({"ratio/" + layer.layer, layer.magnitudeRatio, epoch, {}, {}});
        const double start = keptMean(layer.startScores, layer.chosen);
        if (start > 0.0)
            m_services.reporter.metric({"retention/" + layer.layer, keptMean(layer.scores, layer.chosen) / start, epoch, {}, {}});
    }
}

void TelemetryFeed::publish(Layers layers)
{
    auto telemetry = std::make_shared<report::Telemetry>();
    telemetry->step = m_services.position.globalStep;
    telemetry->layers = std::move(layers);
    m_services.observer.update([&](report::Snapshot &snapshot) { snapshot.telemetry = telemetry; });
}

void TelemetryFeed::publishGram(const std::string &name, const Layers &layers)
{
    const graph::Layer *layer = m_model.trace.structure->layer(name);
    auto gram = layer ? gramMatrix(*layer, m_model.network.weights) : std::nullopt;
    if (!gram)
        return;
    gram->step = m_services.position.globalStep;
    const auto known = std::find_if(layers.begin(), layers.end(),
                                    [&](const report::LayerTelemetry &each) { return each.layer == name; });
    if (known != layers.end())
        gram->chosen = known->chosen;
    if (!m_startGram || m_startGram->layer != name)
        m_startGram = std::make_shared<const report::GramMatrix>(*gram);
    gram->startValues = m_startGram->values;
    const auto shared = std::make_shared<const report::GramMatrix>(std::move(*gram));
    m_services.observer.update([&](report::Snapshot &snapshot) { snapshot.gram = shared; });
}

std::optional<report::GramMatrix> gramMatrix(const graph::Layer &layer, const model::Weights &weights)
{
    constexpr std::int64_t LargestSize = 2048;
    const at::NoGradGuard noGrad;
    const at::Tensor weight = weights.get(layer.weight);
    if (!weight.defined() || weight.dim() < 2 || weight.size(0) > LargestSize)
        return std::nullopt;
    const at::Tensor rows = weight.detach().flatten(1);
    report::GramMatrix gram;
    gram.layer = layer.name;
    gram.size = static_cast<std::int32_t>(weight.size(0));
    gram.values = model::hostValues<float>(rows.mm(rows.t()));
    return gram;
}

} // namespace espalier::train

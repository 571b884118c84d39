// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/method.h"
#include "train/run_services.h"

namespace espalier::train {

/// Layer statistics for whoever looks: scores, factors and ratios per layer into the snapshot and the Gram matrix of one
/// layer, both only while the observer's probes ask for them and at most at their rate; lambda, ratio and retention per
/// layer into the history every 100 steps; a marker for every layer that finishes.
class TelemetryFeed {
public:
    TelemetryFeed(const ModelState &model, RunServices &services);

    /// After each step; `t` counts the steps of the stage.
    void observe(const methods::Method &method, std::int64_t t, double epoch);

    std::int32_t layersFinished() const { return m_finished; }
    std::int32_t layersPenalised() const { return m_penalised; }

private:
    using Layers = std::vector<report::LayerTelemetry>;
    Layers collect(const methods::Method &method) const;
    void markFinished(const Layers &layers);
    void writeSeries(const Layers &layers, double epoch);
    void publish(Layers layers);
    void publishGram(const std::string &layer, const Layers &layers);

    const ModelState &m_model;
    RunServices &m_services;
    std::vector<methods::GroupView> m_views;
    std::map<std::string, std::vector<float>> m_startScores; ///< by layer, at the start of the stage
    std::map<std::string, bool> m_isFinished;
    std::shared_ptr<const report::GramMatrix> m_startGram;
    RunClock::Point m_lastPublished;
    bool m_published = false;
    std::int32_t m_finished = 0, m_penalised = 0;
};

/// W * W^T of a layer's weight, filters flattened, in channel order; nothing for more than 2048 filters.
std::optional<report::GramMatrix> gramMatrix(const graph::Layer &layer, const model::Weights &weights);

} // namespace espalier::train

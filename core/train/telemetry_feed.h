// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/method.h"
#include "train/layer_figures.h"
#include "train/run_services.h"
#include "train/scale_watch.h"

namespace espalier::train {

/// Layer statistics for whoever looks: scores, factors and ratios per layer into the snapshot and the Gram matrix of one
/// layer, both only while the observer's probes ask for them and at most at their rate, and so the batch norms' scales;
/// lambda, ratio, retention and what LayerFigures and ScaleWatch tell into the history every 100 steps (scales of single
/// layers every 1000), under methods that work on layers; a marker for every layer that finishes.
class TelemetryFeed {
public:
    /// `threshold`: at or below which a scale counts as collapsed, for the screen.
    TelemetryFeed(const ModelState &model, RunServices &services, double threshold);

    /// In step t, between the backward pass and what the method adds to the gradients.
    void seeGradients(std::int64_t t);
    /// After each step; `t` counts the steps of the stage.
    void observe(const methods::Method &method, std::int64_t t, double epoch);

    std::int32_t layersFinished() const { return m_finished; }
    std::int32_t layersPenalised() const { return m_penalised; }

private:
    using Layers = std::vector<report::LayerTelemetry>;
    bool isPublishDue() const;
    Layers collect(std::vector<report::LayerTelemetry> told) const;
    void addFigures(Layers &layers);
    void writeScales(std::int64_t t, double epoch);
    void writeAll(const std::map<std::string, double> &series, double epoch);
    void markFinished(const Layers &layers);
    void writeSeries(const Layers &layers, double epoch);
    void publish(Layers layers);
    void publishScales();
    void publishGram(const std::string &layer, const Layers &layers);

    const ModelState &m_model;
    RunServices &m_services;
    std::vector<methods::GroupView> m_views;
    LayerFigures m_figures;
    ScaleWatch m_scales;
    double m_threshold;
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

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/method.h"
#include "train/orth_loss.h"

namespace espalier::train {

struct FitOptions {
    OrthLoss orth = OrthLoss::None;
    double orthWeight = 0.1; ///< lw_orth_reg: factor on the sum over the layers
    double average = 0.0;    ///< decay of the weights' moving average; 0 = none
};

/// What plain training may add to its steps, as a method that never cuts: an orthogonality loss, whose gradient is added
/// after the backward pass, and a moving average of all weights and buffers, a <- d a + (1 - d) w after each step.
class FitMethod : public methods::Method {
public:
    /// `network` must be laid out for training; its tensors are held.
    FitMethod(const model::Network &network, graph::StructurePtr structure, const FitOptions &options);

    /// The network to be measured: with averaged weights if there is an average, else as it is.
    model::Network shown() const;
    /// Puts the averaged weights in the place of the trained ones, if there is an average.
    void adoptAverage();

    base::Status prepare(const methods::MethodContext &) override { return {}; }
    void update(const methods::StepContext &) override { }
    void afterBackward(const methods::StepContext &step) override;
    const methods::Penalties &penalties() const override { return m_penalties; }
    void afterStep(const methods::StepContext &step) override;
    methods::Verdict verdict(const methods::StepContext &) override { return methods::Verdict::Continue; }
    std::string phase() const override { return {}; }
    std::vector<std::pair<std::string, std::int64_t>> plannedPhases(const recipe::Options &) const override { return {}; }
    graph::Plan plan() const override { return {}; }
    double penaltyLoss() const override;
    bool hasPenaltyLoss() const override { return m_options.orth != OrthLoss::None; }
    std::vector<report::LayerTelemetry> telemetry() const override { return {}; }
    std::map<std::string, double> figures() const override { return {}; }
    methods::MethodState save() const override;
    base::Status load(const methods::MethodState &state) override;

private:
    model::Network m_network;
    graph::StructurePtr m_structure;
    FitOptions m_options;
    model::Weights m_average; ///< empty without an average
    at::Tensor m_loss;        ///< of the last step; undefined before it
    methods::Penalties m_penalties; ///< always empty
};

/// "orth_loss", "orth_weight" and "ema_decay" of stages that train.
std::vector<recipe::OptionSchema> fitMethodOptions();
FitOptions fitOptions(const recipe::Options &options);

} // namespace espalier::train

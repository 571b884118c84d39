// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/dataset.h"
#include "methods/method.h"
#include "model/executor.h"
#include "train/optimiser.h"
#include "train/training_weights.h"

#include <functional>

namespace espalier::train {

struct StepOptions {
    OptimiserOptions optimiser;
    model::Precision precision = model::Precision::Fp32;
    /// Replaces the cross-entropy of logits and batch; may be empty.
    std::function<base::Result<at::Tensor>(const at::Tensor &logits, const data::Batch &batch)> loss = {};
    std::uint64_t dropoutSeed = 0; ///< dropout of iteration t is a function of this and t, so it needs no saved state
};

struct StepOutcome {
    at::Tensor loss;    ///< scalar, without a graph
    at::Tensor correct; ///< scalar int64: right answers in the batch
    std::int64_t samples = 0;
    methods::Verdict verdict = methods::Verdict::Continue;
};

/// One optimiser step, in exactly the order of methods.md 2, for the trainer, the replay and the bench alike.
/// Its network must have been laid out for training; while a TrainStep lives, its parameters require gradients.
class TrainStep {
public:
    static base::Result<std::unique_ptr<TrainStep>> create(const model::Network &network, methods::Method &method,
                                                           const StepOptions &options);

    /// WorkFailed with a remedy if the loss is not finite; the weights are then those of the last good step.
    base::Result<StepOutcome> run(const data::Batch &batch, const methods::StepContext &context);

    Optimiser &optimiser() { return m_optimiser; }
    /// Called in each step between the backward pass and what the method adds to the gradients.
    void setGradientsReady(std::function<void()> ready) { m_gradientsReady = std::move(ready); }
    /// Called with the name of each part once it is done ("forward", "backward", "optimiser"), for the bench.
    void setPartDone(std::function<void(const char *)> partDone) { m_partDone = std::move(partDone); }

private:
    TrainStep(const model::Network &network, methods::Method &method, const StepOptions &options, Optimiser optimiser);
    base::Result<at::Tensor> forward(const data::Batch &batch, std::int64_t iteration) const;
    base::Status requireFinite(const at::Tensor &loss, const methods::StepContext &context) const;
    void done(const char *part) const;

    std::unique_ptr<model::Executor> m_executor;
    methods::Method &m_method;
    StepOptions m_options;
    Optimiser m_optimiser;
    GradientScope m_gradients;
    std::function<void()> m_gradientsReady;
    std::function<void(const char *)> m_partDone;
};

/// "fp32", "bf16" or "auto" (bf16 where the processor has it in hardware).
model::Precision precisionOf(const std::string &text);
std::string toString(model::Precision precision);

} // namespace espalier::train

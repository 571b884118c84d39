// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/weights.h"

#include <functional>
#include <memory>
#include <vector>

namespace espalier::model {

enum class Mode {
    Train, ///< batch norm uses and updates batch statistics, dropout drops
    Eval,  ///< batch norm uses running statistics, dropout passes
};

enum class Precision { Fp32, Bf16 }; ///< Bf16: contractions in bfloat16 under autocast, master weights stay fp32

/// True where the CPU (or device) runs bfloat16 contractions in hardware (AVX512_BF16 or AMX).
bool bf16IsFast();

struct ForwardOptions {
    Mode mode = Mode::Eval;
    Precision precision = Precision::Fp32;
    /// Called after each node with its outputs, which it may replace (masking, capture). Slow path; usually empty.
    std::function<void(graph::NodeId, std::vector<at::Tensor> &)> afterNode = {};
    /// Called before each node with its tensor operands by argument name, which it may replace (masked reference).
    std::function<void(graph::NodeId, const std::string &argument, at::Tensor &)> beforeOperand = {};
};

/// Runs any graph through the boxed dispatcher: operators are found by name once, at construction, and called with
/// callBoxed, autograd included (c10::Dispatcher). There is no switch over operators: train and eval are arguments of
/// the operators that have them (batch_norm, dropout), decided by the mode at the call. Intermediate values are freed
/// after their last use. Never synchronises with a device.
///
/// In Train without hooks, batch norms whose result only feeds a ReLU (or an add and a ReLU) run with it as one call on
/// channels_last images (model/norm_relu.h); elsewhere, and in Eval always, node by node.
///
/// Gradients: Train keeps the caller's grad mode; Eval records none unless an input requires grad (Jacobians).
/// Batch norms' num_batches_tracked are counted on the CPU after each forward in Train, where the graph stores them.
///
/// The weights are bound by handle: in-place updates are seen, replaced tensors are not (bind again).
/// Thread: any one thread at a time.
class Executor {
public:
    /// Unsupported naming the operator if the dispatcher does not know it or an argument does not fit its schema.
    static base::Result<std::unique_ptr<Executor>> create(graph::GraphPtr graph, const Weights &weights);
    ~Executor();
    Executor(const Executor &) = delete;
    Executor &operator=(const Executor &) = delete;

    /// Outputs of the graph, float32 whatever the precision. Mismatch if an input's shape is not the graph's. Torch errors become a WorkFailed naming the node (without backtrace).
    base::Result<std::vector<at::Tensor>> forward(const std::vector<at::Tensor> &inputs,
                                                  const ForwardOptions &options = {}) const;
    /// Single-output convenience.
    base::Result<at::Tensor> logits(const at::Tensor &input, const ForwardOptions &options = {}) const;

    const graph::GraphPtr &graph() const;
    void bind(const Weights &weights);

private:
    struct Impl;
    explicit Executor(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace espalier::model

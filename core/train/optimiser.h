// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernels/fused_sgd.h"
#include "methods/method.h"
#include "model/weights.h"

namespace espalier::train {

struct OptimiserOptions {
    double momentum = 0.9;
    double weightDecay = 0.0;
    bool nesterov = false;
};

/// SGD over all parameters of a network, momentum, weight decay, Nesterov and a method's penalty factors in one pass:
///
///     v <- mu v + (g + factor*w + wd*w);  w <- w - lr*v      (methods.md 2, step 8)
///
/// Works in place on the live tensors, which TrainingWeights has laid out. A parameter without a gradient is left alone.
class Optimiser {
public:
    /// Unsupported naming the parameter if one is not float32 on the CPU.
    static base::Result<Optimiser> create(const model::Network &network, const OptimiserOptions &options);

    /// One step; afterwards every gradient is undefined again, so that the next backward pass gives its own buffers.
    void step(double learningRate, const methods::Penalties &penalties);

    /// Adds "momentum.NAME" for every parameter.
    void save(model::Weights &tensors) const;
    /// Mismatch naming the first parameter whose momentum is absent or has another shape.
    base::Status load(const model::Weights &tensors);

    /// Takes the momentum that fits; the rest starts at 0 (biases that a cut created).
    void adopt(const model::Weights &tensors);

private:
    struct Parameter {
        std::string name;
        at::Tensor weight;
        at::Tensor momentum; ///< strides of the weight
    };
    explicit Optimiser(const OptimiserOptions &options) : m_options(options) { }
    base::Status addParameter(const std::string &name, const at::Tensor &weight);

    OptimiserOptions m_options;
    std::vector<Parameter> m_parameters;
    std::vector<kernels::SgdTensor> m_table; ///< reused each step
    std::vector<at::Tensor> m_alive;         ///< what the table points to
};

/// A copy of `tensor` with the strides of `like`.
at::Tensor withLayoutOf(const at::Tensor &tensor, const at::Tensor &like);

} // namespace espalier::train

// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/optimiser.h"

#include "base/text.h"
#include "model/along_axis.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

namespace espalier::train {

using base::Problem;
using base::ProblemCode;
using base::Status;
using kernels::FactorKind;
using kernels::SgdTensor;

namespace {

/// Strides of axes of size 1 say nothing about the order in memory.
bool hasLayoutOf(const at::Tensor &tensor, const at::Tensor &like)
{
    for (std::int64_t dim = 0; dim < like.dim(); ++dim)
        if (like.size(dim) != 1 && tensor.stride(dim) != like.stride(dim))
            return false;
    return tensor.sizes() == like.sizes();
}

std::int64_t rowsOf(const at::Tensor &weight)
{
    return weight.dim() == 0 ? 1 : weight.size(0);
}

SgdTensor describe(const at::Tensor &weight, const at::Tensor &gradient, const at::Tensor &momentum)
{
    SgdTensor entry;
    entry.w = weight.mutable_data_ptr<float>();
    entry.g = gradient.const_data_ptr<float>();
    entry.v = momentum.mutable_data_ptr<float>();
    entry.numel = weight.numel();
    entry.rows = rowsOf(weight);
    return entry;
}

/// Factor per element in the memory order of the weight, for axes that the kernel has no pattern for.
at::Tensor spreadFactors(const methods::PenaltyFactors &penalty, const at::Tensor &weight)
{
    if (penalty.kind == methods::PenaltyFactors::Kind::PerElement)
        return hasLayoutOf(penalty.factors, weight) ? penalty.factors : withLayoutOf(penalty.factors, weight);
    return withLayoutOf(model::alongAxis(penalty.factors, penalty.axis, weight.dim()).expand_as(weight), weight);
}

bool isColumnPattern(const methods::PenaltyFactors &penalty, const at::Tensor &weight)
{
    return penalty.axis == 1 && (weight.dim() == 2 || weight.stride(1) == 1 || weight.is_contiguous());
}

/// Adds the factors to the entry; returns the tensor that they lie in.
at::Tensor applyFactors(SgdTensor &entry, const methods::PenaltyFactors &penalty, const at::Tensor &weight)
{
    const bool perSlice = penalty.kind == methods::PenaltyFactors::Kind::PerSlice;
    at::Tensor factors = penalty.factors;
    if (perSlice && penalty.axis == 0) {
        entry.kind = FactorKind::Row;
    } else if (perSlice && isColumnPattern(penalty, weight)) {
        entry.kind = FactorKind::Column;
        entry.columns = weight.size(1);
        entry.columnStride = weight.stride(1);
    } else {
        entry.kind = FactorKind::Element;
        factors = spreadFactors(penalty, weight);
    }
    entry.factor = factors.const_data_ptr<float>();
    return factors;
}

Problem badMomentum(const std::string &name, const char *what)
{
    return {ProblemCode::Mismatch, base::cat("the saved momentum ", what, "."), name,
            "Resume with the model that the checkpoint was written for."};
}

} // namespace

at::Tensor withLayoutOf(const at::Tensor &tensor, const at::Tensor &like)
{
    const at::NoGradGuard noGrad;
    at::Tensor copy = at::empty_strided(like.sizes(), like.strides(), tensor.options());
    copy.copy_(tensor.detach());
    return copy;
}

base::Result<Optimiser> Optimiser::create(const model::Network &network, const OptimiserOptions &options)
{
    Optimiser optimiser(options);
    for (const auto id : network.graph->storedOf(graph::ValueKind::Parameter)) {
        const std::string &name = network.graph->value(id).name;
        if (const Status added = optimiser.addParameter(name, network.weights.get(name)); !added)
            return added.problem();
    }
    return optimiser;
}

Status Optimiser::addParameter(const std::string &name, const at::Tensor &weight)
{
    if (weight.scalar_type() != at::kFloat || !weight.device().is_cpu())
        return Problem{ProblemCode::Unsupported,
                       base::cat("this parameter is ", at::toString(weight.scalar_type()), " on ", weight.device().str(),
                                 "; training works on float32 on the CPU."),
                       name, "Convert the model to float32 and choose device cpu."};
    m_parameters.push_back({name, weight, at::zeros_like(weight)});
    return {};
}

void Optimiser::step(double learningRate, const methods::Penalties &penalties)
{
    const at::NoGradGuard noGrad;
    m_table.clear();
    m_alive.clear();
    for (Parameter &parameter : m_parameters) {
        at::Tensor gradient = parameter.weight.grad();
        if (!gradient.defined())
            continue;
        if (!hasLayoutOf(gradient, parameter.weight))
            gradient = withLayoutOf(gradient, parameter.weight);
        SgdTensor entry = describe(parameter.weight, gradient, parameter.momentum);
        if (const auto penalty = penalties.find(parameter.name); penalty != penalties.end()) {
            // The kernel keeps the task gradient where a factor is 0; block_loss_grad drops it everywhere.
            if (penalty->second.replacesGradient)
                gradient.zero_();
            m_alive.push_back(applyFactors(entry, penalty->second, parameter.weight));
        }
        m_alive.push_back(gradient);
        m_table.push_back(entry);
    }
    kernels::SgdOptions options;
    options.learningRate = static_cast<float>(learningRate);
    options.momentum = static_cast<float>(m_options.momentum);
    options.weightDecay = static_cast<float>(m_options.weightDecay);
    options.nesterov = m_options.nesterov;
    kernels::fusedSgd(m_table, options, at::get_num_threads());
    for (Parameter &parameter : m_parameters)
        parameter.weight.mutable_grad().reset();
}

void Optimiser::save(model::Weights &tensors) const
{
    for (const Parameter &parameter : m_parameters)
        tensors.set("momentum." + parameter.name, parameter.momentum);
}

Status Optimiser::load(const model::Weights &tensors)
{
    for (Parameter &parameter : m_parameters) {
        const at::Tensor saved = tensors.get("momentum." + parameter.name);
        if (!saved.defined())
            return badMomentum(parameter.name, "is absent");
        if (saved.sizes() != parameter.weight.sizes())
            return badMomentum(parameter.name, "has another shape");
        parameter.momentum = withLayoutOf(saved.to(at::kFloat), parameter.weight);
    }
    return {};
}

void Optimiser::adopt(const model::Weights &tensors)
{
    for (Parameter &parameter : m_parameters) {
        const at::Tensor given = tensors.get("momentum." + parameter.name);
        if (given.defined() && given.sizes() == parameter.weight.sizes())
            parameter.momentum = withLayoutOf(given.to(at::kFloat), parameter.weight);
    }
}

} // namespace espalier::train

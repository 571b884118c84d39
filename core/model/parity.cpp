// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "base/translate.h"
#include "model/executor.h"
#include "model/scalar_type.h"
#include "model/surgeon.h"
#include "model/surgery/masking.h"
#include "model/surgery/rewrite.h"
#include "model/surgery/select.h"
#include "model/trace/call.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>

#include <cmath>

namespace espalier::model {

using graph::NodeId;
using surgery::Shrinkage;

namespace {

using Tensors = std::vector<at::Tensor>;
using NodeOutputs = std::vector<Tensors>;

double maxAbs(const at::Tensor &tensor) { return tensor.numel() ? tensor.abs().max().item<double>() : 0.0; }

/// As std::max, but NaN wins, so that a comparison with it fails.
double larger(double a, double b) { return std::isnan(a) || a > b ? a : b; }

/// Rows whose largest entry is the same, or tied within `tolerance`.
double argmaxAgreement(const at::Tensor &reference, const at::Tensor &other, double tolerance)
{
    if (reference.dim() < 1 || reference.numel() == 0)
        return 1.0;
    const at::Tensor best = reference.argmax(-1, true), chosen = other.argmax(-1, true);
    const at::Tensor gap = reference.gather(-1, best) - reference.gather(-1, chosen);
    return best.eq(chosen).logical_or(gap.le(2 * tolerance)).to(at::kDouble).mean().item<double>();
}

Tensors cloned(const Tensors &tensors)
{
    Tensors result;
    for (const at::Tensor &tensor : tensors)
        result.push_back(tensor.clone());
    return result;
}

/// Outputs of every node of the cut network.
base::Result<NodeOutputs> captureCut(const Network &network, const Tensors &inputs)
{
    auto executor = Executor::create(network.graph, network.weights);
    if (!executor)
        return executor.problem();
    NodeOutputs captured(network.graph->nodes().size());
    ForwardOptions options;
    options.afterNode = [&](NodeId id, Tensors &outputs) { captured[id.index()] = cloned(outputs); };
    if (const auto outputs = (*executor)->forward(inputs, options); !outputs)
        return outputs.problem();
    return captured;
}

/// Follows both networks node by node to where they part.
class Comparing {
public:
    Comparing(const Shrinkage &shrinkage, NodeOutputs cut, double tolerance)
        : m_shrinkage(shrinkage), m_cut(std::move(cut)), m_tolerance(tolerance), m_masking(shrinkage)
    {
    }

    std::string run(const Tensors &inputs)
    {
        const Network &network = m_shrinkage.network();
        const auto executor = Executor::create(network.graph, network.weights);
        if (!executor)
            return toString(executor.problem());
        ForwardOptions options;
        options.beforeOperand = [this](NodeId id, const std::string &argument, at::Tensor &tensor) {
            m_masking.before(id, argument, tensor);
        };
        options.afterNode = [this](NodeId id, Tensors &outputs) {
            m_masking.after(id, outputs);
            compare(id, outputs);
        };
        const auto outputs = (*executor)->forward(inputs, options);
        return outputs || !m_difference.empty() ? m_difference : toString(outputs.problem());
    }

private:
    void compare(NodeId id, const Tensors &outputs)
    {
        if (!m_difference.empty() || m_shrinkage.vanishes(id))
            return;
        const auto rewritten = surgery::rewrite(m_shrinkage, id);
        m_next += rewritten ? rewritten->selects.size() : 0;
        if (m_next >= m_cut.size())
            return;
        const Tensors &cut = m_cut[m_next++];
        const graph::Node &node = m_shrinkage.graph().node(id);
        for (std::size_t i = 0; i < outputs.size() && i < cut.size() && m_difference.empty(); ++i)
            m_difference = difference(outputs[i], cut[i], m_shrinkage.of(node.outputs[i]));
        if (!m_difference.empty())
            m_difference = base::cat(node.module.empty() ? node.op : node.module, " (", node.op, "): ", m_difference);
    }

    std::string difference(const at::Tensor &masked, const at::Tensor &cut, const surgery::ValueCut &value) const
    {
        const at::Tensor expected = surgery::compress(masked, value);
        if (expected.sizes() != cut.sizes())
            return base::cat("the cut network gives ", base::shapeText(cut.sizes().vec()), ", the labels say ",
                             base::shapeText(expected.sizes().vec()));
        if (!expected.is_floating_point())
            return {};
        const double gap = maxAbs(expected - cut);
        if (gap <= m_tolerance * std::max(1.0, maxAbs(expected)))
            return {};
        return base::cat("values differ by ", gap);
    }

    const Shrinkage &m_shrinkage;
    NodeOutputs m_cut;
    double m_tolerance;
    surgery::Masking m_masking;
    std::size_t m_next = 0;
    std::string m_difference;
};

void measure(const Tensors &masked, const Tensors &original, const Tensors &cut, double tolerance, Parity *parity)
{
    double maxOriginal = 0.0, effect = 0.0;
    for (std::size_t i = 0; i < masked.size(); ++i) {
        parity->maxReference = larger(parity->maxReference, maxAbs(masked[i]));
        parity->maxAbsDiff = larger(parity->maxAbsDiff, maxAbs(masked[i] - cut[i]));
        maxOriginal = std::max(maxOriginal, maxAbs(original[i]));
        effect = std::max(effect, maxAbs(masked[i] - original[i]));
    }
    parity->tolerance = tolerance * std::max(1.0, parity->maxReference);
    parity->planEffect = maxOriginal > 0.0 ? effect / maxOriginal : 0.0;
    parity->argmaxAgreement = argmaxAgreement(masked[0], cut[0], parity->tolerance);
    parity->samples = masked[0].dim() ? masked[0].size(0) : 1;
    // Written so that NaN fails.
    parity->ok = parity->maxAbsDiff <= parity->tolerance && parity->argmaxAgreement >= 1.0;
}

base::Result<Tensors> run(const Network &network, const Tensors &inputs)
{
    const auto executor = Executor::create(network.graph, network.weights);
    if (!executor)
        return executor.problem();
    return (*executor)->forward(inputs);
}

bool sameShapes(const Tensors &a, const Tensors &b)
{
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i)
        if (a[i].sizes() != b[i].sizes())
            return false;
    return a.size() == b.size();
}

} // namespace

base::Result<Parity> checkParity(const Network &original, const Trace &trace, const graph::Plan &plan,
                                 const Network &cutNetwork, const ParityInputs &on)
{
    const auto &[inputs, tolerance] = on;
    const at::NoGradGuard noGrad;
    const auto shrinkage = Shrinkage::of(original, trace, plan);
    if (!shrinkage)
        return shrinkage.problem();
    const auto whole = run(original, inputs);
    if (!whole)
        return whole.problem();
    const auto masked = MaskedReference(original, trace, plan).forward(inputs);
    if (!masked)
        return masked.problem();
    const auto cut = run(cutNetwork, inputs);
    if (!cut)
        return cut.problem();
    if (!sameShapes(*masked, *cut))
        return base::Problem{base::ProblemCode::CheckFailed,
                             ESP_TR("Engine", "the cut network's outputs have other shapes."), "",
                             ESP_TR("Engine", "Compare the networks that belong together.")};
    Parity parity;
    measure(*masked, *whole, *cut, tolerance, &parity);
    if (parity.ok)
        return parity;
    if (!std::isfinite(maxAbs((*whole)[0]))) {
        parity.firstDifference = "the network gives NaN or infinity before anything is cut";
        return parity;
    }
    auto captured = captureCut(cutNetwork, inputs);
    if (!captured)
        return captured.problem();
    parity.firstDifference = Comparing(*shrinkage, std::move(*captured), tolerance).run(inputs);
    return parity;
}

namespace {

/// Ids are below the number of rows of the embedding that reads them.
std::int64_t idLimit(const graph::Graph &graph, graph::ValueId input)
{
    for (const NodeId reader : graph.consumers(input)) {
        const graph::ValueId weight = graph.node(reader).tensor("weight");
        if (trace::shortName(graph.node(reader).op) == "embedding" && weight.isValid())
            return graph.value(weight).shape[0].constant;
    }
    return 2;
}

} // namespace

Tensors randomInputs(const graph::Graph &graph, std::int64_t batch, std::uint64_t seed)
{
    at::Generator generator = at::detail::createCPUGenerator(seed);
    Tensors inputs;
    for (const graph::ValueId id : graph.inputs()) {
        const graph::Value &value = graph.value(id);
        const trace::Shape shape = trace::shapeAt(value.shape, batch);
        switch (value.dtype) {
        case graph::DType::Float16:
        case graph::DType::BFloat16:
        case graph::DType::Float32:
        case graph::DType::Float64:
            inputs.push_back(at::randn(shape, generator).to(toScalarType(value.dtype)));
            break;
        default:
            inputs.push_back(at::randint(idLimit(graph, id), shape, generator).to(toScalarType(value.dtype)));
        }
    }
    return inputs;
}

} // namespace espalier::model

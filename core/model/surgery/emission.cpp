// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/surgery/emission.h"

#include "base/text.h"
#include "model/along_axis.h"
#include "model/executor.h"
#include "model/surgeon.h"
#include "model/surgery/select.h"
#include "model/trace/call.h"

#include <ATen/ATen.h>

#include <map>

namespace espalier::model::surgery {

using base::cat;
using graph::NodeId;
using graph::ValueId;

namespace {

bool isDepthwise(const graph::Layer &layer)
{
    return layer.groups > 1 && layer.weightShape.size() > 1 && layer.weightShape[1] == 1;
}

/// The rows of a producer's weight that belong to removed channels.
std::vector<std::int64_t> rowsOf(const graph::Member &member, const std::vector<std::int32_t> &removed)
{
    std::vector<std::int64_t> rows;
    for (const std::int32_t channel : removed)
        for (std::int32_t position = 0; position < member.repeats; ++position)
            rows.push_back(member.index(channel, position));
    return rows;
}

/// A filter that is not zero yet still drives its batch norm, which gives its mean when the filter gives its running
/// mean: so with the filter gone, the running mean has to stand where the filter's bias is. Filters that are exactly
/// zero emit their bias, whatever the statistics.
void holdMeans(const graph::Layer &layer, const at::Tensor &weight, const at::Tensor &rows, Weights &weights)
{
    const std::string name = layer.norm + ".running_mean";
    if (layer.norm.empty() || !weights.contains(name))
        return;
    const at::Tensor mean = weights.get(name).detach();
    const at::Tensor bias = layer.bias.empty() ? at::zeros_like(mean) : weights.get(layer.bias).detach();
    const at::Tensor alive = weight.index_select(0, rows).flatten(1).abs().amax(1) > 0;
    const at::Tensor held = at::where(alive, bias.index_select(0, rows), mean.index_select(0, rows));
    weights.set(name, mean.index_copy(0, rows, held));
}

/// The weights with removed filters zero, biases kept.
Weights silenced(const Network &network, const graph::Structure &structure, const graph::Plan &plan)
{
    std::map<std::string, const graph::Layer *> layers;
    for (const graph::Layer &layer : structure.layers)
        layers[layer.weight] = &layer;
    Weights weights = network.weights;
    for (const auto &[id, removed] : plan.groups()) {
        for (const graph::Member &member : structure.group(id).members) {
            const auto layer = layers.find(member.tensor);
            if (!member.producer || (layer != layers.end() && isDepthwise(*layer->second)))
                continue;
            const at::Tensor rows = indexTensor(rowsOf(member, removed));
            const at::Tensor weight = weights.get(member.tensor).detach();
            if (layer != layers.end() && member.axis == 0)
                holdMeans(*layer->second, weight, rows, weights);
            weights.set(member.tensor, weight.index_fill(member.axis, rows, 0));
        }
    }
    return weights;
}

/// One number per index of `axis`: the middle of all other axes.
at::Tensor middle(const at::Tensor &tensor, int axis)
{
    at::Tensor result = tensor.transpose(0, axis);
    while (result.dim() > 1)
        result = result.select(1, result.size(1) / 2);
    return result;
}

at::Tensor deadMask(const ValueCut &cut, int axis)
{
    at::Tensor dead = at::ones({cut.oldShape()[static_cast<std::size_t>(axis)]}, at::kBool);
    return dead.index_fill(0, indexTensor(cut.kept(axis)), false);
}

bool isOneOf(const std::string &op, std::initializer_list<const char *> parts)
{
    return std::any_of(parts.begin(), parts.end(),
                       [&](const char *part) { return op.find(part) != std::string::npos; });
}

/// The hooks of the run.
class Emitting {
public:
    Emitting(const Shrinkage &shrinkage, const graph::Structure &structure) : m_shrinkage(shrinkage)
    {
        for (const graph::Layer &layer : structure.layers)
            m_layers[layer.node] = &layer;
    }

    void before(NodeId id, const std::string &argument, at::Tensor &tensor)
    {
        const ValueId operand = m_shrinkage.graph().node(id).tensor(argument);
        if (!operand.isValid() || !m_shrinkage.of(operand).isCut() || m_shrinkage.graph().value(operand).isStored())
            return;
        const auto layer = m_layers.find(id);
        if (layer == m_layers.end())
            noteLoss(id);
        else if (argument == "input" && isDepthwise(*layer->second))
            m_depthwiseInput = tensor;
        else if (argument == "input")
            m_result.layers.push_back(emission(*layer->second, tensor, m_shrinkage.of(operand)));
        else
            m_result.layers.push_back({layer->second, {}, cat("it reads removed channels as '", argument, "'")});
    }

    void after(NodeId id, std::vector<at::Tensor> &outputs)
    {
        const graph::Node &node = m_shrinkage.graph().node(id);
        const auto layer = m_layers.find(id);
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            const ValueCut &cut = m_shrinkage.of(node.outputs[i]);
            if (cut.clusters().size() != 1 || cut.isRagged() || outputs[i].dim() < 3)
                continue;
            const int axis = cut.clusters()[0].axes.first();
            if (layer != m_layers.end() && isDepthwise(*layer->second))
                flatten(&outputs[i], cut, axis, passedOn(*layer->second, middle(outputs[i], axis)));
            else if (isOneOf(trace::shortName(node.op), {"pool", "pad", "upsample"}))
                flatten(&outputs[i], cut, axis, middle(outputs[i], axis));
        }
    }

    Emissions take() { return std::move(m_result); }

private:
    const at::Tensor weightOf(const graph::Layer &layer) const
    {
        return m_shrinkage.network().weights.get(layer.weight).detach();
    }

    /// Removed channels of a depth-wise convolution away from the borders.
    at::Tensor passedOn(const graph::Layer &layer, const at::Tensor &otherwise) const
    {
        if (!m_depthwiseInput.defined())
            return otherwise;
        const at::Tensor taps = weightOf(layer).flatten(1).sum(1);
        const at::Tensor in = middle(m_depthwiseInput, 1);
        at::Tensor out = in.repeat_interleave(taps.numel() / in.numel()) * taps;
        if (!layer.bias.empty())
            out = out + m_shrinkage.network().weights.get(layer.bias).detach();
        return out;
    }

    static void flatten(at::Tensor *tensor, const ValueCut &cut, int axis, const at::Tensor &values)
    {
        const at::Tensor dead = alongAxis(deadMask(cut, axis), axis, tensor->dim());
        *tensor = at::where(dead, alongAxis(values, axis, tensor->dim()), *tensor);
    }

    Emission emission(const graph::Layer &layer, const at::Tensor &input, const ValueCut &cut) const
    {
        const bool isConv = layer.op.find("conv") != std::string::npos;
        const bool isLinear = trace::shortName(m_shrinkage.graph().node(layer.node).op) == "linear";
        const int axis = isConv ? 1 : static_cast<int>(input.dim()) - 1;
        if ((!isConv && !isLinear) || layer.op.find("transpose") != std::string::npos)
            return {&layer, {}, cat("constants through ", layer.op, " are not forwarded")};
        if (cut.isRagged() || cut.clusters().size() != 1 || !cut.isCut(axis))
            return {&layer, {}, "it reads other channels in every block"};
        const at::Tensor dead = deadMask(cut, axis);
        const at::Tensor constants = at::where(dead, middle(input, axis), at::zeros({}, input.options()));
        const at::Tensor gap = (input - alongAxis(constants, axis, input.dim()))
                                   .masked_fill(alongAxis(dead.logical_not(), axis, input.dim()), 0);
        if (gap.abs().max().item<double>() > 1e-4 * (1.0 + constants.abs().max().item<double>()))
            return {&layer, {}, "what the removed channels emit is not constant"};
        return {&layer, product(layer, constants), {}};
    }

    /// sum over c and taps of W[o, c, tap] a_c; in a grouped convolution output o reads the channels of its group.
    at::Tensor product(const graph::Layer &layer, const at::Tensor &constants) const
    {
        at::Tensor weight = weightOf(layer);
        weight = weight.dim() > 2 ? weight.flatten(2).sum(2) : weight;
        const at::Tensor perGroup = constants.reshape({layer.groups, -1});
        const at::Tensor rows = perGroup.repeat_interleave(weight.size(0) / layer.groups, 0);
        return (weight.to(at::kDouble) * rows.to(at::kDouble)).sum(1).to(weight.scalar_type());
    }

    /// Statistics over channels and products of activations lose what can't be put into a bias.
    void noteLoss(NodeId id)
    {
        const graph::Node &node = m_shrinkage.graph().node(id);
        const std::string op = trace::shortName(node.op);
        const bool approximate = m_shrinkage.labels().approximate.contains(id);
        const bool sums = m_shrinkage.labels().sums.contains(id);
        if (!approximate && !sums && !isOneOf(op, {"matmul", "bmm", "einsum", "attention"}))
            return;
        const std::string where = node.module.empty() ? op : node.module;
        const char *why = approximate ? "its statistics change" : "it adds up or multiplies activations";
        const std::string text = cat(where, ": ", why);
        if (m_result.lost.empty() || m_result.lost.back() != text)
            m_result.lost.push_back(text);
    }

    const Shrinkage &m_shrinkage;
    std::map<NodeId, const graph::Layer *> m_layers;
    at::Tensor m_depthwiseInput;
    Emissions m_result;
};

} // namespace

base::Result<Emissions> emissions(const Shrinkage &shrinkage, const graph::Structure &structure,
                                  const graph::Plan &plan)
{
    const auto executor =
        Executor::create(shrinkage.network().graph, silenced(shrinkage.network(), structure, plan));
    if (!executor)
        return executor.problem();
    Emitting emitting(shrinkage, structure);
    ForwardOptions options;
    options.beforeOperand = [&](NodeId id, const std::string &argument, at::Tensor &tensor) {
        emitting.before(id, argument, tensor);
    };
    options.afterNode = [&](NodeId id, std::vector<at::Tensor> &outputs) { emitting.after(id, outputs); };
    const auto outputs = (*executor)->forward(randomInputs(shrinkage.graph(), 2, 1), options);
    if (!outputs)
        return outputs.problem();
    return emitting.take();
}

} // namespace espalier::model::surgery

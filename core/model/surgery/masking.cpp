// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/surgery/masking.h"

#include "model/executor.h"
#include "model/surgery/assembly.h"
#include "model/surgery/select.h"
#include "model/trace/call.h"

#include <set>

namespace espalier::model::surgery {

Masking::Masking(const Shrinkage &shrinkage) : m_shrinkage(shrinkage) { }

bool Masking::isMasked(graph::NodeId id, const std::string &argument) const
{
    static const std::set<std::string> firstOnly{"linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d",
                                                 "conv_transpose2d", "conv_transpose3d", "convolution", "_convolution"};
    static const std::set<std::string> products{"matmul", "mm", "bmm", "mv", "dot", "addmm", "baddbmm", "einsum"};
    const std::string op = trace::shortName(m_shrinkage.graph().node(id).op);
    if (firstOnly.contains(op))
        return argument == "input";
    if (op == "scaled_dot_product_attention")
        return argument != "attn_mask";
    return products.contains(op) || m_shrinkage.labels().sums.contains(id);
}

graph::ValueId Masking::operandId(graph::NodeId id, const std::string &argument)
{
    const graph::Argument *value = m_shrinkage.graph().node(id).find(argument);
    const auto *many = value ? std::get_if<std::vector<graph::ValueId>>(value) : nullptr;
    if (!many)
        return m_shrinkage.graph().node(id).tensor(argument);
    // Elements of a list come one by one.
    if (m_listNode != id || m_listArgument != argument)
        m_listIndex = 0;
    m_listNode = id;
    m_listArgument = argument;
    return (*many)[m_listIndex++ % many->size()];
}

void Masking::before(graph::NodeId id, const std::string &argument, at::Tensor &tensor)
{
    const graph::ValueId operand = operandId(id, argument);
    if (!operand.isValid() || !tensor.defined())
        return;
    if (m_shrinkage.labels().approximate.contains(id))
        m_operands[operand] = tensor;
    else if (tensor.is_floating_point() && m_shrinkage.of(operand).isCut() && isMasked(id, argument))
        tensor = masked(tensor, m_shrinkage.of(operand));
}

void Masking::after(graph::NodeId id, std::vector<at::Tensor> &outputs)
{
    if (m_problem || !m_shrinkage.labels().approximate.contains(id))
        return;
    const auto operands = std::exchange(m_operands, {});
    if (const base::Status status = computeOnKept(id, operands, outputs); !status)
        m_problem = status.problem();
}

base::Status Masking::computeOnKept(graph::NodeId id, const std::map<graph::ValueId, at::Tensor> &operands,
                                    std::vector<at::Tensor> &outputs)
{
    const graph::Graph &graph = m_shrinkage.graph();
    const auto rewritten = rewrite(m_shrinkage, id);
    if (!rewritten)
        return rewritten.problem();
    Assembly assembly(graph);
    std::vector<at::Tensor> inputs;
    for (const auto &[operand, tensor] : operands) {
        assembly.addInput(operand, newSizes(graph.value(operand).shape, m_shrinkage.of(operand)));
        inputs.push_back(compress(tensor, m_shrinkage.of(operand)));
    }
    std::vector<graph::Sizes> shapes;
    for (const graph::ValueId output : rewritten->node.outputs)
        shapes.push_back(newSizes(graph.value(output).shape, m_shrinkage.of(output)));
    assembly.addNode(*rewritten, shapes);
    for (const graph::ValueId output : rewritten->node.outputs)
        assembly.addOutput(output);
    const auto network = std::move(assembly).finish();
    if (!network)
        return network.problem();
    const auto executor = Executor::create(network->graph, network->weights);
    if (!executor)
        return executor.problem();
    const auto living = (*executor)->forward(inputs);
    if (!living)
        return living.problem();
    for (std::size_t i = 0; i < outputs.size(); ++i)
        outputs[i] = scatter((*living)[i], m_shrinkage.of(rewritten->node.outputs[i]), outputs[i].sizes().vec());
    return {};
}

} // namespace espalier::model::surgery

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/surgery/assembly.h"

#include "base/text.h"

namespace espalier::model::surgery {

using graph::Sizes;
using graph::ValueId;

void Assembly::addInput(ValueId original, Sizes shape)
{
    const graph::Value &value = m_original.value(original);
    m_ids[original] = m_builder.addInput(value.name, std::move(shape), value.dtype);
}

void Assembly::addStored(ValueId original, const at::Tensor &tensor)
{
    const graph::Value &value = m_original.value(original);
    m_ids[original] =
        m_builder.addStored(value.kind, value.name, graph::fixedSizes(tensor.sizes().vec()), value.dtype);
    m_weights.set(value.name, tensor);
}

ValueId Assembly::addConstant(const at::Tensor &tensor, const std::string &module)
{
    std::string name;
    do {
        name = base::cat(module.empty() ? "" : module + ".", "kept", m_constants++);
    } while (m_original.stored(name).isValid());
    m_weights.set(name, tensor);
    return m_builder.addStored(graph::ValueKind::Constant, name, graph::fixedSizes(tensor.sizes().vec()),
                               graph::DType::Int64);
}

void Assembly::addNode(const RewrittenNode &rewritten, const std::vector<Sizes> &shapes)
{
    graph::Node node = rewritten.node;
    std::vector<ValueId> originals = std::exchange(node.outputs, {});
    std::vector<graph::DType> types;
    for (const ValueId output : originals)
        types.push_back(m_original.value(output).dtype);
    for (graph::NamedArgument &argument : node.arguments) {
        if (auto *one = std::get_if<ValueId>(&argument.value); one && one->isValid())
            *one = m_ids.at(*one);
        if (auto *many = std::get_if<std::vector<ValueId>>(&argument.value))
            for (ValueId &id : *many)
                if (id.isValid())
                    id = m_ids.at(id);
    }
    for (const RewrittenNode::Constant &constant : rewritten.constants) {
        const ValueId id = addConstant(constant.tensor, node.module);
        const graph::Argument *existing = node.find(constant.argument);
        if (!existing) {
            node.arguments.push_back({constant.argument, id});
            continue;
        }
        for (graph::NamedArgument &argument : node.arguments) {
            if (argument.name != constant.argument)
                continue;
            if (constant.element < 0)
                argument.value = id;
            else
                std::get<std::vector<ValueId>>(argument.value)[static_cast<std::size_t>(constant.element)] = id;
        }
    }
    const std::string module = node.module;
    const std::vector<ValueId> made = m_builder.addNode(std::move(node), shapes, types);
    for (std::size_t i = 0; i < made.size(); ++i)
        m_ids[originals[i]] = made[i];
    for (const auto &[axis, indices] : rewritten.selects)
        m_ids[originals[0]] = selected(m_ids[originals[0]], axis, indices, rewritten.node);
}

ValueId Assembly::selected(ValueId value, int axis, const at::Tensor &indices, const graph::Node &node)
{
    const ValueId table = addConstant(indices, node.module);
    Sizes shape = m_builder.value(value).shape;
    shape[static_cast<std::size_t>(axis)] = {indices.numel(), false};
    const graph::DType type = m_builder.value(value).dtype;
    graph::Node select;
    select.op = "aten::index_select";
    select.arguments = {{"self", value}, {"dim", graph::Size{axis, false}}, {"index", table}};
    select.module = node.module;
    return m_builder.addNode(std::move(select), {shape}, {type})[0];
}

base::Result<Network> Assembly::finish() &&
{
    auto graph = std::move(m_builder).finish();
    if (!graph)
        return graph.problem();
    return Network{std::move(*graph), std::move(m_weights)};
}

} // namespace espalier::model::surgery

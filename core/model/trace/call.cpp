// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/call.h"

namespace espalier::model::trace {

using graph::Argument;
using graph::Size;

namespace {

std::vector<ValueId> operandsOf(const graph::Node &node)
{
    std::vector<ValueId> operands;
    for (const graph::NamedArgument &argument : node.arguments) {
        if (const auto *one = std::get_if<ValueId>(&argument.value)) {
            if (one->isValid())
                operands.push_back(*one);
        } else if (const auto *many = std::get_if<std::vector<ValueId>>(&argument.value)) {
            for (const ValueId id : *many)
                if (id.isValid())
                    operands.push_back(id);
        }
    }
    return operands;
}

} // namespace

int wrapAxis(std::int64_t axis, int dims) { return static_cast<int>(axis < 0 ? axis + dims : axis); }

std::string shortName(const std::string &op)
{
    const std::size_t colon = op.rfind(':');
    std::string name = colon == std::string::npos ? op : op.substr(colon + 1);
    if (name.size() > 1 && name.back() == '_' && name[name.size() - 2] != '_')
        name.pop_back();
    return name;
}

Call::Call(Walk &walk, NodeId id)
    : m_walk(walk), m_id(id), m_node(walk.graph().node(id)), m_op(shortName(m_node.op)),
      m_operands(operandsOf(m_node)), m_layers(m_node.outputs.size())
{
}

const Traced *Call::tensor(const char *argument) const
{
    const ValueId id = m_node.tensor(argument);
    return id.isValid() ? &m_walk.value(id) : nullptr;
}

std::vector<const Traced *> Call::tensors(const char *argument) const
{
    std::vector<const Traced *> result;
    const Argument *value = m_node.find(argument);
    const auto *ids = value ? std::get_if<std::vector<ValueId>>(value) : nullptr;
    for (std::size_t i = 0; ids && i < ids->size(); ++i)
        result.push_back((*ids)[i].isValid() ? &m_walk.value((*ids)[i]) : nullptr);
    return result;
}

std::int64_t Call::integer(const char *argument, std::int64_t otherwise) const
{
    const Argument *value = m_node.find(argument);
    if (!value)
        return otherwise;
    if (const auto *size = std::get_if<Size>(value))
        return size->at(tracedBatch);
    if (const auto *number = std::get_if<double>(value))
        return static_cast<std::int64_t>(*number);
    const std::vector<std::int64_t> list = integers(argument);
    return list.size() == 1 ? list[0] : otherwise;
}

std::vector<std::int64_t> Call::integers(const char *argument) const
{
    const Argument *value = m_node.find(argument);
    if (const auto *size = value ? std::get_if<Size>(value) : nullptr)
        return {size->at(tracedBatch)};
    if (const auto *sizes = value ? std::get_if<graph::Sizes>(value) : nullptr)
        return shapeAt(*sizes, tracedBatch);
    return {};
}

bool Call::boolean(const char *argument, bool otherwise) const
{
    const Argument *value = m_node.find(argument);
    if (const auto *flag = value ? std::get_if<bool>(value) : nullptr)
        return *flag;
    if (const auto *size = value ? std::get_if<Size>(value) : nullptr)
        return size->constant != 0;
    return otherwise;
}

std::string Call::text(const char *argument) const
{
    const Argument *value = m_node.find(argument);
    const auto *text = value ? std::get_if<std::string>(value) : nullptr;
    return text ? *text : std::string();
}

bool Call::isNone(const char *argument) const
{
    const Argument *value = m_node.find(argument);
    return !value || std::holds_alternative<std::monostate>(*value);
}

int Call::axis(const char *argument, int otherwise, int dims) const
{
    return wrapAxis(integer(argument, otherwise), dims);
}

const Shape &Call::shape(std::size_t output) const { return m_walk.value(m_node.outputs[output]).shape; }

void Call::setLayers(std::vector<Layer> layers, std::size_t output) { m_layers[output] = std::move(layers); }

} // namespace espalier::model::trace

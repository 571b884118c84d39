// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/trace/walk.h"

#include <optional>

namespace espalier::model::trace {

/// "conv2d" of "aten::conv2d", "relu" of "aten::relu_": the operator without namespace and in-place underscore.
std::string shortName(const std::string &op);

/// One call of an operator as its rule sees it: arguments by schema name, operands as traced values, and the layers of
/// the outputs to be filled in.
class Call {
public:
    Call(Walk &walk, NodeId id);

    NodeId id() const { return m_id; }
    const graph::Node &node() const { return m_node; }
    const std::string &op() const { return m_op; }

    bool has(const char *argument) const { return m_node.find(argument) != nullptr; }
    /// The operand, or null if it is absent or None.
    const Traced *tensor(const char *argument) const;
    ValueId tensorId(const char *argument) const { return m_node.tensor(argument); }
    /// Operands of a list argument (invalid ids, None in a list, are null).
    std::vector<const Traced *> tensors(const char *argument) const;
    /// All tensor operands in argument order, lists flattened, None left out.
    const std::vector<ValueId> &operands() const { return m_operands; }
    const Traced &operand(std::size_t index) const { return m_walk.value(m_operands[index]); }

    std::int64_t integer(const char *argument, std::int64_t otherwise) const;
    /// An integer list; a single integer counts as a list of one. Empty if absent.
    std::vector<std::int64_t> integers(const char *argument) const;
    bool boolean(const char *argument, bool otherwise) const;
    std::string text(const char *argument) const;
    bool isNone(const char *argument) const;
    /// An axis argument, counted from the front of `dims` axes.
    int axis(const char *argument, int otherwise, int dims) const;

    const Shape &shape(std::size_t output = 0) const;
    std::size_t outputCount() const { return m_node.outputs.size(); }
    void setLayers(std::vector<Layer> layers, std::size_t output = 0);
    const std::vector<std::vector<Layer>> &layers() const { return m_layers; }

private:
    Walk &m_walk;
    NodeId m_id;
    const graph::Node &m_node;
    std::string m_op;
    std::vector<ValueId> m_operands;
    std::vector<std::vector<Layer>> m_layers;
};

int wrapAxis(std::int64_t axis, int dims);

} // namespace espalier::model::trace

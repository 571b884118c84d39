// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/graph.h"

#include <ATen/core/function_schema.h>

#include <optional>

namespace espalier::model {

/// What the dispatcher knows of a graph's operators. Any thread.

/// Schema of the node's operator; null if the dispatcher does not know it. Lives as long as the operator is registered.
const c10::FunctionSchema *schemaOf(const graph::Node &node);

/// What a schema wants of an argument, with "optional" and "list" peeled off.
struct WantedType {
    c10::TypeKind kind = c10::TypeKind::AnyType;
    bool optional = false;
    bool list = false;
    bool optionalElements = false;
    std::optional<std::int32_t> length = std::nullopt; ///< int[2] takes a single integer for both
};
WantedType wantedBy(const c10::Argument &argument);

/// Integers, and the enumerations that ATen numbers.
bool isIntegerKind(c10::TypeKind kind);

/// True for the boolean argument that says whether this is training, which the executor's mode decides. A batch norm
/// without running statistics has no other mode: its flag stays as it is.
bool isTrainingFlag(const graph::Node &node, const std::string &argument);

} // namespace espalier::model

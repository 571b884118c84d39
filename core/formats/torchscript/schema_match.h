// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/torchscript/script_value.h"

#include <ATen/core/dispatch/Dispatcher.h>

namespace espalier::formats::torchscript {

/// Arguments as a call in the file gives them.
struct CallArguments
{
    std::vector<Value> positional;
    std::vector<std::pair<std::string, Value>> named;
};

/// An overload that takes a call's arguments.
struct SchemaMatch
{
    c10::OperatorHandle op;
    std::vector<std::optional<Value>>
        arguments; ///< by position of the schema; nothing where its default holds

    const c10::FunctionSchema &schema() const { return op.schema(); }
    /// The argument of that name, or null if its default holds.
    const Value *find(std::string_view name) const;
    std::optional<std::size_t> position(std::string_view name) const;
    /// Integers of a list argument (a single one is repeated `count` times); `otherwise` where it is left out
    /// or empty.
    std::vector<Dual> integers(std::string_view name, std::size_t count, std::int64_t otherwise) const;
};

/// The first overload of "aten::NAME" that fits, in the order in which PyTorch itself looks: without
/// conversions, then with numbers for tensors and constant tensors for numbers. Unsupported naming the
/// operator if there is none.
SchemaMatch matchSchema(const std::string &op, const CallArguments &arguments);

/// The value as the dispatcher takes it, at probe batch `which`.
c10::IValue toIValue(const c10::Argument &wanted, const Value &value, std::size_t which);

/// The value as the graph holds it. Tensors must stand in the graph already.
graph::Argument toArgument(const c10::Argument &wanted, const Value &value);

/// True for values that only repeat what the schema says anyway.
bool isDefault(const c10::Argument &wanted, const graph::Argument &argument);

/// The node's operator writes into its first argument (relu_).
bool isInPlace(const graph::Node &node);
/// The dispatcher knows the node's operator, with arguments of these names.
bool hasSchema(const graph::Node &node);

} // namespace espalier::formats::torchscript

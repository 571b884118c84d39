// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/torchscript/schema_match.h"

#include <map>

namespace espalier::formats::torchscript {

using Builtin = std::optional<Value> (*)(const std::vector<Value> &);
using BuiltinTable = std::map<std::string, Builtin>;

/// Those that work on lists and dictionaries, and what + and * do to lists and strings.
const BuiltinTable &listBuiltins();
std::optional<Value> joinedLists(const std::string &name, const std::vector<Value> &given);

/// What a call gives that needs no node: sizes, arithmetic, comparisons, lists, strings, questions about
/// tensors. `name` is that of the file without "torch." ("size", "prim::dtype"). Nothing if it is not one, or
/// works on tensors.
std::optional<Value> callBuiltin(const std::string &name, const CallArguments &arguments);

/// int(x), float(x), bool(x), str(x); nothing for other names.
std::optional<Value> castTo(const std::string &type, const Value &value);

/// The truth of a condition. Unsupported if it depends on the data or on the batch.
bool truthOf(const Value &value);

/// Item of a list, tuple or dictionary.
Value itemOf(const Value &container, const Value &key);

/// Arithmetic and comparisons of two numbers.
std::optional<Value> arithmetic(const std::string &name, const Scalar &a, const Scalar &b);
std::optional<Value> compared(const std::string &name, const Value &a, const Value &b);
/// The same object, or equal numbers or strings.
bool isSame(const Value &a, const Value &b);
/// Where in `size` items a key points, negative ones from the end.
std::optional<std::size_t> indexOf(const Value &key, std::size_t size);
/// The value in text, as format() writes it.
std::string textOf(const Value &value);

} // namespace espalier::formats::torchscript

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "graph/graph.h"

#include <ATen/core/Tensor.h>

#include <array>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace espalier::formats::torchscript {

/// The network is followed at two batches at once: what differs between them depends on the batch, and how.
constexpr std::array<std::int64_t, 2> probeBatches{2, 3};

/// An integer at the two batches.
struct Dual
{
    std::array<std::int64_t, 2> at{};

    Dual() = default;
    Dual(std::int64_t both) : at{both, both} {}
    Dual(std::int64_t first, std::int64_t second) : at{first, second} {}
    bool isFixed() const { return at[0] == at[1]; }
    friend bool operator==(const Dual &, const Dual &) = default;
};

using Scalar = std::variant<bool, Dual, double>;

/// A tensor: where it stands in the graph, and a stand-in without data (device meta) at each batch.
struct TensorValue
{
    std::int32_t id = -1; ///< in the GraphDraft; -1 for a known number that no node needed as a tensor yet
    std::array<at::Tensor, 2> meta;
    std::optional<Scalar> known; ///< of a constant with a single element
};

struct Value;
struct ListValue;
struct DictValue;
struct ModuleValue;

/// A function or class of the file, "__torch__.…", by its name.
struct FunctionValue
{
    std::string name;
};

using ListPointer = std::shared_ptr<ListValue>;
using DictPointer = std::shared_ptr<DictValue>;
using ModulePointer = std::shared_ptr<const ModuleValue>;

struct TupleValue
{
    ListPointer items;
};

/// What an expression of the file gives while it is followed. Lists and dictionaries are shared, as in
/// Python.
struct Value : std::variant<std::monostate, bool, Dual, double, std::string, TensorValue, ListPointer,
                            TupleValue, DictPointer, ModulePointer, FunctionValue>
{
    using variant::variant;

    bool isNone() const { return std::holds_alternative<std::monostate>(*this); }
    const TensorValue *tensor() const { return std::get_if<TensorValue>(this); }
    const std::string *text() const { return std::get_if<std::string>(this); }
    /// Items of a list or tuple, or null.
    std::vector<Value> *items() const;
};

struct ListValue
{
    std::vector<Value> items;
};

struct DictValue
{
    std::vector<std::pair<Value, Value>> items;
};

/// An object of the file: a module, with the place where it hangs.
struct ModuleValue
{
    std::uint32_t node = 0; ///< of the pickle
    std::string type;       ///< "__torch__.torch.nn.modules.conv.Conv2d"
    std::string path;       ///< "layer1.0.conv1"; empty for the root
};

Value makeList(std::vector<Value> items);
Value makeTuple(std::vector<Value> items);

/// The number that a value is: an integer, float, boolean, or constant tensor of one element.
std::optional<Scalar> scalarOf(const Value &value);
/// The integer that a value is (booleans count as 0 and 1); nothing for anything else.
std::optional<Dual> dualOf(const Value &value);
std::optional<double> realOf(const Value &value);
Value valueOf(const Scalar &scalar);

/// How a size grows with the batch: fixed, or so many times the batch. Nothing if it does neither.
std::optional<graph::Size> sizeOf(const Dual &dual);
Dual dualSize(const TensorValue &tensor, std::int64_t axis);

/// "a list", "a tensor", for messages.
std::string kindOf(const Value &value);

/// Ends the reading of a file from anywhere inside; caught where the format is entered.
struct ScriptFailure
{
    base::Problem problem;
};

[[noreturn]] void fail(base::ProblemCode code, std::string what, std::string remedy = {});
[[noreturn]] void unsupported(std::string what);

} // namespace espalier::formats::torchscript

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/graph.h"
#include "wire/onnx.h"

#include <ATen/core/Tensor.h>

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace espalier::formats::onnx {

struct ImportedValue;
using Imported = std::shared_ptr<ImportedValue>;

/// What a name of the file stands for. One of: a value of the graph; a weight, which enters the graph when a
/// call needs it; a tensor that is known without weights and inputs, such as a shape; a sequence.
struct ImportedValue
{
    std::string name; ///< of the file
    graph::Sizes shape;
    graph::DType dtype = graph::DType::Float32;
    graph::ValueId id;                        ///< in the graph, once something needs it there
    std::array<at::Tensor, 2> known;          ///< for each of the two probe batches
    const wire::OnnxTensor *weight = nullptr; ///< in the file
    bool transposed = false;                  ///< the weight's matrix, turned
    bool initializer = false; ///< stored in the file under `name`, rather than computed while reading
    std::vector<Imported> parts;

    bool isKnown() const { return known[0].defined(); }
    std::size_t rank() const { return shape.size(); }
};

/// Argument of a call: anything a graph's node takes, with values of the file in place of ids.
struct Operand
{
    std::string name;
    std::variant<graph::Argument, Imported, std::vector<Imported>> value;
};

/// A call of an ATen operator, "add.Tensor" or "relu".
struct ImportedCall
{
    std::string op;
    std::vector<Operand> operands;
};

/// Type and shape of what a call gives.
struct Outcome
{
    graph::Sizes shape;
    graph::DType dtype = graph::DType::Float32;
};

} // namespace espalier::formats::onnx

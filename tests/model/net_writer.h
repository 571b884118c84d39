// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/weights.h"

#include <ATen/core/Generator.h>

#include <optional>
#include <string>
#include <vector>

namespace espalier::test {

/// Writes small networks of any operators for tests. Shapes are found by running each call at two batch sizes, so that
/// no formula stands twice. Parameters are random and far from zero, batch norms have statistics of their own. Throws
/// std::runtime_error with the Problem's text if a call can't be made.
class NetWriter {
public:
    using Value = graph::ValueId;
    using Arguments = std::vector<graph::NamedArgument>;

    explicit NetWriter(std::uint64_t seed);

    /// batch x shape.
    Value input(const std::vector<std::int64_t> &shape);
    Value parameter(const std::string &name, const std::vector<std::int64_t> &shape, double scale = 0.0);
    Value constant(const std::string &name, const at::Tensor &tensor);

    std::vector<Value> callAll(const std::string &op, Arguments arguments, const std::string &module = "",
                               const std::string &overload = "");
    Value call(const std::string &op, Arguments arguments, const std::string &module = "",
               const std::string &overload = "");

    struct Conv {
        std::int64_t out = 0, kernel = 3, stride = 1, groups = 1;
        bool bias = true;
    };
    Value conv(Value x, const std::string &name, const Conv &spec);
    Value batchNorm(Value x, const std::string &name);
    Value groupNorm(Value x, const std::string &name, std::int64_t groups);
    Value layerNorm(Value x, const std::string &name);
    /// On the last axis.
    Value linear(Value x, const std::string &name, std::int64_t out);
    Value relu(Value x) { return call("relu", {{"self", x}}); }
    Value add(Value a, Value b, const std::string &module = "");
    Value mul(Value a, Value b, const std::string &module = "");
    Value cat(const std::vector<Value> &values, std::int64_t dim);
    Value flatten(Value x, std::int64_t start = 1);
    Value globalPool(Value x);
    Value maxPool(Value x);
    /// Entries below 0 stand for the batch times the negative of the entry.
    Value view(Value x, const std::vector<std::int64_t> &shape);
    Value permute(Value x, const std::vector<std::int64_t> &order);
    Value softmax(Value x, std::int64_t dim);
    Value matmul(Value a, Value b);
    Value scaled(Value x, double factor);

    std::int64_t size(Value x, int axis) const;
    int dims(Value x) const;

    model::Network finish(const std::vector<Value> &outputs);

private:
    Value store(graph::ValueKind kind, const std::string &name, const at::Tensor &tensor);
    Value batchNormStatistic(const std::string &name, std::int64_t size, double low, double high);
    std::vector<std::vector<std::int64_t>> shapesAt(const graph::Node &node, std::int64_t batch) const;

    at::Generator m_generator;
    graph::GraphBuilder m_graph;
    model::Weights m_weights;
};

/// {1, 2} as the argument of an operator.
graph::Sizes ints(const std::vector<std::int64_t> &values);
graph::Size integer(std::int64_t value);

/// Gives the batch norms of a network affines and statistics of their own, and zero biases values.
void randomiseNorms(const model::Network &network, std::uint64_t seed);

} // namespace espalier::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/weights.h"

#include <ATen/core/Tensor.h>

#include <map>
#include <string>
#include <vector>

namespace espalier::formats {

/// Builds a network call by call and learns every shape by running the call for two batches.
///
///     CallBench bench;
///     const auto x = bench.input({4, 6, 6});
///     const model::Network network = bench.finish(bench.call("relu", {{"self", x}}));
class CallBench
{
public:
    /// A batch of tensors of that shape.
    graph::ValueId input(const std::vector<std::int64_t> &rest, graph::DType type = graph::DType::Float32);
    graph::ValueId parameter(const std::string &name, const std::vector<std::int64_t> &shape);
    graph::ValueId store(graph::ValueKind kind, const std::string &name, const at::Tensor &tensor);
    /// "add.Tensor" or "relu"; the first result.
    graph::ValueId call(const std::string &op, std::vector<graph::NamedArgument> arguments,
                        const std::string &module = "");
    std::vector<graph::ValueId> calls(const std::string &op, std::vector<graph::NamedArgument> arguments,
                                      std::size_t outputs, const std::string &module = "");
    std::int64_t size(graph::ValueId value, std::size_t axis) const
    {
        return m_graph.value(value).shape[axis].constant;
    }

    model::Network finish(const std::vector<graph::ValueId> &outputs);
    model::Network finish(graph::ValueId output) { return finish(std::vector{output}); }

private:
    std::vector<at::Tensor> run(const graph::Node &node, std::size_t batch, std::size_t outputs) const;

    graph::GraphBuilder m_graph;
    model::Weights m_weights;
    std::map<graph::ValueId, std::vector<at::Tensor>> m_tensors; ///< for batch 2 and 3
};

} // namespace espalier::formats

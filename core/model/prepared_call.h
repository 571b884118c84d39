// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "graph/graph.h"

#include <ATen/core/dispatch/Dispatcher.h>

#include <cstddef>
#include <string>
#include <vector>

namespace espalier::model {

/// One node of a graph, ready to be called: the operator's handle and its whole argument stack, in which only tensors,
/// batch-dependent sizes and the training flag remain to be filled in.
struct PreparedCall {
    struct TensorSlot {
        std::size_t position;
        graph::ValueId value;
    };
    struct ListSlot {
        std::size_t position;
        std::vector<graph::ValueId> values; ///< invalid = None
        bool optionalElements;              ///< Tensor?[] rather than Tensor[]
    };
    struct BatchSlot {
        std::size_t position;
        const graph::Argument *argument; ///< in the graph, which outlives the call
    };

    explicit PreparedCall(c10::OperatorHandle handle) : op(std::move(handle)) { }

    c10::OperatorHandle op;
    std::vector<c10::IValue> arguments;
    std::vector<TensorSlot> tensors;
    std::vector<ListSlot> lists;
    std::vector<BatchSlot> batchSizes;
    int modePosition = -1; ///< of the boolean that says whether this is training; -1 if there is none
    std::vector<graph::ValueId> outputs;
};

/// "layer1.0.conv1 (aten::conv2d)", for messages.
std::string describe(const graph::Graph &graph, base::NodeId node);

/// Finds the operator and fits the node's arguments to its schema; arguments that are not listed take the schema's
/// defaults. Enumerations (layout, memory format) are integers as ATen numbers them, devices are strings. Unsupported,
/// naming node and argument, if the dispatcher does not know the operator or an argument does not fit.
base::Result<PreparedCall> prepareCall(const graph::Graph &graph, base::NodeId node);

/// Sets the batch-dependent sizes of the call.
void setBatch(PreparedCall &call, std::int64_t batch);

} // namespace espalier::model

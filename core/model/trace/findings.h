// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/graph.h"
#include "model/trace/layer.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace espalier::model::trace {

using graph::NodeId;
using graph::ValueId;

/// What is known of a value during the walk.
struct Traced {
    Shape shape; ///< at the traced batch size
    std::vector<Layer> layers;
    bool constant = false; ///< made of stored values alone
    ValueId stored;        ///< valid if this is that stored value itself
    ValueId origin;        ///< the parameter that was moved or normalised to make this value, if there is one
    int producer = -1;     ///< index in Findings::contractions of the layer that made its channels last
};

/// Labels that can't be removed, and why. The first pin of a class, in graph order, gives its reason.
struct Pin {
    Labels1d labels;
    std::string reason; ///< "it meets a value whose axis carries no channels"
    NodeId node;        ///< where; invalid for the network's outputs
};

/// Living blocks hold equally many living cells, a dead block holds none (tracer.md 4).
struct Blocks {
    Labels1d labels; ///< one per row, or empty: blocks have no label of their own
    Labels1d cells;  ///< row-major
    std::size_t rows = 0;

    std::size_t width() const { return cells.size() / rows; }
};

/// Fresh labels of one axis of a stored value (or of a constant that a node makes).
struct Origin {
    Label first = 0;
    std::int64_t count = 0;
    std::string tensor;
    int axis = 0;
    bool stored = false;
};

/// One axis of a contraction: the labels along it, or only its size if it carries none.
struct Extent {
    Labels1d labels;
    std::int64_t size = 1;
};

/// A contraction, as needed for costs and for the table of layers.
struct Contraction {
    NodeId node;
    ValueId weight; ///< the stored weight, or invalid: two activations meet (attention)
    ValueId bias;
    Extent out, in;       ///< channels of a contraction with a weight
    Extent groups;        ///< labels of the blocks of a grouped convolution; size 1 otherwise
    std::int64_t taps = 1;      ///< weight elements per (out, in) pair
    std::int64_t positions = 1; ///< times the weight is used per input
    std::vector<Extent> extents; ///< without a weight: the index space, times `positions`
};

/// Two values with channels of their own, tied by an element-wise operator.
struct Tie {
    NodeId node;
    Labels1d labels; ///< of the result
    int first = -1, second = -1; ///< contractions, see Traced::producer
};

/// Everything the walk finds out, apart from the layers of the values.
struct Findings {
    std::vector<Pin> pins;
    std::vector<Blocks> blocks;
    std::vector<Origin> origins;
    std::vector<Contraction> contractions;
    std::vector<Labels1d> producers; ///< labels of out axes of contraction weights
    std::vector<Tie> ties;
    std::map<NodeId, Labels1d> approximate;  ///< nodes whose statistics change, with the labels concerned
    std::map<NodeId, Labels1d> groupLabels;  ///< grouped convolutions and group norms: one label per group
    std::set<NodeId> sums;                   ///< sum-like reductions over channels: dead channels must be zero
};

} // namespace espalier::model::trace

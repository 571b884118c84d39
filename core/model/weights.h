// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "graph/graph.h"

#include <ATen/core/Tensor.h>

#include <string>
#include <unordered_map>
#include <vector>

namespace espalier::model {

/// Tensors by dotted name, in a fixed order. Copying the object shares the storages; `clone` copies them.
/// Not thread-safe; owned by the engine's thread.
class Weights {
public:
    /// Adds or replaces.
    void set(const std::string &name, at::Tensor tensor);
    bool contains(const std::string &name) const { return m_index.contains(name); }
    /// The tensor, or an undefined tensor if there is none.
    at::Tensor get(const std::string &name) const;
    std::size_t size() const { return m_entries.size(); }
    const std::vector<std::pair<std::string, at::Tensor>> &entries() const { return m_entries; }

    Weights clone() const;
    std::int64_t byteSize() const;

private:
    std::vector<std::pair<std::string, at::Tensor>> m_entries;
    std::unordered_map<std::string, std::size_t> m_index;
};

/// A graph with the weights of its stored values (all of them, shapes and types as the graph says).
struct Network {
    graph::GraphPtr graph;
    Weights weights;
};

/// The same tensors, but 4-D ones in channels_last memory: what training on images is fastest with.
Weights channelsLast(const Weights &weights);

/// Matches `loaded` onto the stored values of `graph`: strict. Strips a common "module." prefix, takes aliases of the
/// built-in families ("shortcut." for "downsample."), fills a missing num_batches_tracked with 0, converts to the
/// graph's dtype on CPU (tensors that need no conversion are shared, not copied). Otherwise Mismatch listing missing, extra and differing names with both shapes.
base::Result<Weights> matchWeights(const graph::Graph &graph, const Weights &loaded);

/// Every stored value present with its shape. Mismatch naming the first that is not.
base::Status validate(const Network &network);

} // namespace espalier::model

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/graph.h"
#include "model/trace/layer.h"

#include <optional>
#include <vector>

namespace espalier::model::surgery {

/// Whether each label lives.
using Alive = std::vector<char>;

/// Layers that share axes: alive flags over these axes, row-major over `grid` (1 on all other axes).
struct Cluster {
    trace::AxisSet axes;
    trace::Shape grid;
    std::vector<char> alive;
};

/// How one value shrinks (tracer.md 6). An element lives if its labels in all layers do; what lives is a box, in which
/// the indices kept along an inner axis may differ from row to row.
class ValueCut {
public:
    ValueCut() = default;
    ValueCut(const trace::Shape &shape, const std::vector<trace::Layer> &layers, const Alive &alive);

    bool isCut() const { return !m_clusters.empty(); }
    /// Any axis on which something goes.
    bool isCut(int axis) const;
    /// False if what lives is no box: the plan breaks a constraint.
    bool isBox() const { return m_isBox; }
    /// True if the kept indices of some axis depend on another axis.
    bool isRagged() const;
    const trace::Shape &oldShape() const { return m_oldShape; }
    const trace::Shape &newShape() const { return m_newShape; }

    /// Kept indices of an axis (of the first living row, if ragged).
    std::vector<std::int64_t> kept(int axis) const;
    /// Kept positions of an axis before `position`.
    std::int64_t keptBefore(int axis, std::int64_t position) const;
    /// Alive flags of the whole value, row-major over `shape`, of which only the sizes of uncut axes may differ from the
    /// traced shape (the batch).
    std::vector<char> mask(const trace::Shape &shape) const;
    const std::vector<Cluster> &clusters() const { return m_clusters; }

private:
    void addLayer(const trace::Layer &layer, const Alive &alive);
    void measure(const Cluster &cluster);

    trace::Shape m_oldShape, m_newShape;
    std::vector<Cluster> m_clusters;
    bool m_isBox = true;
};

/// New sizes of a value: entries that did not change are left as they are, batch-dependent ones keep their factor.
graph::Sizes newSizes(const graph::Sizes &old, const ValueCut &cut);

} // namespace espalier::model::surgery

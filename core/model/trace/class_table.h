// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/trace/walk.h"

namespace espalier::model::trace {

/// The classes as the walk left them. Indexed by label; facts hold for representatives.
struct ClassTable {
    Labels1d root;
    std::vector<std::int32_t> pin; ///< first pin in graph order, or -1
    std::vector<char> pinned;
    std::vector<char> producer; ///< holds a label of the out axis of a contraction's weight
    std::vector<char> block;    ///< holds a block label

    Label rootOf(Label label) const { return root[static_cast<std::size_t>(label)]; }
    /// Coordinates of tables would pass for channels if a producer or a block were not asked for (tracer.md 2).
    bool isMovable(Label representative) const
    {
        const auto at = static_cast<std::size_t>(representative);
        return !pinned[at] && (producer[at] || block[at]);
    }
    bool isProducer(Label representative) const { return producer[static_cast<std::size_t>(representative)] != 0; }
    void fix(Label representative, std::int32_t reason);
    /// New block labels, each a class of its own.
    Labels1d freshBlocks(std::size_t count);
};

ClassTable resolveClasses(Walk &walk);

/// All block constraints on the final classes: those that the walk found and those that keep every layer in several axes
/// a box (tracer.md 4, rectangularity). Without duplicates, without those that always hold; blocks with cells that
/// can't go are fixed. Layers of all values are replaced by their final form.
std::vector<Blocks> collectConstraints(Walk &walk, ClassTable &classes);

} // namespace espalier::model::trace

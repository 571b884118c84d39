// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/plan.h"

#include <deque>

namespace espalier::graph {

/// Removes channels one step at a time so that the block constraints of a structure hold after every step: a step
/// removes a seed, then levels the rows that became too long and the blocks that died with it, or is taken back.
/// tracer.md, section 4. Cost of a step: the cells of the constraints that it touches.
class Leveller {
public:
    /// `priorities[group][channel]`: lower goes first; `leastKept[group]`: width that no step may go below.
    Leveller(const Structure &structure, std::vector<std::vector<double>> priorities,
             std::vector<std::int32_t> leastKept);

    /// One step. False if it can't be completed; then nothing has changed.
    bool remove(ChannelRef seed);

    bool isAlive(ChannelRef cell) const { return !cell.group.isValid() || m_alive[indexOf(cell)]; }
    std::int32_t kept(GroupId group) const { return m_kept[group.index()]; }
    Plan plan() const;

private:
    static constexpr std::int32_t unknown = -1;

    /// Where a channel stands in a constraint.
    struct Slot {
        std::int32_t constraint = 0;
        std::int32_t row = 0;
        bool isLabel = false;
    };

    std::size_t indexOf(ChannelRef cell) const
    {
        return m_offsets[cell.group.index()] + static_cast<std::size_t>(cell.channel);
    }
    void addSlots(std::int32_t constraint);
    bool isMovable(ChannelRef cell) const;
    bool take(ChannelRef cell);
    void undo();
    void touch(std::int32_t constraint);
    bool settle();
    bool level(std::int32_t constraint);
    bool matchLabels(std::int32_t constraint);
    bool shorten(std::int32_t constraint, std::size_t row, std::int32_t target);
    std::int32_t shortestLivingRow(std::int32_t constraint);
    void countChanged(std::int32_t constraint, std::int32_t count);
    int benefit(ChannelRef cell);
    const ChannelRef *bestVictim(std::int32_t constraint, std::size_t row);

    const Structure &m_structure;
    const std::vector<std::vector<double>> m_priorities;
    const std::vector<std::int32_t> m_leastKept;
    std::vector<std::size_t> m_offsets;
    std::vector<bool> m_alive;
    std::vector<std::vector<Slot>> m_slots;
    std::vector<std::int32_t> m_kept;
    /// Cells of a row in the order in which they go, and the most constraints that any of them stands in.
    struct Queue {
        std::vector<std::int32_t> cells;
        int mostSlots = 0;
    };
    const Queue &queueOf(std::int32_t constraint, std::size_t row);

    std::vector<std::vector<std::int32_t>> m_rowCounts; ///< living cells per constraint and row
    std::vector<std::int32_t> m_shortest;               ///< of the living rows, per constraint; unknown: to be counted anew
    std::vector<std::vector<Queue>> m_queues;           ///< per constraint and row, made when first needed
    std::vector<ChannelRef> m_step;                     ///< what the step at hand has taken
    std::deque<std::int32_t> m_pending;
    std::vector<bool> m_isPending;
};

} // namespace espalier::graph

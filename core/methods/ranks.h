// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/state_reader.h"

namespace espalier::methods {

/// Who would be picked now, and how much the order of a group's channels moves from one look to the next (methods.md 3.4,
/// event rank_change). Order: stable by (score, index), smallest first.
class Ranks {
public:
    void create(std::size_t groups);
    /// Sorts the channels of the group by their present L1 score; `count` of them would be picked.
    void look(std::size_t group, const GroupView &view, std::size_t count);
    /// The set that would be picked, int64 on the CPU; undefined before the first look.
    const at::Tensor &wouldBe(std::size_t group) const { return m_groups[group].wouldBe; }
    /// Of the last look against the one before: mean |Δrank|, and the share of the set that was exchanged.
    float rankChange(std::size_t group) const { return m_groups[group].rankChange; }
    float setChange(std::size_t group) const { return m_groups[group].setChange; }

    void save(MethodState &state) const;
    void load(StateReader &reader);

private:
    struct GroupRanks {
        std::vector<std::int64_t> ranks; ///< by channel; empty before the first look
        std::size_t count = 0;
        at::Tensor wouldBe;
        float rankChange = 0.0F, setChange = 0.0F;
    };
    std::vector<GroupRanks> m_groups;
};

/// Channels from the smallest score on, stable by (score, index), and the rank of each channel in that order.
std::vector<std::int64_t> orderOf(const std::vector<double> &scores);
std::vector<std::int64_t> ranksOf(const std::vector<std::int64_t> &order);

/// What became of the ranks of the same channels: mean |rank change| in places, and the share of the `count` lowest ones
/// that were not among the `countBefore` lowest.
struct RankMove {
    float mean = 0.0F, exchanged = 0.0F;
};
RankMove rankMove(const std::vector<std::int64_t> &before, std::size_t countBefore, const std::vector<std::int64_t> &now,
                  std::size_t count);

/// Share of `set` that is also in `other`, both ascending; 1 if the set is empty.
double overlap(const std::vector<std::int32_t> &set, const std::vector<std::int32_t> &other);

} // namespace espalier::methods

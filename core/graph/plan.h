// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/structure.h"

#include <map>
#include <string>
#include <vector>

namespace espalier::graph {

/// Which channels go: per group the removed ones, ascending, relative to the structure at hand. A value.
class Plan {
public:
    /// Sorts and drops duplicates. An empty list erases the group's entry.
    void setRemoved(GroupId group, std::vector<std::int32_t> channels);
    const std::vector<std::int32_t> &removed(GroupId group) const; ///< empty if nothing goes
    bool isEmpty() const { return m_removed.empty(); }
    std::int64_t removedCount() const;
    const std::map<GroupId, std::vector<std::int32_t>> &groups() const { return m_removed; }

    friend bool operator==(const Plan &, const Plan &) = default;

private:
    std::map<GroupId, std::vector<std::int32_t>> m_removed;
};

/// Union of what either removes.
Plan merge(const Plan &a, const Plan &b);
/// Removes what `plan` keeps, and keeps what it removes.
Plan invert(const Plan &plan, const Structure &structure);
/// Kept channels of a group, ascending.
std::vector<std::int32_t> keptChannels(const Plan &plan, const Group &group);

struct PlanComparison {
    std::int64_t onlyA = 0, onlyB = 0, both = 0;
    double iou = 1.0;       ///< both / (onlyA + onlyB + both), 1 if neither removes anything
    double agreement = 1.0; ///< share of all channels with the same fate
};
PlanComparison compare(const Plan &a, const Plan &b, const Structure &structure);

/// Channels in range, at least one kept per group, all block constraints satisfied. CheckFailed naming the group.
base::Status validate(const Plan &plan, const Structure &structure);

/// plan.json of interfaces.md (groups[]{id, name, channels, kept, removed[]}); reading matches groups by id and
/// name and channel count, and refuses what does not fit, naming the group and both counts.
std::string toJson(const Plan &plan, const Structure &structure);
base::Result<Plan> planFromJson(const std::string &text, const Structure &structure);

} // namespace espalier::graph

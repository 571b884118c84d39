// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/plan.h"

#include "base/text.h"

#include <algorithm>
#include <iterator>

namespace espalier::graph {

using base::cat;
using base::Problem;
using base::ProblemCode;
using base::Status;

namespace {

using Channels = std::vector<std::int32_t>;

bool isRemoved(const Plan &plan, const ChannelRef &cell)
{
    const Channels &removed = plan.removed(cell.group);
    return std::binary_search(removed.begin(), removed.end(), cell.channel);
}

std::int64_t commonCount(const Channels &a, const Channels &b)
{
    Channels common;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(common));
    return static_cast<std::int64_t>(common.size());
}

Status validateGroup(const Channels &removed, const Group &group)
{
    if (removed.front() < 0 || removed.back() >= group.channels)
        return Problem{ProblemCode::CheckFailed,
                       cat("the plan removes channel ", removed.front() < 0 ? removed.front() : removed.back(), " of ",
                           group.channels, "."),
                       group.name, "Make the plan for this network."};
    if (static_cast<std::int32_t>(removed.size()) == group.channels)
        return Problem{ProblemCode::CheckFailed, cat("the plan removes all ", group.channels, " channels."), group.name,
                       "Keep at least one."};
    return {};
}

std::string rowName(const std::vector<ChannelRef> &row, const Structure &structure)
{
    const auto cell = std::find_if(row.begin(), row.end(), [](const ChannelRef &ref) { return ref.group.isValid(); });
    return cell == row.end() ? std::string("a fixed block") : structure.group(cell->group).name;
}

Status validateConstraint(const Plan &plan, const BlockConstraint &constraint, const Structure &structure)
{
    std::ptrdiff_t perBlock = 0;
    for (std::size_t m = 0; m < constraint.rows.size(); ++m) {
        const auto &row = constraint.rows[m];
        const auto alive = std::count_if(row.begin(), row.end(), [&](const auto &cell) { return !isRemoved(plan, cell); });
        if (!constraint.blocks.empty() && isRemoved(plan, constraint.blocks[m]) != (alive == 0))
            return Problem{ProblemCode::CheckFailed,
                           cat("block ", m, " keeps ", alive, " of ", row.size(), " channels although the block itself ",
                               alive == 0 ? "stays." : "goes."),
                           rowName(row, structure), "Remove whole blocks together with all their channels."};
        if (alive > 0 && perBlock > 0 && alive != perBlock)
            return Problem{ProblemCode::CheckFailed,
                           cat("block ", m, " keeps ", alive, " channels, another one ", perBlock,
                               "; all living blocks must keep equally many."),
                           rowName(row, structure), "Remove the same number in every block, or whole blocks."};
        perBlock = alive > 0 ? alive : perBlock;
    }
    return {};
}

} // namespace

void Plan::setRemoved(GroupId group, std::vector<std::int32_t> channels)
{
    std::sort(channels.begin(), channels.end());
    channels.erase(std::unique(channels.begin(), channels.end()), channels.end());
    if (channels.empty())
        m_removed.erase(group);
    else
        m_removed[group] = std::move(channels);
}

const std::vector<std::int32_t> &Plan::removed(GroupId group) const
{
    static const std::vector<std::int32_t> nothing;
    const auto found = m_removed.find(group);
    return found == m_removed.end() ? nothing : found->second;
}

std::int64_t Plan::removedCount() const
{
    std::int64_t count = 0;
    for (const auto &[group, channels] : m_removed)
        count += static_cast<std::int64_t>(channels.size());
    return count;
}

Plan merge(const Plan &a, const Plan &b)
{
    Plan merged = a;
    for (const auto &[group, channels] : b.groups()) {
        Channels both = a.removed(group);
        both.insert(both.end(), channels.begin(), channels.end());
        merged.setRemoved(group, std::move(both));
    }
    return merged;
}

Plan invert(const Plan &plan, const Structure &structure)
{
    Plan inverted;
    for (const Group &group : structure.groups)
        inverted.setRemoved(group.id, keptChannels(plan, group));
    return inverted;
}

std::vector<std::int32_t> keptChannels(const Plan &plan, const Group &group)
{
    const Channels &removed = plan.removed(group.id);
    Channels kept;
    for (std::int32_t channel = 0; channel < group.channels; ++channel) {
        if (!std::binary_search(removed.begin(), removed.end(), channel))
            kept.push_back(channel);
    }
    return kept;
}

PlanComparison compare(const Plan &a, const Plan &b, const Structure &structure)
{
    PlanComparison result;
    std::int64_t channels = 0;
    for (const Group &group : structure.groups) {
        const std::int64_t common = commonCount(a.removed(group.id), b.removed(group.id));
        result.both += common;
        result.onlyA += static_cast<std::int64_t>(a.removed(group.id).size()) - common;
        result.onlyB += static_cast<std::int64_t>(b.removed(group.id).size()) - common;
        channels += group.channels;
    }
    const std::int64_t differing = result.onlyA + result.onlyB;
    if (const std::int64_t either = differing + result.both; either > 0)
        result.iou = static_cast<double>(result.both) / static_cast<double>(either);
    if (channels > 0)
        result.agreement = 1.0 - static_cast<double>(differing) / static_cast<double>(channels);
    return result;
}

base::Status validate(const Plan &plan, const Structure &structure)
{
    for (const auto &[id, removed] : plan.groups()) {
        if (!id.isValid() || id.index() >= structure.groups.size())
            return Problem{ProblemCode::CheckFailed,
                           cat("the plan names group g", id.value, ", but there are ", structure.groups.size(), "."),
                           "plan", "Make the plan for this network."};
        if (const Status status = validateGroup(removed, structure.group(id)); !status)
            return status;
    }
    for (const BlockConstraint &constraint : structure.constraints) {
        if (const Status status = validateConstraint(plan, constraint, structure); !status)
            return status;
    }
    return {};
}

} // namespace espalier::graph

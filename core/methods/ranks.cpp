// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/ranks.h"

#include "base/text.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <numeric>

namespace espalier::methods {

using base::cat;

std::vector<std::int64_t> orderOf(const std::vector<double> &scores)
{
    std::vector<std::int64_t> order(scores.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
        return scores[static_cast<std::size_t>(a)] < scores[static_cast<std::size_t>(b)];
    });
    return order;
}

std::vector<std::int64_t> ranksOf(const std::vector<std::int64_t> &order)
{
    std::vector<std::int64_t> ranks(order.size());
    for (std::size_t rank = 0; rank < order.size(); ++rank)
        ranks[static_cast<std::size_t>(order[rank])] = static_cast<std::int64_t>(rank);
    return ranks;
}

RankMove rankMove(const std::vector<std::int64_t> &before, std::size_t countBefore, const std::vector<std::int64_t> &now,
                  std::size_t count)
{
    std::int64_t moved = 0, entered = 0;
    for (std::size_t c = 0; c < now.size(); ++c) {
        moved += std::abs(now[c] - before[c]);
        const bool isIn = now[c] < static_cast<std::int64_t>(count);
        const bool wasIn = before[c] < static_cast<std::int64_t>(countBefore);
        entered += isIn && !wasIn ? 1 : 0;
    }
    return {now.empty() ? 0.0F : static_cast<float>(moved) / static_cast<float>(now.size()),
            count == 0 ? 0.0F : static_cast<float>(entered) / static_cast<float>(count)};
}

void Ranks::create(std::size_t groups)
{
    m_groups.assign(groups, {});
}

void Ranks::look(std::size_t index, const GroupView &view, std::size_t count)
{
    GroupRanks &group = m_groups[index];
    const std::vector<std::int64_t> order = orderOf(l1Scores(view));
    std::vector<std::int64_t> ranks = ranksOf(order);
    if (!group.ranks.empty()) {
        const RankMove move = rankMove(group.ranks, group.count, ranks, count);
        group.rankChange = move.mean;
        group.setChange = move.exchanged;
    }
    group.ranks = std::move(ranks);
    group.count = count;
    group.wouldBe = at::tensor(std::vector<std::int64_t>(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count)),
                               at::kLong);
}

void Ranks::save(MethodState &state) const
{
    std::vector<float> changes;
    for (std::size_t g = 0; g < m_groups.size(); ++g) {
        changes.insert(changes.end(), {m_groups[g].rankChange, m_groups[g].setChange});
        // Led by the size of the set: no tensor is empty then.
        std::vector<std::int64_t> values = {static_cast<std::int64_t>(m_groups[g].count)};
        values.insert(values.end(), m_groups[g].ranks.begin(), m_groups[g].ranks.end());
        state.tensors[cat("ranks.", g)] = at::tensor(values, at::kLong);
    }
    state.tensors["rank_changes"] = at::tensor(changes, at::kFloat);
}

void Ranks::load(StateReader &reader)
{
    const std::vector<float> changes = reader.floats("rank_changes", static_cast<std::int64_t>(2 * m_groups.size()));
    for (std::size_t g = 0; g < m_groups.size(); ++g) {
        const std::vector<std::int64_t> values = reader.integers(cat("ranks.", g), -1);
        m_groups[g].count = values.empty() ? 0 : static_cast<std::size_t>(values.front());
        m_groups[g].ranks.assign(values.begin() + (values.empty() ? 0 : 1), values.end());
        m_groups[g].rankChange = changes[2 * g];
        m_groups[g].setChange = changes[2 * g + 1];
    }
}

double overlap(const std::vector<std::int32_t> &set, const std::vector<std::int32_t> &other)
{
    if (set.empty())
        return 1.0;
    std::vector<std::int32_t> both;
    std::set_intersection(set.begin(), set.end(), other.begin(), other.end(), std::back_inserter(both));
    return static_cast<double>(both.size()) / static_cast<double>(set.size());
}

} // namespace espalier::methods

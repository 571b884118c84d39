// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/sampling.h"

#include "base/random.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace espalier::data {

namespace {

/// Streams of the counter-based generator, so that different choices share no numbers.
constexpr std::uint64_t subsetStream = std::uint64_t{1} << 40;
constexpr std::uint64_t tuningStream = std::uint64_t{2} << 40;

using Members = std::map<std::int64_t, std::vector<std::int64_t>>;

Members byClass(const std::vector<std::int64_t> &labels)
{
    Members members;
    for (std::size_t i = 0; i < labels.size(); ++i)
        members[labels[i]].push_back(static_cast<std::int64_t>(i));
    return members;
}

std::vector<std::int64_t> shuffled(const std::vector<std::int64_t> &items, std::uint64_t seed, std::uint64_t stream)
{
    std::vector<std::int64_t> out;
    out.reserve(items.size());
    for (const std::int32_t i : base::randomPermutation(static_cast<std::int32_t>(items.size()), seed, stream))
        out.push_back(items[static_cast<std::size_t>(i)]);
    return out;
}

/// How many of each class make `count` together: shares rounded down, the rest to the largest remainders.
std::map<std::int64_t, std::int64_t> quotas(const Members &members, std::int64_t count, std::int64_t total)
{
    std::map<std::int64_t, std::int64_t> quota;
    std::vector<std::pair<std::int64_t, std::int64_t>> remainders; // (-remainder, class)
    std::int64_t given = 0;
    for (const auto &[label, items] : members) {
        const std::int64_t share = count * static_cast<std::int64_t>(items.size());
        quota[label] = share / total;
        given += share / total;
        remainders.emplace_back(-(share % total), label);
    }
    std::sort(remainders.begin(), remainders.end());
    for (std::size_t i = 0; given < count; ++i, ++given)
        ++quota[remainders[i].second];
    return quota;
}

} // namespace

std::vector<std::int64_t> chooseStratified(const std::vector<std::int64_t> &labels, std::int64_t count, std::uint64_t seed)
{
    const auto total = static_cast<std::int64_t>(labels.size());
    std::vector<std::int64_t> chosen;
    if (count <= 0 || count >= total) {
        chosen.resize(labels.size());
        std::iota(chosen.begin(), chosen.end(), 0);
        return chosen;
    }
    const Members members = byClass(labels);
    const auto quota = quotas(members, count, total);
    for (const auto &[label, items] : members) {
        const auto order = shuffled(items, seed, subsetStream + static_cast<std::uint64_t>(label));
        chosen.insert(chosen.end(), order.begin(), order.begin() + quota.at(label));
    }
    std::sort(chosen.begin(), chosen.end());
    return chosen;
}

TuningSplit splitTuning(const std::vector<std::int64_t> &labels, double share)
{
    TuningSplit split;
    for (const auto &[label, items] : byClass(labels)) {
        const auto size = static_cast<std::int64_t>(items.size());
        std::int64_t apart = std::llround(share * static_cast<double>(size));
        if (share > 0.0 && size >= 2)
            apart = std::clamp<std::int64_t>(apart, 1, size - 1);
        const auto order = shuffled(items, dataSeed, tuningStream + static_cast<std::uint64_t>(label));
        split.tuning.insert(split.tuning.end(), order.begin(), order.begin() + apart);
        split.train.insert(split.train.end(), order.begin() + apart, order.end());
    }
    std::sort(split.train.begin(), split.train.end());
    std::sort(split.tuning.begin(), split.tuning.end());
    return split;
}

} // namespace espalier::data

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/grouping.h"

#include <algorithm>

namespace espalier::model::trace {

namespace {

std::size_t at(Label label) { return static_cast<std::size_t>(label); }

} // namespace

Grouping::Grouping(const Walk &walk, const ClassTable &classes, const std::vector<Blocks> &constraints)
    : m_walk(walk), m_classes(classes), m_refs(classes.root.size()), m_at(classes.root.size())
{
    collectMembers();
    addProducerGroups();
    addBlockGroups(constraints);
    connect();
}

void Grouping::collectMembers()
{
    const std::vector<Origin> &origins = m_walk.findings().origins;
    for (std::size_t i = 0; i < origins.size(); ++i) {
        for (std::int64_t position = 0; position < origins[i].count; ++position) {
            const Label root = m_classes.rootOf(origins[i].first + static_cast<Label>(position));
            if (m_classes.isMovable(root))
                m_at[at(root)].emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(position));
        }
    }
}

void Grouping::addProducerGroups()
{
    // Classes in order of the first contraction that makes them, then of their place there: so are groups and channels.
    std::map<std::vector<std::int32_t>, std::size_t> groupOfKey;
    std::vector<Labels1d> channels;
    std::vector<char> seen(m_classes.root.size(), false);
    const auto visit = [&](Label label) {
        const Label root = m_classes.rootOf(label);
        if (seen[at(root)] || !m_classes.isMovable(root) || !m_classes.isProducer(root))
            return;
        seen[at(root)] = true;
        std::vector<std::int32_t> key;
        for (const auto &[origin, position] : m_at[at(root)])
            key.push_back(origin);
        const auto [group, isNew] = groupOfKey.try_emplace(std::move(key), channels.size());
        if (isNew)
            channels.emplace_back();
        channels[group->second].push_back(root);
    };
    for (const Contraction &contraction : m_walk.findings().contractions)
        std::for_each(contraction.out.labels.begin(), contraction.out.labels.end(), visit);
    for (const Labels1d &labels : m_walk.findings().producers)
        std::for_each(labels.begin(), labels.end(), visit);
    for (Labels1d &group : channels)
        addGroup(std::move(group));
}

void Grouping::addBlockGroups(const std::vector<Blocks> &constraints)
{
    std::map<Label, int> uses;
    for (const Blocks &blocks : constraints) {
        for (const Label label : blocks.labels)
            ++uses[label];
        for (const Label label : blocks.cells)
            uses[label] += 2;
    }
    for (const Blocks &blocks : constraints) {
        Labels1d fresh;
        bool shared = false;
        for (const Label label : blocks.labels) {
            const bool known = m_refs[at(label)].group.isValid();
            const bool listed = std::find(fresh.begin(), fresh.end(), label) != fresh.end();
            shared = shared || known || uses[label] > 1 || !m_at[at(label)].empty() || !m_classes.isMovable(label);
            if (m_classes.isMovable(label) && !known && !listed)
                fresh.push_back(label);
        }
        if (shared && !fresh.empty())
            addGroup(std::move(fresh));
    }
}

void Grouping::addGroup(Labels1d channels)
{
    ChannelGroup group;
    const graph::GroupId id{static_cast<std::int32_t>(m_groups.size())};
    std::map<std::int32_t, std::vector<std::int32_t>> positions;
    for (std::size_t channel = 0; channel < channels.size(); ++channel) {
        m_refs[at(channels[channel])] = {id, static_cast<std::int32_t>(channel)};
        for (const auto &[origin, position] : m_at[at(channels[channel])])
            positions[origin].push_back(position);
    }
    for (auto &[origin, list] : positions)
        if (list.size() % channels.size() == 0)
            group.members.push_back({static_cast<std::size_t>(origin), std::move(list)});
    group.channels = std::move(channels);
    m_groups.push_back(std::move(group));
}

std::vector<int> Grouping::groupsOf(const Extent &extent) const
{
    std::vector<int> groups;
    for (const Label label : extent.labels) {
        const graph::GroupId id = refOf(m_classes.rootOf(label)).group;
        if (id.isValid() && std::find(groups.begin(), groups.end(), id.value) == groups.end())
            groups.push_back(id.value);
    }
    return groups;
}

void Grouping::connect()
{
    const std::vector<Contraction> &contractions = m_walk.findings().contractions;
    for (std::size_t i = 0; i < contractions.size(); ++i) {
        for (const int group : groupsOf(contractions[i].out))
            m_groups[static_cast<std::size_t>(group)].producers.push_back(static_cast<int>(i));
        for (const int group : groupsOf(contractions[i].in))
            m_groups[static_cast<std::size_t>(group)].consumers.push_back(static_cast<int>(i));
    }
}

graph::LivingCount Grouping::count(const Extent &extent) const
{
    graph::LivingCount result;
    result.fixed = extent.size;
    std::map<graph::GroupId, std::int64_t> occurrences;
    for (const Label label : extent.labels) {
        const graph::GroupId id = refOf(m_classes.rootOf(label)).group;
        if (!id.isValid())
            continue;
        ++occurrences[id];
        --result.fixed;
    }
    for (const auto &[id, count] : occurrences)
        result.terms.push_back({id, count / static_cast<std::int64_t>(m_groups[id.index()].channels.size())});
    return result;
}

const Origin *Grouping::originOf(Label label) const
{
    const std::vector<Origin> &origins = m_walk.findings().origins;
    const auto next = std::upper_bound(origins.begin(), origins.end(), label,
                                       [](Label value, const Origin &origin) { return value < origin.first; });
    if (next == origins.begin())
        return nullptr;
    const Origin &origin = *std::prev(next);
    return label < origin.first + origin.count ? &origin : nullptr;
}

} // namespace espalier::model::trace

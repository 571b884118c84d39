// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "model/trace/call.h"
#include "model/trace/structure_builder.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace espalier::model::trace {

namespace {

using graph::BlockConstraint;
using graph::ChannelRef;
using graph::Group;

class GroupBuilder {
public:
    GroupBuilder(const Traces &traces, const std::vector<std::string> &names, graph::Structure *structure)
        : m_traces(traces), m_findings(traces.walk.findings()), m_names(names), m_structure(structure)
    {
    }

    void run()
    {
        markProducers();
        const std::vector<ChannelGroup> &groups = m_traces.grouping.groups();
        for (std::size_t i = 0; i < groups.size(); ++i)
            m_structure->groups.push_back(group(i, groups[i]));
        for (const Blocks &blocks : m_traces.labels.constraints)
            m_structure->constraints.push_back(constraint(blocks));
        addBlockedMembers();
        markApproximate();
        addTies();
        nameGroups();
        for (const BlockConstraint &constraint : m_structure->constraints)
            setUnits(constraint);
    }

private:
    ChannelRef refOf(Label label) const { return m_traces.grouping.refOf(label); }
    Group *groupOf(Label label)
    {
        const ChannelRef ref = refOf(label);
        return ref.group.isValid() ? &m_structure->groups[ref.group.index()] : nullptr;
    }

    void markProducers()
    {
        for (const Contraction &contraction : m_findings.contractions) {
            if (contraction.out.labels.empty())
                continue;
            if (const Origin *origin = m_traces.grouping.originOf(contraction.out.labels.front()))
                m_producers.insert(origin);
        }
    }

    Group group(std::size_t index, const ChannelGroup &from) const
    {
        Group group;
        group.id = {static_cast<std::int32_t>(index)};
        group.channels = static_cast<std::int32_t>(from.channels.size());
        for (const GroupMember &member : from.members)
            if (m_findings.origins[member.origin].stored)
                group.members.push_back(memberOf(member, group.channels));
        for (const int producer : from.producers)
            group.producers.push_back(m_names[static_cast<std::size_t>(producer)]);
        for (const int consumer : from.consumers)
            group.consumers.push_back(m_names[static_cast<std::size_t>(consumer)]);
        group.residual = group.producers.size() > 1;
        return group;
    }

    graph::Member memberOf(const GroupMember &from, std::int32_t channels) const
    {
        const Origin &origin = m_findings.origins[from.origin];
        graph::Member member;
        member.tensor = origin.tensor;
        member.axis = origin.axis;
        member.repeats = static_cast<std::int64_t>(from.positions.size()) / channels;
        member.producer = m_producers.contains(&origin);
        std::vector<std::int32_t> plain(from.positions.size());
        std::iota(plain.begin(), plain.end(), 0);
        if (plain != from.positions)
            member.indices = from.positions;
        return member;
    }

    BlockConstraint constraint(const Blocks &blocks) const
    {
        BlockConstraint result;
        const std::size_t width = blocks.width();
        for (std::size_t row = 0; row < blocks.rows; ++row) {
            std::vector<ChannelRef> &cells = result.rows.emplace_back();
            for (std::size_t i = 0; i < width; ++i)
                cells.push_back(refOf(blocks.cells[row * width + i]));
        }
        bool listed = false;
        for (const Label label : blocks.labels) {
            result.blocks.push_back(refOf(label));
            listed = listed || result.blocks.back().group.isValid() || !m_traces.classes.isMovable(label);
        }
        if (!listed)
            result.blocks.clear();
        return result;
    }

    /// In axes of grouped weights: the index along the axis depends on the row.
    void addBlockedMembers()
    {
        const std::vector<graph::Value> &values = m_traces.walk.graph().values();
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (!values[i].isStored())
                continue;
            for (const Layer &layer : m_traces.labels.layers[i]) {
                if (layer.varying().count() < 2)
                    continue;
                std::set<Group *> groups;
                for (const Label label : layer.labels())
                    groups.insert(groupOf(label));
                groups.erase(nullptr);
                for (Group *group : groups)
                    group->members.push_back({values[i].name, layer.varying().last(), 1, true, false, {}});
            }
        }
    }

    void markApproximate()
    {
        for (const auto &[node, labels] : m_findings.approximate)
            for (const Label label : labels)
                if (Group *group = groupOf(m_traces.classes.rootOf(label)))
                    group->approximate = true;
    }

    /// "the add at layer2.0 ties conv2 and downsample.0"
    void addTies()
    {
        for (const Tie &tie : m_findings.ties) {
            const std::string text =
                base::cat("the ", placeOf(m_traces.walk.graph(), tie.node), " ties ",
                          m_names[static_cast<std::size_t>(tie.first)], " and ",
                          m_names[static_cast<std::size_t>(tie.second)]);
            std::set<Group *> groups;
            for (const Label label : tie.labels)
                groups.insert(groupOf(m_traces.classes.rootOf(label)));
            groups.erase(nullptr);
            for (Group *group : groups)
                if (std::find(group->ties.begin(), group->ties.end(), text) == group->ties.end())
                    group->ties.push_back(text);
        }
    }

    void nameGroups()
    {
        std::map<std::string, int> uses;
        for (Group &group : m_structure->groups) {
            std::string name = group.producers.empty() ? blocksName(group.id) : group.producers.front();
            const int use = ++uses[name];
            group.name = use == 1 ? name : base::cat(name, "/", use);
        }
    }

    /// "blocks of layer1.0.conv2": of the first group whose channels are their cells.
    std::string blocksName(graph::GroupId id) const
    {
        for (const BlockConstraint &constraint : m_structure->constraints)
            for (std::size_t row = 0; row < constraint.blocks.size(); ++row)
                for (const ChannelRef &cell : constraint.rows[row])
                    if (constraint.blocks[row].group == id && cell.group.isValid() && cell.group != id)
                        return base::cat("blocks of ", m_structure->group(cell.group).name);
        return "blocks";
    }

    /// One channel per block goes at a time, unless the same channels stand in every block.
    void setUnits(const BlockConstraint &constraint)
    {
        std::map<graph::GroupId, std::set<std::int32_t>> inAll;
        std::map<graph::GroupId, std::size_t> cells;
        for (const std::vector<ChannelRef> &row : constraint.rows)
            for (const ChannelRef &cell : row)
                if (cell.group.isValid()) {
                    inAll[cell.group].insert(cell.channel);
                    ++cells[cell.group];
                }
        for (const auto &[id, channels] : inAll) {
            if (channels.size() != cells[id])
                continue; // a channel stands in several blocks
            std::int32_t &unit = m_structure->groups[id.index()].unit;
            unit = std::lcm(unit, rowsWith(constraint, id));
        }
    }

    static std::int32_t rowsWith(const BlockConstraint &constraint, graph::GroupId id)
    {
        return static_cast<std::int32_t>(
            std::count_if(constraint.rows.begin(), constraint.rows.end(), [id](const std::vector<ChannelRef> &row) {
                return std::any_of(row.begin(), row.end(), [id](const ChannelRef &cell) { return cell.group == id; });
            }));
    }

    const Traces &m_traces;
    const Findings &m_findings;
    const std::vector<std::string> &m_names;
    graph::Structure *m_structure;
    std::set<const Origin *> m_producers;
};

} // namespace

void buildGroups(const Traces &traces, const std::vector<std::string> &layerNames, graph::Structure *structure)
{
    GroupBuilder(traces, layerNames, structure).run();
}

} // namespace espalier::model::trace

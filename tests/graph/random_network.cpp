// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/random_network.h"

#include "base/random.h"
#include "base/text.h"

#include <algorithm>
#include <map>

namespace espalier::test {

using graph::ChannelRef;
using graph::CostTerm;
using graph::Group;
using graph::GroupId;
using graph::LivingCount;
using graph::Structure;

namespace {

LivingCount countOf(const Axis &axis)
{
    LivingCount count;
    std::map<GroupId, std::int64_t> positions;
    std::map<GroupId, std::int64_t> channels;
    for (const ChannelRef &cell : axis) {
        if (!cell.group.isValid())
            ++count.fixed;
        else
            ++positions[cell.group];
        channels[cell.group] = std::max<std::int64_t>(channels[cell.group], cell.channel + 1);
    }
    for (const auto &[group, number] : positions)
        count.terms.push_back({group, number / channels[group]});
    return count;
}

class Builder {
public:
    Builder(std::uint64_t seed, bool withBlocks) : m_seed(seed), m_withBlocks(withBlocks) { }

    RandomNetwork build()
    {
        m_axis = fixed(3);
        const int steps = 3 + below(6);
        for (int i = 0; i < steps; ++i)
            addStep(below(m_withBlocks ? 9 : 6));
        addLayer(fixed(10), 1);
        return std::move(m_network);
    }

private:
    int below(int bound) { return static_cast<int>(base::randomBelow(static_cast<std::uint32_t>(bound), m_seed, 0, m_counter++)); }

    Structure &structure() { return m_network.structure; }

    Axis fixed(int channels) { return Axis(static_cast<std::size_t>(channels), ChannelRef{}); }

    Axis newGroup(int channels, const std::string &kind, int unit = 1)
    {
        Group group;
        group.id = {static_cast<std::int32_t>(structure().groups.size())};
        group.name = base::cat(kind, group.id.value);
        group.channels = channels;
        group.unit = unit;
        Axis axis;
        for (int c = 0; c < channels; ++c)
            axis.push_back({group.id, c});
        structure().groups.push_back(std::move(group));
        return axis;
    }

    void addStep(int kind)
    {
        switch (kind) {
        case 0: return addLayer(fixed(4 + below(8)), 1);
        case 1: return addResidual();
        case 2: return concatenate();
        case 3: return flatten();
        case 6: return addGrouped();
        case 7: return addHeads();
        case 8: return addStacked();
        default: return addLayer(newGroup(2 + below(30), "conv"), 1);
        }
    }

    void addLayer(Axis out, int groups)
    {
        LayerModel model{m_axis, std::move(out), groups, 1 + 4 * below(3), 1 + below(50), below(2) == 0, below(2) == 0};
        graph::Layer layer;
        layer.name = base::cat("layer", structure().layers.size());
        layer.in = countOf(model.in);
        layer.out = countOf(model.out);
        layer.groups = groups;
        CostTerm weight{model.kernel, {layer.in, layer.out}, {}};
        if (groups > 1)
            weight.divisor = countOf(m_labels);
        layer.parameters.push_back(weight);
        layer.macs = weight;
        layer.macs.factor *= model.pixels;
        if (model.bias)
            layer.parameters.push_back({1, {layer.out}, {}});
        if (model.affine)
            structure().otherParameters.push_back({2, {layer.out}, {}});
        if (model.out.empty() || !model.out.front().group.isValid())
            layer.frozen = "it is frozen for the test";
        structure().layers.push_back(std::move(layer));
        m_axis = model.out;
        m_network.layers.push_back(std::move(model));
        m_axes.push_back(m_axis);
    }

    void addResidual()
    {
        if (m_axes.empty())
            return;
        addLayer(m_axes[static_cast<std::size_t>(below(static_cast<int>(m_axes.size())))], 1);
    }

    void concatenate()
    {
        if (m_axes.empty())
            return;
        const Axis &other = m_axes[static_cast<std::size_t>(below(static_cast<int>(m_axes.size())))];
        m_axis.insert(m_axis.end(), other.begin(), other.end());
    }

    void flatten()
    {
        const int pixels = 2 + below(4);
        Axis longer;
        for (const ChannelRef &cell : m_axis)
            longer.insert(longer.end(), static_cast<std::size_t>(pixels), cell);
        m_axis = std::move(longer);
    }

    void addBlocks(const Axis &cells, const Axis &labels, int blocks)
    {
        graph::BlockConstraint constraint;
        constraint.blocks = labels;
        const std::ptrdiff_t width = std::ssize(cells) / blocks;
        for (int b = 0; b < blocks; ++b)
            constraint.rows.emplace_back(cells.begin() + b * width, cells.begin() + (b + 1) * width);
        structure().constraints.push_back(std::move(constraint));
    }

    void addGrouped()
    {
        const int blocks = 2 + below(4);
        const Axis in = newGroup(blocks * (1 + below(6)), "in", blocks);
        const Axis out = newGroup(blocks * (1 + below(6)), "out", blocks);
        addLayer(in, 1);
        m_labels = newGroup(blocks, "blocks");
        addBlocks(in, m_labels, blocks);
        addBlocks(out, m_labels, blocks);
        addLayer(out, blocks);
    }

    void addHeads()
    {
        const int heads = 2 + below(4);
        const Axis queries = newGroup(heads * (1 + below(6)), "q", heads);
        const Axis values = newGroup(heads * (1 + below(6)), "v", heads);
        m_labels = newGroup(heads, "heads");
        addBlocks(queries, m_labels, heads);
        addBlocks(values, m_labels, heads);
        const Axis before = m_axis;
        addLayer(queries, 1);
        m_axis = before;
        addLayer(values, 1);
    }

    /// Two projections in one view: their counts are tied, and nothing labels the blocks. One cell is pinned now and then.
    void addStacked()
    {
        const int width = 2 + below(8);
        const Axis first = newGroup(width, "first");
        const Axis second = newGroup(width, "second");
        graph::BlockConstraint constraint{{first, second}, {}};
        if (below(3) == 0) {
            for (auto &row : constraint.rows)
                row.push_back({});
        }
        structure().constraints.push_back(std::move(constraint));
        addLayer(first, 1);
        addLayer(second, 1);
    }

    const std::uint64_t m_seed;
    const bool m_withBlocks;
    std::uint64_t m_counter = 0;
    RandomNetwork m_network;
    Axis m_axis;
    Axis m_labels;
    std::vector<Axis> m_axes;
};

} // namespace

RandomNetwork makeRandomNetwork(std::uint64_t seed)
{
    return Builder(seed, true).build();
}

RandomNetwork makePlainNetwork(std::uint64_t seed)
{
    return Builder(seed, false).build();
}

} // namespace espalier::test

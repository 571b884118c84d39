// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fake_structure.h"

#include "base/random.h"
#include "base/text.h"

#include <cmath>
#include <memory>

namespace espalier::test {

namespace {

using base::GroupId;
using graph::CostTerm;
using graph::LivingCount;

constexpr int stages = 3, blocksPerStage = 3;
constexpr std::int32_t firstResidual = stages * blocksPerStage;

LivingCount fixedCount(std::int64_t count)
{
    return {count, {}};
}

LivingCount groupCount(std::int32_t group)
{
    return {0, {{GroupId{group}, 1}}};
}

struct ConvSpec {
    std::string name, norm;
    LivingCount in;
    std::int64_t inChannels = 3;
    std::int32_t outGroup = 0;
    std::int64_t kernel = 3, size = 32, stride = 1;
};

class Builder {
public:
    explicit Builder(const std::vector<std::int32_t> &channels) : m_channels(channels) { }

    graph::StructurePtr build()
    {
        addGroups();
        addConv({"conv1", "bn1", fixedCount(3), 3, firstResidual, 3, 32, 1});
        for (int stage = 0; stage < stages; ++stage)
            for (int block = 0; block < blocksPerStage; ++block)
                addBlock(stage, block);
        addLinear();
        return std::make_shared<const graph::Structure>(std::move(m_structure));
    }

private:
    static std::string blockName(int stage, int block) { return base::cat("layer", stage + 1, ".", block); }

    void addGroups()
    {
        for (std::int32_t id = 0; id < firstResidual + stages; ++id) {
            graph::Group group;
            group.id = GroupId{id};
            group.channels = m_channels[group.id.index()];
            const bool residual = id >= firstResidual;
            const int stage = residual ? id - firstResidual : id / blocksPerStage;
            group.residual = residual;
            group.name = residual ? (stage == 0 ? "conv1" : base::cat(blockName(stage, 0), ".conv2"))
                                  : base::cat(blockName(stage, id % blocksPerStage), ".conv1");
            if (residual)
                group.ties.push_back(base::cat("the additions of layer", stage + 1, " tie its conv2 outputs"));
            m_structure.groups.push_back(std::move(group));
        }
    }

    void addBlock(int stage, int block)
    {
        const std::int32_t own = stage * blocksPerStage + block;
        const std::int32_t out = firstResidual + stage;
        const std::int32_t in = stage > 0 && block == 0 ? out - 1 : out;
        const bool first = stage > 0 && block == 0;
        const std::int64_t size = 32 >> stage;
        const auto name = blockName(stage, block);
        const auto width = [this](std::int32_t group) { return m_channels[static_cast<std::size_t>(group)]; };
        addConv({name + ".conv1", name + ".bn1", groupCount(in), width(in), own, 3, size, first ? 2 : 1});
        addConv({name + ".conv2", name + ".bn2", groupCount(own), width(own), out, 3, size, 1});
        if (first)
            addConv({name + ".downsample.0", name + ".downsample.1", groupCount(in), width(in), out, 1, size, 2});
    }

    void addConv(const ConvSpec &spec)
    {
        graph::Layer layer;
        layer.name = spec.name;
        layer.op = "aten.conv2d";
        layer.weight = spec.name + ".weight";
        layer.norm = spec.norm;
        layer.group = GroupId{spec.outGroup};
        layer.outHeight = layer.outWidth = spec.size;
        layer.stride = spec.stride;
        layer.in = spec.in;
        layer.out = groupCount(spec.outGroup);
        const std::int64_t out = m_channels[layer.group.index()];
        layer.weightShape = {out, spec.inChannels, spec.kernel, spec.kernel};
        const std::int64_t area = spec.kernel * spec.kernel;
        layer.parameters.push_back({area, {layer.in, layer.out}, {}});
        layer.macs = {area * spec.size * spec.size, {layer.in, layer.out}, {}};
        m_structure.otherParameters.push_back({2, {layer.out}, {}});
        addMembers(layer);
        add(std::move(layer));
    }

    void addMembers(const graph::Layer &layer)
    {
        auto &group = m_structure.groups[layer.group.index()];
        group.producers.push_back(layer.name);
        group.members.push_back({layer.weight, 0, 1, false, true, {}});
        for (const auto *part : {".weight", ".bias", ".running_mean", ".running_var"})
            group.members.push_back({layer.norm + part, 0, 1, false, false, {}});
    }

    void addLinear()
    {
        graph::Layer layer;
        layer.name = "fc";
        layer.op = "aten.linear";
        layer.weight = "fc.weight";
        layer.bias = "fc.bias";
        layer.in = groupCount(firstResidual + 2);
        layer.out = fixedCount(10);
        layer.weightShape = {10, m_channels.back()};
        layer.parameters = {{10, {layer.in}, {}}, {10, {}, {}}};
        layer.macs = {10, {layer.in}, {}};
        layer.frozen = "its outputs are the outputs of the network";
        m_structure.frozen.push_back({"fc", layer.frozen});
        add(std::move(layer));
    }

    void add(graph::Layer layer)
    {
        layer.node = base::NodeId{static_cast<std::int32_t>(m_structure.layers.size())};
        for (const auto &term : layer.in.terms) {
            auto &group = m_structure.groups[term.group.index()];
            group.consumers.push_back(layer.name);
            group.members.push_back({layer.weight, 1, 1, false, false, {}});
        }
        m_structure.layers.push_back(std::move(layer));
    }

    std::vector<std::int32_t> m_channels;
    graph::Structure m_structure;
};

} // namespace

graph::StructurePtr fakeResNet20(const std::vector<std::int32_t> &channels)
{
    const std::vector<std::int32_t> full{16, 16, 16, 32, 32, 32, 64, 64, 64, 16, 32, 64};
    return Builder(channels.empty() ? full : channels).build();
}

std::vector<std::int32_t> channelsOf(const graph::Structure &structure)
{
    std::vector<std::int32_t> channels;
    for (const auto &group : structure.groups)
        channels.push_back(group.channels);
    return channels;
}

graph::Scores fakeScores(const graph::Structure &structure, std::uint64_t seed)
{
    graph::Scores scores;
    for (const auto &group : structure.groups) {
        auto &row = scores.emplace_back();
        for (std::int32_t channel = 0; channel < group.channels; ++channel) {
            const auto stream = static_cast<std::uint64_t>(group.id.value);
            const auto counter = static_cast<std::uint64_t>(channel) * 2;
            const double radius = std::sqrt(-2 * std::log(1 - base::randomUnit(seed, stream, counter)));
            const double angle = 6.283185307179586 * base::randomUnit(seed, stream, counter + 1);
            row.push_back(0.08 * std::exp(0.5 * radius * std::cos(angle)));
        }
    }
    return scores;
}

} // namespace espalier::test

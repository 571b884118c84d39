// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/networks.h"

#include "base/text.h"

namespace espalier::test {

using base::cat;
using graph::Group;
using graph::GroupId;
using graph::Layer;
using graph::LivingCount;
using graph::Structure;

namespace {

struct ConvSpec {
    std::string name;
    int out = 0;
    int kernel = 1;
    int size = 1; ///< of the output map
    GroupId into = {}; ///< an existing group (residual); invalid = a new one
    bool frozen = false;
    bool bias = false;
    bool norm = true;
    int groups = 1;
};

class Builder {
public:
    LivingCount add(const LivingCount &in, const ConvSpec &spec)
    {
        Layer layer;
        layer.name = spec.name;
        layer.weight = spec.name + ".weight";
        layer.op = spec.kernel > 0 ? "aten.conv2d" : "aten.linear";
        layer.groups = spec.groups;
        if (spec.frozen)
            layer.frozen = "its outputs are the outputs of the network";
        else
            layer.group = join(spec);
        layer.in = in;
        layer.out = spec.frozen ? LivingCount{spec.out, {}} : LivingCount{0, {{layer.group, 1}}};
        const int taps = spec.kernel > 0 ? spec.kernel * spec.kernel : 1;
        layer.weightShape = spec.kernel > 0 ? std::vector<std::int64_t>{spec.out, 0, spec.kernel, spec.kernel}
                                            : std::vector<std::int64_t>{spec.out, 0};
        const graph::CostTerm weight{taps, spec.groups > 1 ? std::vector{layer.out} : std::vector{layer.in, layer.out}, {}};
        layer.macs = weight;
        layer.macs.factor *= spec.size * spec.size;
        layer.parameters = {weight};
        if (spec.bias)
            layer.parameters.push_back({1, {layer.out}, {}});
        if (spec.norm)
            m_structure.otherParameters.push_back({2, {layer.out}, {}});
        m_structure.layers.push_back(layer);
        return layer.out;
    }

    GroupId newGroup(const std::string &name, int channels)
    {
        Group group;
        group.id = {static_cast<std::int32_t>(m_structure.groups.size())};
        group.name = name;
        group.channels = channels;
        m_structure.groups.push_back(group);
        return group.id;
    }

    Structure take() { return std::move(m_structure); }

private:
    GroupId join(const ConvSpec &spec)
    {
        const GroupId id = spec.into.isValid() ? spec.into : newGroup(spec.name, spec.out);
        Group &group = m_structure.groups[id.index()];
        group.residual = !group.producers.empty();
        group.producers.push_back(spec.name);
        return id;
    }

    Structure m_structure;
};

ConvSpec classifier(const std::string &name, int out)
{
    ConvSpec spec{name, out, 0};
    spec.frozen = true;
    spec.bias = true;
    spec.norm = false;
    return spec;
}

ConvSpec linearLayer(const std::string &name, int out)
{
    ConvSpec spec{name, out, 0};
    spec.bias = true;
    spec.norm = false;
    return spec;
}

} // namespace

Structure cifarResnet(int blocksPerStage)
{
    Builder builder;
    LivingCount x{3, {}};
    GroupId stream = builder.newGroup("conv1", 16);
    x = builder.add(x, {"conv1", 16, 3, 32, stream});
    for (int stage = 1; stage <= 3; ++stage) {
        const int width = 8 << stage;
        const int size = 64 >> stage;
        if (stage > 1)
            stream = builder.newGroup(cat("layer", stage, ".0.conv2"), width);
        for (int block = 0; block < blocksPerStage; ++block) {
            const std::string prefix = cat("layer", stage, ".", block, ".");
            const LivingCount inner = builder.add(x, {prefix + "conv1", width, 3, size});
            x = builder.add(inner, {prefix + "conv2", width, 3, size, stream});
        }
    }
    builder.add(x, classifier("linear", 10));
    return builder.take();
}

Structure imagenetBasicResnet(std::vector<int> blocks)
{
    Builder builder;
    LivingCount x{3, {}};
    GroupId stream = builder.newGroup("conv1", 64);
    x = builder.add(x, {"conv1", 64, 7, 112, stream});
    for (int stage = 1; stage <= 4; ++stage) {
        const int width = 32 << stage;
        const int size = 112 >> stage;
        if (stage > 1)
            stream = builder.newGroup(cat("layer", stage, ".0.conv2"), width);
        for (int block = 0; block < blocks[static_cast<std::size_t>(stage - 1)]; ++block) {
            const std::string prefix = cat("layer", stage, ".", block, ".");
            const LivingCount inner = builder.add(x, {prefix + "conv1", width, 3, size});
            const LivingCount out = builder.add(inner, {prefix + "conv2", width, 3, size, stream});
            if (stage > 1 && block == 0)
                builder.add(x, {prefix + "downsample.0", width, 1, size, stream});
            x = out;
        }
    }
    builder.add(x, classifier("fc", 1000));
    return builder.take();
}

Structure imagenetBottleneckResnet(std::vector<int> blocks)
{
    Builder builder;
    LivingCount x{3, {}};
    x = builder.add(x, {"conv1", 64, 7, 112});
    for (int stage = 1; stage <= 4; ++stage) {
        const int width = 32 << stage;
        const int size = 112 >> stage;
        const GroupId stream = builder.newGroup(cat("layer", stage, ".0.conv3"), 4 * width);
        for (int block = 0; block < blocks[static_cast<std::size_t>(stage - 1)]; ++block) {
            const std::string prefix = cat("layer", stage, ".", block, ".");
            const int before = block == 0 && stage > 1 ? 2 * size : size;
            const LivingCount a = builder.add(x, {prefix + "conv1", width, 1, before});
            const LivingCount b = builder.add(a, {prefix + "conv2", width, 3, size});
            const LivingCount out = builder.add(b, {prefix + "conv3", 4 * width, 1, size, stream});
            if (block == 0)
                builder.add(x, {prefix + "downsample.0", 4 * width, 1, size, stream});
            x = out;
        }
    }
    builder.add(x, classifier("fc", 1000));
    return builder.take();
}

Structure vgg19Cifar(int classes)
{
    Builder builder;
    LivingCount x{3, {}};
    int position = 0;
    int size = 32;
    for (const auto &[width, count] : {std::pair{64, 2}, {128, 2}, {256, 4}, {512, 4}, {512, 4}}) {
        for (int i = 0; i < count; ++i, position += 3)
            x = builder.add(x, {cat("features.", position), width, 3, size});
        ++position; // the pooling
        size /= 2;
    }
    builder.add(x, classifier("classifier", classes));
    return builder.take();
}

Structure lenet5()
{
    Builder builder;
    LivingCount x{1, {}};
    for (const auto &[number, width, size] : {std::tuple{1, 6, 28}, {2, 16, 10}, {3, 120, 1}}) {
        ConvSpec spec{cat("conv", number), width, 5, size};
        spec.bias = true;
        spec.norm = false;
        x = builder.add(x, spec);
    }
    x = builder.add(x, linearLayer("fc1", 84));
    builder.add(x, classifier("fc2", 10));
    return builder.take();
}

Structure mlp7()
{
    Builder builder;
    LivingCount x{1024, {}};
    for (int i = 0; i < 6; ++i)
        x = builder.add(x, linearLayer(cat("net.", 2 * i), 100));
    builder.add(x, classifier("net.12", 10));
    return builder.take();
}

Structure mobileNetV2Start()
{
    Builder builder;
    LivingCount x = builder.add({3, {}}, {"features.0.0", 32, 3, 112});
    const auto depthwise = [&](const std::string &name, int width, int size) {
        ConvSpec spec{name, width, 3, size, x.terms[0].group};
        spec.groups = width;
        x = builder.add(x, spec);
    };
    depthwise("features.1.conv.0.0", 32, 112);
    x = builder.add(x, {"features.1.conv.1", 16, 1, 112});
    for (const int block : {2, 3}) {
        const std::string prefix = cat("features.", block, ".conv.");
        x = builder.add(x, {prefix + "0.0", block == 2 ? 96 : 144, 1, 56});
        depthwise(prefix + "1.0", block == 2 ? 96 : 144, 56);
        x = builder.add(x, {prefix + "2", 24, 1, 56});
    }
    builder.add(x, classifier("classifier.1", 1000));
    return builder.take();
}

} // namespace espalier::test

// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/format_fixtures.h"

#include "formats/python/interpreter.h"
#include "model/zoo.h"
#include "model/zoo_builder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace espalier::formats {

namespace fs = std::filesystem;
using graph::Size;
using graph::ValueId;
using graph::ValueKind;

fs::path fixturePath(const std::string &name)
{
    return fs::path(ESPALIER_SOURCE_DIR) / "tests/files/formats" / name;
}

std::optional<fs::path> sharedFile(const std::string &name)
{
    const char *folder = std::getenv("ESPALIER_SHARED_DATA");
    const fs::path path = (folder ? fs::path(folder) : fs::path(ESPALIER_SOURCE_DIR) / ".." / "shared" / "data") / name;
    return fs::exists(path) ? std::optional(path) : std::nullopt;
}

std::string pythonWithTorch()
{
    static const std::string python = [] {
        const std::string configured = configuredPython();
        const std::string candidate = configured.empty() ? "python3" : configured;
        return runPython(candidate, {"-c", "import torch"}) ? candidate : std::string();
    }();
    return python;
}

model::Network zooNetwork(const std::string &name, std::int64_t inSize)
{
    model::ZooOptions options;
    options.inSize = inSize;
    options.seed = 5;
    auto network = model::buildZooModel(name, options);
    EXPECT_TRUE(network) << problemText(network);
    return *std::move(network);
}

model::Network smallNetwork(std::int64_t width)
{
    model::ZooBuilder net({}, 3);
    ValueId x = net.image(3, 8);
    x = net.relu(net.batchNorm(net.conv(x, "conv1", {.out = width}), "bn1"), "");
    x = net.batchNorm(net.conv(x, "conv2", {.out = width, .groups = width}), "bn2");
    x = net.flatten(net.adaptiveAveragePool(x, "pool"), "");
    auto network = net.finish(net.linear(x, "fc", 5));
    EXPECT_TRUE(network) << problemText(network);
    const at::Tensor ramp = at::arange(width, at::kFloat);
    for (const char *norm : {"bn1", "bn2"}) {
        network->weights.get(std::string(norm) + ".weight").copy_(0.5 + 0.1 * ramp);
        network->weights.get(std::string(norm) + ".bias").copy_(0.3 - 0.05 * ramp);
        network->weights.get(std::string(norm) + ".running_mean").copy_(0.02 * ramp);
        network->weights.get(std::string(norm) + ".running_var").copy_(1.0 + 0.2 * ramp);
    }
    return *std::move(network);
}

Artefact smallPruned(const std::vector<std::int32_t> &kept)
{
    const auto width = static_cast<std::int64_t>(kept.size());
    const model::Network original = smallNetwork(8);
    Artefact artefact = artefactOf(smallNetwork(width), "small");
    std::vector<std::int64_t> wide(kept.begin(), kept.end());
    const at::Tensor indices = at::tensor(wide, at::kLong);
    for (const auto &[name, tensor] : original.weights.entries()) {
        if (name == "fc.weight")
            artefact.network.weights.set(name, tensor.index_select(1, indices));
        else if (name == "fc.bias" || tensor.dim() == 0)
            artefact.network.weights.set(name, tensor);
        else
            artefact.network.weights.set(name, tensor.index_select(0, indices));
    }
    for (const char *layer : {"conv1", "conv2"}) {
        artefact.kept[layer] = kept;
        artefact.widths[layer] = {8, width};
    }
    artefact.widths["fc"] = {5, 5};
    artefact.metadata["recipe"] = R"({"espalier": 1, "name": "say \"hello\""})";
    return artefact;
}

namespace {

/// Builds odd graphs with real shapes: each call is named and given its output shapes.
class OddBuilder {
public:
    ValueId input(const std::string &name, graph::Sizes shape, graph::DType type = graph::DType::Float32)
    {
        return m_graph.addInput(name, std::move(shape), type);
    }

    ValueId store(ValueKind kind, const std::string &name, at::Tensor tensor, graph::DType type = graph::DType::Float32)
    {
        m_network.weights.set(name, tensor);
        return m_graph.addStored(kind, name, graph::fixedSizes(tensor.sizes().vec()), type);
    }

    ValueId parameter(const std::string &name, std::vector<std::int64_t> shape)
    {
        return store(ValueKind::Parameter, name, at::randn(shape) * 0.3);
    }

    std::vector<ValueId> call(const std::string &op, std::vector<graph::NamedArgument> arguments,
                              const std::vector<graph::Sizes> &shapes, const std::string &module = "")
    {
        const std::size_t dot = op.find('.');
        const std::string overload = dot == std::string::npos ? "" : op.substr(dot + 1);
        return m_graph.addNode({"aten::" + op.substr(0, dot), overload, std::move(arguments), {}, module}, shapes);
    }

    model::Network finish(const std::vector<ValueId> &outputs)
    {
        for (const ValueId output : outputs)
            m_graph.addOutput(output);
        auto graph = std::move(m_graph).finish();
        EXPECT_TRUE(graph) << problemText(graph);
        m_network.graph = *graph;
        return m_network;
    }

private:
    graph::GraphBuilder m_graph;
    model::Network m_network;
};

graph::Sizes batched(std::initializer_list<std::int64_t> rest)
{
    graph::Sizes sizes{{1, true}};
    for (const std::int64_t size : rest)
        sizes.push_back({size, false});
    return sizes;
}

/// Weights that no module owns, one module used twice, a batch norm without its affine part, names that Python can't say.
ValueId oddImagePart(OddBuilder &net, ValueId image)
{
    const ValueId weight = net.parameter("lambda.0.weight", {4, 4, 3, 3});
    const graph::Sizes shape = batched({4, 6, 6});
    ValueId x = image;
    for (int i = 0; i < 2; ++i) {
        x = net.call("conv2d", {{"input", x}, {"weight", weight}, {"padding", graph::fixedSizes({1, 1})}}, {shape}, "lambda.0")[0];
        x = net.call("relu_", {{"self", x}}, {shape}, "lambda.1")[0];
    }
    const ValueId mean = net.store(ValueKind::Buffer, "norm.running_mean", at::randn({4}));
    const ValueId variance = net.store(ValueKind::Buffer, "norm.running_var", at::rand({4}) + 0.5);
    x = net.call("batch_norm", {{"input", x}, {"weight", std::monostate()}, {"bias", std::monostate()}, {"running_mean", mean},
                                {"running_var", variance}, {"training", false}, {"momentum", 0.1}, {"eps", 1e-3},
                                {"cudnn_enabled", true}}, {shape}, "norm")[0];
    const ValueId extra = net.parameter("group.extra", {4});
    x = net.call("group_norm", {{"input", x}, {"num_groups", Size{2, false}}, {"weight", net.parameter("group.weight", {4})},
                                {"bias", net.parameter("group.bias", {4})}}, {shape}, "group")[0];
    const ValueId reshaped = net.call("view", {{"self", extra}, {"size", graph::fixedSizes({1, 4, 1, 1})}},
                                      {graph::fixedSizes({1, 4, 1, 1})})[0];
    x = net.call("mul.Tensor", {{"self", x}, {"other", reshaped}}, {shape})[0];
    x = net.call("add.Tensor", {{"self", x}, {"other", x}, {"alpha", 0.5}}, {shape})[0];
    const auto parts = net.call("chunk", {{"self", x}, {"chunks", Size{2, false}}, {"dim", Size{1, false}}},
                                {batched({2, 6, 6}), batched({2, 6, 6})});
    const ValueId swapped = net.call("cat", {{"tensors", std::vector{parts[1], parts[0]}}, {"dim", Size{1, false}}}, {shape})[0];
    x = net.call("max_pool2d", {{"self", swapped}, {"kernel_size", graph::fixedSizes({3, 3})}, {"stride", graph::fixedSizes({1, 1})},
                                {"padding", graph::fixedSizes({1, 1})}}, {shape})[0];
    x = net.call("pad", {{"self", x}, {"pad", graph::fixedSizes({0, 0, 1, -1})}, {"mode", std::string("constant")}, {"value", 0.25}},
                 {shape})[0];
    x = net.call("gelu", {{"self", x}, {"approximate", std::string("tanh")}}, {shape})[0];
    x = net.call("transpose.int", {{"self", x}, {"dim0", Size{2, false}}, {"dim1", Size{3, false}}}, {shape})[0];
    x = net.call("softmax.int", {{"self", x}, {"dim", Size{1, false}}}, {shape})[0];
    x = net.call("clone", {{"self", x}, {"memory_format", Size{0, false}}}, {shape})[0];
    const ValueId swappedBack = net.call("dropout", {{"input", x}, {"p", 0.5}, {"train", false}}, {shape})[0];
    const ValueId cropped = net.call("slice.Tensor", {{"self", swappedBack}, {"dim", Size{3, false}}, {"start", Size{1, false}},
                                                      {"end", Size{5, false}}}, {batched({4, 6, 4})})[0];
    return net.call("reshape", {{"self", cropped}, {"shape", graph::Sizes{{1, true}, {96, false}}}}, {batched({96})})[0];
}

/// Token ids, a lifted constant and a layer norm.
ValueId oddTokenPart(OddBuilder &net, ValueId tokens)
{
    const graph::Sizes shape = batched({4, 6});
    const ValueId table = net.parameter("0.tokens.weight", {7, 6});
    ValueId x = net.call("embedding", {{"weight", table}, {"indices", tokens}}, {shape}, "0.tokens")[0];
    const ValueId position = net.store(ValueKind::Constant, "lifted_0", at::randn({4, 6}));
    x = net.call("add.Tensor", {{"self", x}, {"other", position}}, {shape})[0];
    x = net.call("layer_norm", {{"input", x}, {"normalized_shape", graph::fixedSizes({6})}, {"weight", net.parameter("0.ln.weight", {6})},
                                {"bias", net.parameter("0.ln.bias", {6})}, {"eps", 1e-6}}, {shape}, "0.ln")[0];
    return net.call("max.dim", {{"self", x}, {"dim", Size{1, false}}}, {batched({6})})[0];
}

} // namespace

model::Network oddNetwork()
{
    at::manual_seed(12);
    OddBuilder net;
    const ValueId image = net.input("in", batched({4, 6, 6}));
    const ValueId tokens = net.input("self", batched({4}), graph::DType::Int64);
    const ValueId pixels = oddImagePart(net, image);
    const ValueId words = oddTokenPart(net, tokens);
    const ValueId joined = net.call("cat", {{"tensors", std::vector{pixels, words}}, {"dim", Size{-1, false}}}, {batched({102})})[0];
    const ValueId head = net.call("linear", {{"input", joined}, {"weight", net.parameter("type.head.weight", {3, 102})}},
                                  {batched({3})}, "type.head")[0];
    const ValueId unused = net.store(ValueKind::Buffer, "counters.seen", at::zeros({}, at::kLong), graph::DType::Int64);
    (void)unused;
    const ValueId half = net.call("to.dtype", {{"self", head}, {"dtype", graph::DType::Float64}}, {batched({3})})[0];
    return net.finish({head, half, words});
}

Artefact artefactOf(model::Network network, const std::string &name)
{
    Artefact artefact;
    artefact.network = std::move(network);
    artefact.name = name;
    return artefact;
}

} // namespace espalier::formats

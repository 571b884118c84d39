// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/zoo.h"

#include "model/executor.h"
#include "support/torch/tiny_net.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <set>

namespace espalier::model {
namespace {

struct Golden {
    const char *name;
    std::int64_t contractions; ///< weights and biases of convolutions and linear layers
    std::int64_t withNorms;
};

// methods.md 10.
constexpr Golden Goldens[] = {{"lenet5", 61706, 61706},
                              {"lenet5_mini", 5500, 5500},
                              {"lenet5_linear", 61706, 61706},
                              {"mlp7_linear", 154010, 154010},
                              {"mlp7_relu", 154010, 154010},
                              {"cifar_resnet20", 268346, 269722},
                              {"cifar_resnet20b", 270906, 272474},
                              {"cifar_resnet32", 461882, 464154},
                              {"cifar_resnet44", 655418, 658586},
                              {"cifar_resnet56", 848954, 853018},
                              {"cifar_resnet56b", 851514, 855770},
                              {"cifar_resnet110", 1719866, 1727962},
                              {"cifar_resnet110b", 1722426, 1730714},
                              {"vgg19_cifar", 20070180, 20081188},
                              {"vgg16_cifar", 14715594, 14724042},
                              {"resnet18", 11679912, 11689512},
                              {"resnet34", 21780648, 21797672},
                              {"resnet50", 25503912, 25557032},
                              {"resnet101", 44443816, 44549160},
                              {"vgg16_bn", 138357544, 138365992},
                              {"mobilenet_v2", 3470760, 3504872}};

std::int64_t elements(const graph::Value &value)
{
    std::int64_t count = 1;
    for (const graph::Size &size : value.shape)
        count *= size.constant;
    return count;
}

Golden counted(const graph::Graph &graph)
{
    Golden found{"", 0, 0};
    std::set<std::int32_t> ofContractions;
    for (const graph::Node &node : graph.nodes())
        if (node.op == "aten::conv2d" || node.op == "aten::linear")
            for (const char *argument : {"weight", "bias"})
                ofContractions.insert(node.tensor(argument).value);
    for (const graph::ValueId id : graph.storedOf(graph::ValueKind::Parameter)) {
        found.withNorms += elements(graph.value(id));
        found.contractions += ofContractions.contains(id.value) ? elements(graph.value(id)) : 0;
    }
    return found;
}

TEST(Zoo, ParameterCountsAreGolden)
{
    for (const Golden &golden : Goldens) {
        const auto network = buildZooModel(golden.name);
        ASSERT_TRUE(network) << base::toString(network.problem());
        const Golden found = counted(*network->graph);
        EXPECT_EQ(found.contractions, golden.contractions) << golden.name;
        EXPECT_EQ(found.withNorms, golden.withNorms) << golden.name;
        EXPECT_TRUE(validate(*network)) << golden.name;
        if (golden.name == std::string("vgg16_bn")) { // half a gigabyte: looked at while it is here
            for (const char *name : {"features.0.bias", "features.41.running_var", "classifier.6.weight"})
                EXPECT_TRUE(network->weights.contains(name)) << name;
            EXPECT_EQ(network->graph->value(network->graph->outputs()[0]).shape[1].constant, 1000);
        }
    }
}

// Every recorded shape against the one that the run gives.
void expectShapesHold(const std::string &name, const Network &network, const at::Tensor &input)
{
    const auto executor = Executor::create(network.graph, network.weights);
    ASSERT_TRUE(executor) << base::toString(executor.problem());
    ForwardOptions options;
    options.afterNode = [&](graph::NodeId id, std::vector<at::Tensor> &outputs) {
        const graph::Node &node = network.graph->node(id);
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            std::vector<std::int64_t> expected;
            for (const graph::Size &size : network.graph->value(node.outputs[i]).shape)
                expected.push_back(size.at(input.size(0)));
            EXPECT_EQ(outputs[i].sizes().vec(), expected) << name << " " << node.module << " " << node.op;
        }
    };
    const auto logits = (*executor)->logits(input, options);
    ASSERT_TRUE(logits) << base::toString(logits.problem());
}

TEST(Zoo, RecordedShapesAreTheRealOnes)
{
    for (const ZooModel &model : zooModels()) {
        if (model.name.find("10") != std::string::npos || model.name.ends_with("_bn") || model.name == "resnet152")
            continue; // large, and built of the same parts as others
        const auto network = model.build({.inSize = 32});
        ASSERT_TRUE(network) << model.name;
        const auto &shape = network->graph->value(network->graph->inputs()[0]).shape;
        expectShapesHold(model.name, *network, at::zeros({2, shape[1].constant, shape[2].constant, shape[3].constant}));
    }
}

TEST(Zoo, OptionsSetClassesChannelsAndSize)
{
    for (const char *name : {"cifar_resnet20", "cifar_resnet20b", "lenet5", "mlp7_relu", "vgg11_cifar"}) {
        const auto network = buildZooModel(name, {.classes = 7, .inChannels = 2, .inSize = 40});
        ASSERT_TRUE(network) << base::toString(network.problem());
        expectShapesHold(name, *network, at::zeros({3, 2, 40, 40}));
        EXPECT_EQ(network->graph->value(network->graph->outputs()[0]).shape[1].constant, 7) << name;
    }
}

TEST(Zoo, DefaultsAreThoseOfThePapers)
{
    const std::tuple<const char *, std::int64_t, std::int64_t, std::int64_t> rows[] = {
        {"cifar_resnet56", 3, 32, 10}, {"vgg19_cifar", 3, 32, 100}, {"vgg16_cifar", 3, 32, 10},
        {"lenet5", 1, 32, 10},         {"mlp7_linear", 1, 32, 10},  {"resnet50", 3, 224, 1000}};
    for (const auto &[name, channels, size, classes] : rows) {
        const auto network = buildZooModel(name);
        ASSERT_TRUE(network);
        const auto &input = network->graph->value(network->graph->inputs()[0]).shape;
        EXPECT_EQ(input, (graph::Sizes{{1, true}, {channels, false}, {size, false}, {size, false}})) << name;
        EXPECT_EQ(network->graph->value(network->graph->outputs()[0]).shape[1].constant, classes) << name;
    }
}

TEST(Zoo, StateDictNamesAreThePublishedOnes)
{
    const std::pair<const char *, std::vector<std::string>> rows[] = {
        {"cifar_resnet56", {"conv1.weight", "bn1.running_var", "layer1.0.conv1.weight", "layer3.8.bn2.weight", "linear.bias"}},
        {"cifar_resnet20b", {"layer2.0.downsample.0.weight", "layer3.0.downsample.1.running_mean"}},
        {"vgg19_cifar", {"features.0.weight", "features.1.weight", "features.49.weight", "features.50.bias", "classifier.weight"}},
        {"mlp7_relu", {"net.0.weight", "net.2.bias", "net.12.weight"}},
        {"lenet5", {"conv1.bias", "conv3.weight", "fc1.weight", "fc2.bias"}},
        {"resnet50", {"layer1.0.conv3.weight", "layer4.2.bn3.num_batches_tracked", "layer3.0.downsample.1.weight", "fc.bias"}},
        {"mobilenet_v2", {"features.1.conv.0.0.weight", "features.17.conv.3.running_mean", "features.18.0.weight", "classifier.1.bias"}}};
    for (const auto &[model, names] : rows) {
        const auto network = buildZooModel(model);
        ASSERT_TRUE(network);
        for (const std::string &name : names)
            EXPECT_TRUE(network->weights.contains(name)) << model << " " << name;
    }
}

// Both sides take their weights from the same formula; the other side is built in PyTorch and torchvision.
TEST(Zoo, LogitsEqualThoseOfPyTorch)
{
    std::ifstream file(ESPALIER_TEST_DATA "/zoo_reference.json");
    const nlohmann::json reference = nlohmann::json::parse(file);
    ASSERT_GE(reference.size(), 8u);
    for (const auto &[name, entry] : reference.items()) {
        const auto shape = entry["shape"].get<std::vector<std::int64_t>>();
        auto network = buildZooModel(name, {.inSize = shape[2]});
        ASSERT_TRUE(network) << name;
        EXPECT_EQ(network->weights.size(), entry["names"].get<std::size_t>()) << name;
        test::fillByFormula(network->weights);
        const auto executor = Executor::create(network->graph, network->weights);
        ASSERT_TRUE(executor) << name;
        const auto logits = (*executor)->logits(test::formulaInput(shape));
        ASSERT_TRUE(logits) << base::toString(logits.problem());
        const auto first = entry["first"].get<std::vector<double>>();
        const at::Tensor flat = logits->slice(1, 0, 10).to(at::kDouble).flatten();
        ASSERT_EQ(flat.numel(), static_cast<std::int64_t>(first.size())) << name;
        for (std::size_t i = 0; i < first.size(); ++i)
            EXPECT_NEAR(flat[static_cast<std::int64_t>(i)].item<double>(), first[i], 1e-4) << name << " logit " << i;
        EXPECT_NEAR(logits->norm().item<double>() / entry["norm"].get<double>(), 1.0, 1e-4) << name;
    }
}

TEST(Zoo, SameSeedSameWeights)
{
    const auto a = buildZooModel("cifar_resnet20", {.seed = 3}), b = buildZooModel("cifar_resnet20", {.seed = 3});
    const auto c = buildZooModel("cifar_resnet20", {.seed = 4});
    ASSERT_TRUE(a && b && c);
    EXPECT_TRUE(at::equal(a->weights.get("layer3.2.conv2.weight"), b->weights.get("layer3.2.conv2.weight")));
    EXPECT_FALSE(at::equal(a->weights.get("layer3.2.conv2.weight"), c->weights.get("layer3.2.conv2.weight")));
}

TEST(Zoo, InitialisationHasTheStatedSpread)
{
    const auto cifar = buildZooModel("cifar_resnet56"), imagenet = buildZooModel("resnet18"), mlp = buildZooModel("mlp7_relu");
    ASSERT_TRUE(cifar && imagenet && mlp);
    const auto spread = [](const auto &network, const char *name) { return network->weights.get(name).std().template item<double>(); };
    EXPECT_NEAR(spread(cifar, "layer3.3.conv2.weight"), std::sqrt(2.0 / (64 * 9)), 1e-3);   // fan in
    EXPECT_NEAR(spread(imagenet, "layer4.0.conv1.weight"), std::sqrt(2.0 / (512 * 9)), 1e-4); // fan out; fan in is half
    const at::Tensor uniform = mlp->weights.get("net.0.weight");
    EXPECT_LE(uniform.abs().max().item<double>(), 1.0 / 32);
    EXPECT_NEAR(uniform.std().item<double>(), 1.0 / 32 / std::sqrt(3.0), 1e-4);
    EXPECT_EQ(cifar->weights.get("bn1.weight").sum().item<double>(), 16.0);
}

TEST(Zoo, UnknownNameSuggestsTheClosest)
{
    const auto network = buildZooModel("cifar_resnet65");
    ASSERT_FALSE(network);
    EXPECT_EQ(network.problem().code, base::ProblemCode::BadUsage);
    EXPECT_NE(network.problem().remedy.find("cifar_resnet"), std::string::npos);
    EXPECT_NE(buildZooModel("transformer-xl").problem().remedy.find("lenet5"), std::string::npos);
}

TEST(Zoo, ImpossibleSizesAreRefused)
{
    EXPECT_EQ(buildZooModel("lenet5", {.inSize = 8}).problem().code, base::ProblemCode::BadUsage);
    EXPECT_EQ(buildZooModel("lenet5", {.classes = -1}).problem().code, base::ProblemCode::BadUsage);
    EXPECT_NE(buildZooModel("vgg16_cifar", {.inSize = 4}).problem().what.find("too small"), std::string::npos);
}

TEST(Zoo, NamesAndTitlesAreUnique)
{
    std::set<std::string> names, titles;
    for (const ZooModel &model : zooModels()) {
        EXPECT_TRUE(names.insert(model.name).second) << model.name;
        EXPECT_TRUE(titles.insert(model.title).second) << model.title;
        EXPECT_FALSE(model.paper.empty()) << model.name;
    }
    EXPECT_EQ(names.size(), 27u);
}

} // namespace
} // namespace espalier::model

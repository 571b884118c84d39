// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/weights.h"

#include "model/weight_names.h"
#include "model/zoo.h"
#include "support/torch/tiny_net.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace espalier::model {
namespace {

Weights withPrefix(const Weights &weights, const std::string &prefix)
{
    Weights renamed;
    for (const auto &[name, tensor] : weights.entries())
        renamed.set(prefix + name, tensor);
    return renamed;
}

Weights without(const Weights &weights, const std::string &part)
{
    Weights kept;
    for (const auto &[name, tensor] : weights.entries())
        if (name.find(part) == std::string::npos)
            kept.set(name, tensor);
    return kept;
}

TEST(Weights, KeepOrderAndReplaceInPlace)
{
    Weights weights;
    weights.set("b", at::zeros({2}));
    weights.set("a", at::zeros({3}));
    weights.set("b", at::ones({4}));
    ASSERT_EQ(weights.size(), 2u);
    EXPECT_EQ(weights.entries()[0].first, "b");
    EXPECT_EQ(weights.get("b").numel(), 4);
    EXPECT_FALSE(weights.get("c").defined());
    EXPECT_EQ(weights.byteSize(), 4 * (4 + 3));
}

TEST(Weights, CopyingSharesAndCloningCopies)
{
    Weights weights;
    weights.set("a", at::zeros({2}));
    const Weights shared = weights, cloned = weights.clone();
    weights.get("a").fill_(5.0);
    EXPECT_EQ(shared.get("a")[0].item<float>(), 5.0f);
    EXPECT_EQ(cloned.get("a")[0].item<float>(), 0.0f);
}

TEST(Weights, ChannelsLastChangesTheMemoryOfImagesWeightsOnly)
{
    const Network network = test::tinyNet();
    const Weights last = channelsLast(network.weights);
    EXPECT_TRUE(last.get("stem.weight").is_contiguous(at::MemoryFormat::ChannelsLast));
    EXPECT_TRUE(at::equal(last.get("stem.weight"), network.weights.get("stem.weight")));
    EXPECT_EQ(last.get("fc.weight").data_ptr(), network.weights.get("fc.weight").data_ptr());
    EXPECT_EQ(last.size(), network.weights.size());
}

TEST(MatchWeights, TakesItsOwnWeights)
{
    const Network network = test::tinyNet();
    const auto matched = matchWeights(*network.graph, network.weights);
    ASSERT_TRUE(matched) << base::toString(matched.problem());
    EXPECT_TRUE(validate(Network{network.graph, *matched}));
    for (const auto &[name, tensor] : network.weights.entries())
        EXPECT_TRUE(at::equal(matched->get(name), tensor)) << name;
}

TEST(MatchWeights, StripsTheParallelPrefixOnlyIfAllHaveIt)
{
    const Network network = test::tinyNet();
    EXPECT_TRUE(matchWeights(*network.graph, withPrefix(network.weights, "module.")));
    Weights mixed = withPrefix(network.weights, "module.");
    mixed.set("fc.bias", network.weights.get("fc.bias"));
    EXPECT_FALSE(matchWeights(*network.graph, mixed));
}

TEST(MatchWeights, FillsMissingCountersWithZero)
{
    const Network network = test::tinyNet();
    const auto matched = matchWeights(*network.graph, without(network.weights, "num_batches_tracked"));
    ASSERT_TRUE(matched);
    const at::Tensor counter = matched->get("bn1.num_batches_tracked");
    EXPECT_EQ(counter.scalar_type(), at::kLong);
    EXPECT_EQ(counter.item<std::int64_t>(), 0);
}

TEST(MatchWeights, KnowsShortcutAsDownsample)
{
    const auto network = buildZooModel("cifar_resnet20b");
    ASSERT_TRUE(network);
    Weights renamed;
    for (const auto &[name, tensor] : network->weights.entries()) {
        std::string other = name;
        if (const auto at = other.find("downsample."); at != std::string::npos)
            other.replace(at, 11, "shortcut.");
        renamed.set(other, tensor);
    }
    ASSERT_TRUE(renamed.contains("layer2.0.shortcut.0.weight"));
    const auto matched = matchWeights(*network->graph, renamed);
    ASSERT_TRUE(matched) << base::toString(matched.problem());
    EXPECT_TRUE(at::equal(matched->get("layer2.0.downsample.0.weight"), network->weights.get("layer2.0.downsample.0.weight")));
}

std::string replaced(std::string text, const std::string &from, const std::string &to)
{
    if (const auto at = text.find(from); at != std::string::npos)
        text.replace(at, from.size(), to);
    return text;
}

/// Our name of a ResNet's tensor as MaskSparsity writes it, by replacing what differs.
std::string theirs(const std::string &name)
{
    if (name.starts_with("layer")) {
        std::string rest = name.substr(9);
        for (const auto &[ours, other] : {std::pair<std::string, std::string>{"conv1", "f.a"}, {"conv2", "f.b"}, {"conv3", "f.c"},
                                          {"bn1", "f.a_bn"}, {"bn2", "f.b_bn"}, {"bn3", "f.c_bn"},
                                          {"downsample.0", "proj"}, {"downsample.1", "bn"}})
            rest = rest.starts_with(ours) ? replaced(rest, ours, other) : rest;
        return std::string("s") + name[5] + ".b" + static_cast<char>(name[7] + 1) + "." + rest;
    }
    return replaced(replaced(replaced(name, "conv1", "stem.conv"), "bn1", "stem.bn"), "fc.", "head.fc.");
}

TEST(MatchWeights, ReadsMaskSparsitysNamesAndTurnsItsStemToRgb)
{
    const auto network = buildZooModel("resnet50", {.classes = 5});
    ASSERT_TRUE(network);
    Weights renamed;
    for (const auto &[name, tensor] : network->weights.entries())
        renamed.set(theirs(name), tensor);
    for (const char *name : {"stem.conv.weight", "s1.b2.f.a.weight", "s4.b3.f.c_bn.running_var", "s2.b1.proj.weight",
                             "s3.b1.bn.bias", "head.fc.bias"})
        ASSERT_TRUE(renamed.contains(name)) << name;
    const auto matched = matchWeights(*network->graph, renamed);
    ASSERT_TRUE(matched) << base::toString(matched.problem());
    for (const auto &[name, tensor] : network->weights.entries())
        EXPECT_TRUE(at::equal(matched->get(name), name == "conv1.weight" ? tensor.flip({1}) : tensor)) << name;
}

TEST(WeightNames, OfOtherNetworksAreLeftAlone)
{
    EXPECT_EQ(nameFromMaskSparsity("s3.b6.f.b"), "layer3.5.conv2");
    EXPECT_EQ(nameFromMaskSparsity("s1.b10.f.b_bn"), "layer1.9.bn2");
    EXPECT_EQ(nameFromMaskSparsity("stem.bn"), "bn1");
    EXPECT_EQ(nameFromMaskSparsity("head.fc.weight", "linear"), "linear.weight");
    for (const char *name : {"layer1.0.conv1.weight", "s1", "s1.b0.f.a", "s1.b1.f.d", "s1.b1.f.a_x", "sx.b1.proj", "stem.x"})
        EXPECT_FALSE(nameFromMaskSparsity(name)) << name;
}

TEST(MatchWeights, ConvertsToTheTypeOfTheGraph)
{
    const Network network = test::tinyNet();
    Weights half;
    for (const auto &[name, tensor] : network.weights.entries())
        half.set(name, tensor.is_floating_point() ? tensor.to(at::kHalf) : tensor);
    const auto matched = matchWeights(*network.graph, half);
    ASSERT_TRUE(matched);
    EXPECT_EQ(matched->get("fc.weight").scalar_type(), at::kFloat);
    EXPECT_TRUE(at::allclose(matched->get("fc.weight"), network.weights.get("fc.weight"), 1e-2, 1e-3));
}

TEST(MatchWeights, ListsEveryDifferenceWithBothShapes)
{
    const Network network = test::tinyNet();
    Weights wrong = without(network.weights, "bn1.weight");
    wrong.set("fc.weight", at::zeros({10, 12}));
    wrong.set("fc.bias", at::zeros({10}));
    wrong.set("head.weight", at::zeros({1}));
    const auto matched = matchWeights(*network.graph, wrong);
    ASSERT_FALSE(matched);
    EXPECT_EQ(matched.problem().code, base::ProblemCode::Mismatch);
    const std::string &what = matched.problem().what;
    for (const char *part : {"missing (2): bn1.weight, body.bn1.weight", "not in the model (1): head.weight",
                             "fc.weight is [10, 12], expected [4, 12]", "fc.bias is [10], expected [4]"})
        EXPECT_NE(what.find(part), std::string::npos) << part << " in " << what;
}

TEST(ValidateNetwork, NamesTheFirstFault)
{
    Network network = test::tinyNet();
    EXPECT_TRUE(validate(network));
    network.weights.set("stem.weight", at::zeros({8, 3, 3, 3}, at::kDouble));
    EXPECT_NE(validate(network).problem().what.find("stem.weight"), std::string::npos);
    network.weights.set("stem.weight", at::zeros({8, 3, 5, 5}));
    EXPECT_NE(validate(network).problem().what.find("[8, 3, 3, 3]"), std::string::npos);
    network.weights.set("stem.weight", at::Tensor());
    EXPECT_NE(validate(network).problem().what.find("missing"), std::string::npos);
    EXPECT_FALSE(validate(Network{}));
}

} // namespace
} // namespace espalier::model

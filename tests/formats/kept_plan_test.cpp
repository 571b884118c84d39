// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/format_fixtures.h"
#include "formats/kept_plan.h"
#include "graph/cost.h"
#include "model/channel_tracer.h"

#include <gtest/gtest.h>

namespace espalier::formats {
namespace {

using Sets = std::vector<std::vector<std::int32_t>>;
using Channels = std::vector<std::int32_t>;

TEST(GroupVote, MatchesThePapersExamples)
{
    EXPECT_EQ(agree(Sets{{0, 1, 2}, {0, 1}, {0, 3}}, 4, GroupPolicy::Vote), (Channels{0, 1}));
    EXPECT_EQ(agree(Sets{{0}, {1}, {2}}, 4, GroupPolicy::Vote), (Channels{0, 1, 2}));
    EXPECT_EQ(agree(Sets{{}, {1, 2}, {}}, 4, GroupPolicy::Vote), (Channels{}));
    EXPECT_EQ(agree(Sets{{1, 3}}, 4, GroupPolicy::Vote), (Channels{1, 3}));
    EXPECT_EQ(agree(Sets{}, 4, GroupPolicy::Vote), (Channels{}));
}

TEST(GroupVote, IntersectionAndUnion)
{
    const Sets sets{{0, 1, 2}, {1, 2}, {2, 3}};
    EXPECT_EQ(agree(sets, 5, GroupPolicy::Intersection), (Channels{2}));
    EXPECT_EQ(agree(sets, 5, GroupPolicy::Union), (Channels{0, 1, 2, 3}));
}

TEST(MaskNames, BecomeTorchvisions)
{
    EXPECT_EQ(torchvisionName("s1.b2.f.a_bn"), "layer1.1.bn1");
    EXPECT_EQ(torchvisionName("s4.b1.f.c"), "layer4.0.conv3");
    EXPECT_EQ(torchvisionName("s4.b1.f.c.weight"), "layer4.0.conv3.weight");
    EXPECT_EQ(torchvisionName("s2.b1.bn"), "layer2.0.downsample.1");
    EXPECT_EQ(torchvisionName("s2.b1.proj.weight"), "layer2.0.downsample.0.weight");
    EXPECT_EQ(torchvisionName("stem.bn"), "bn1");
    EXPECT_EQ(torchvisionName("head.fc.bias"), "fc.bias");
    EXPECT_EQ(torchvisionName("layer1.0.bn1"), "layer1.0.bn1");
}

graph::StructurePtr structureOf(const model::Network &network)
{
    const auto trace = model::traceChannels(network);
    EXPECT_TRUE(trace) << problemText(trace);
    return trace->structure;
}

TEST(PlanFromKept, FindsLayersByTheirOwnNameAndByTheirNorm)
{
    const auto structure = structureOf(smallNetwork(8));
    for (const char *name : {"conv1", "bn1"}) {
        const auto plan = planFromKept(*structure, {{name, {8, 5, {0, 2, 5, 6, 7}}}, {"other", {3, 3, {0, 1, 2}}}},
                                       GroupPolicy::Union);
        ASSERT_TRUE(plan) << problemText(plan);
        EXPECT_EQ(plan->unknown, std::vector<std::string>{"other"});
        ASSERT_EQ(plan->plan.groups().size(), 1u);
        EXPECT_EQ(plan->plan.groups().begin()->second, (Channels{1, 3, 4}));
    }
}

TEST(PlanFromKept, NamesLayersOfAnotherWidth)
{
    const auto plan = planFromKept(*structureOf(smallNetwork(8)), {{"bn1", {9, 2, {0, 8}}}});
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.problem().code, base::ProblemCode::Mismatch);
    EXPECT_NE(plan.problem().what.find("Layer conv1 has 8 channels, but the file speaks of 9"), std::string::npos);
}

TEST(PlanFromKept, RealMasksGiveThePublishedCosts)
{
    struct Published {
        const char *file;
        std::int64_t macs;
    };
    const auto flops70 = sharedFile("masksparsity/flops70.mask");
    if (!flops70)
        GTEST_SKIP() << "the masks are not there: set ESPALIER_SHARED_DATA to the folder above masksparsity";
    const auto structure = structureOf(zooNetwork("resnet50"));
    for (const Published &published : {Published{"flops70", 2'862'060'890}, Published{"uniform", 1'853'261'483}}) {
        const auto masks = readAny(*sharedFile(std::string("masksparsity/") + published.file + ".mask"));
        ASSERT_TRUE(masks) << problemText(masks);
        const auto layers = keptFromMasks(masks->weights);
        ASSERT_TRUE(layers) << problemText(layers);
        const auto plan = planFromKept(*structure, *layers);
        ASSERT_TRUE(plan) << problemText(plan);
        EXPECT_TRUE(plan->unknown.empty()) << published.file;
        EXPECT_EQ(graph::preview(*structure, plan->plan).after.macs, published.macs) << published.file;
    }
    const auto pruned = readAny(*sharedFile("masksparsity/flops50.mask")); // of a net that was cut before
    ASSERT_TRUE(pruned);
    EXPECT_FALSE(planFromKept(*structure, *keptFromMasks(pruned->weights)));
}

} // namespace
} // namespace espalier::formats

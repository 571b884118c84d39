// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/format_fixtures.h"
#include "formats/kept_file.h"
#include "formats/mask_file.h"
#include "formats/plan_file.h"
#include "formats/state_dict_io.h"
#include "graph/cost.h"
#include "model/channel_tracer.h"
#include "support/temporary_folder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <fstream>

namespace espalier::formats {
namespace {

using Channels = std::vector<std::int32_t>;

graph::StructurePtr structureOf(const model::Network &network)
{
    const auto trace = model::traceChannels(network);
    EXPECT_TRUE(trace) << problemText(trace);
    return trace->structure;
}

at::Tensor maskOf(std::int64_t width, const Channels &pruned)
{
    at::Tensor mask = at::ones({width}, at::kBool);
    for (const std::int32_t channel : pruned)
        mask[channel] = false;
    return mask;
}

class PlanFiles : public testing::Test {
protected:
    /// Masks of the small network, written as a torch.save file.
    base::Result<PlanFile> readMasks(const std::map<std::string, at::Tensor> &masks)
    {
        model::Weights weights;
        for (const auto &[name, mask] : masks)
            weights.set(name, mask);
        EXPECT_TRUE(writeStateDict(folder / "net.mask", weights));
        return readPlanFile(folder / "net.mask", *structure);
    }

    const test::TemporaryFolder folder;
    const graph::StructurePtr structure = structureOf(smallNetwork(8));
};

TEST_F(PlanFiles, MasksNameBatchNorms)
{
    // The depth-wise layer behind it is a member of the group as well.
    const auto file = readMasks({{"bn1", maskOf(8, {1, 3, 4})}, {"bn2", maskOf(8, {1, 3, 4})}});
    ASSERT_TRUE(file) << problemText(file);
    EXPECT_EQ(file->plan.removedCount(), 3);
    EXPECT_EQ(file->plan.groups().begin()->second, (Channels{1, 3, 4}));
    const auto half = readMasks({{"bn1", maskOf(8, {1, 3, 4})}});
    ASSERT_TRUE(half) << problemText(half);
    EXPECT_TRUE(half->plan.isEmpty()) << "a layer that is not named keeps all, and so the group";
    ASSERT_EQ(half->notes.size(), 2u);
    EXPECT_NE(half->notes[1].find("conv1 by conv2"), std::string::npos) << half->notes[1];
}

TEST_F(PlanFiles, MasksOfAnotherWidthNameTheLayer)
{
    const auto file = readMasks({{"bn1", maskOf(7, {0})}});
    ASSERT_FALSE(file);
    EXPECT_EQ(file.problem().code, base::ProblemCode::Mismatch);
    EXPECT_NE(file.problem().what.find("conv1 has 8 channels, but the file speaks of 7"), std::string::npos)
        << file.problem().what;
    EXPECT_NE(file.problem().where.find("net.mask"), std::string::npos);
}

TEST_F(PlanFiles, MasksOfAnotherNetworkAreRefused)
{
    const auto file = readMasks({{"bn1", maskOf(8, {0})}, {"features.9.bn", maskOf(4, {})}});
    ASSERT_FALSE(file);
    EXPECT_EQ(file.problem().code, base::ProblemCode::Mismatch);
    EXPECT_NE(file.problem().what.find("features.9.bn"), std::string::npos);
}

TEST_F(PlanFiles, AMaskThatKeepsNothingIsRefused)
{
    const at::Tensor nothing = maskOf(8, {0, 1, 2, 3, 4, 5, 6, 7});
    const auto file = readMasks({{"bn1", nothing}, {"bn2", nothing}});
    ASSERT_FALSE(file);
    EXPECT_EQ(file.problem().code, base::ProblemCode::CheckFailed);
}

TEST_F(PlanFiles, PlansAndKeptIndicesAreRead)
{
    graph::Plan plan;
    plan.setRemoved(structure->groups.front().id, {2, 5});
    std::ofstream(folder / "plan.json") << graph::toJson(plan, *structure);
    const auto read = readPlanFile(folder / "plan.json", *structure);
    ASSERT_TRUE(read) << problemText(read);
    EXPECT_EQ(read->plan, plan);

    KeptFile kept;
    kept.layers["conv1"] = kept.layers["conv2"] = {8, 6, {0, 1, 3, 4, 6, 7}};
    std::ofstream(folder / "kept.json") << toJson(kept);
    const auto fromKept = readPlanFile(folder / "kept.json", *structure);
    ASSERT_TRUE(fromKept) << problemText(fromKept);
    EXPECT_EQ(fromKept->plan, plan);
}

TEST_F(PlanFiles, OurOwnMasksGoThereAndBack)
{
    graph::Plan plan;
    plan.setRemoved(structure->groups.front().id, {2, 5});
    MaskInfo info;
    info.model = "net.pt2";
    info.s = 5e-4;
    info.threshold = 0.01;
    info.criterion = "bn_scale";
    info.policy = "vote";
    const std::string text = maskToJson(plan, *structure, info);
    for (const char *part : {"\"conv1\": \"11011011\"", "\"conv2\": \"11011011\"", "\"conv1\": 8", "\"s\": 0.0005", "\"tau\": 0.01",
                             "\"criterion\": \"bn_scale\"", "\"policy\": \"vote\"", "\"model\": \"net.pt2\"", "\"before\""})
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    std::ofstream(folder / "net.mask.json") << text;
    const auto read = readPlanFile(folder / "net.mask.json", *structure);
    ASSERT_TRUE(read) << problemText(read);
    EXPECT_EQ(read->plan, plan);
    EXPECT_TRUE(read->notes.empty());
}

TEST_F(PlanFiles, DamagedMasksOfOursNameTheLayer)
{
    const auto message = [&](const std::string &widths, const std::string &keep) {
        std::ofstream(folder / "bad.mask.json") << "{\"espalier_mask\": 1, \"widths\": " << widths << ", \"keep\": " << keep << "}";
        const auto read = readPlanFile(folder / "bad.mask.json", *structure);
        EXPECT_FALSE(read) << keep;
        return read ? std::string() : base::toString(read.problem());
    };
    EXPECT_NE(message("{\"conv1\": 8}", "{\"conv1\": \"1101\"}").find("keep.conv1: there are 4 bits for 8 channels"), std::string::npos);
    EXPECT_NE(message("{\"conv1\": 8}", "{\"conv1\": \"1101102x\"}").find("character 6"), std::string::npos);
    EXPECT_NE(message("{}", "{\"conv1\": \"1\"}").find("conv1"), std::string::npos);
    EXPECT_NE(message("{\"conv1\": 4, \"conv2\": 4}", "{\"conv1\": \"1101\", \"conv2\": \"1101\"}").find("has 8 channels"), std::string::npos);
    EXPECT_NE(message("{\"a\": 1}", "{\"a\": \"1\"}").find("no layer or batch norm for a"), std::string::npos);
    std::ofstream(folder / "bad.mask.json") << "{\"espalier_mask\": 2, \"widths\": {}, \"keep\": {}}";
    EXPECT_FALSE(readPlanFile(folder / "bad.mask.json", *structure));
}

TEST_F(PlanFiles, OthersAreRefusedByName)
{
    std::ofstream(folder / "noise.mask") << "nothing of the kind";
    for (const char *name : {"noise.mask", "absent.mask"}) {
        const auto read = readPlanFile(folder / name, *structure);
        ASSERT_FALSE(read) << name;
        EXPECT_NE(read.problem().where.find(name), std::string::npos) << base::toString(read.problem());
    }
}

/// Prune sets of two mask files over the union of their names: a missing name prunes nothing.
struct Overlap {
    std::int64_t a = 0, b = 0, both = 0;
};

Overlap overlapOf(const model::Weights &a, const model::Weights &b)
{
    Overlap overlap;
    const auto pruned = [](const at::Tensor &mask) { return mask.logical_not(); };
    for (const auto &[name, mask] : a.entries()) {
        overlap.a += pruned(mask).sum().item<std::int64_t>();
        if (b.contains(name))
            overlap.both += (pruned(mask) & pruned(b.get(name))).sum().item<std::int64_t>();
    }
    for (const auto &[name, mask] : b.entries())
        overlap.b += pruned(mask).sum().item<std::int64_t>();
    return overlap;
}

TEST(RealMasks, OverlapAsPublished)
{
    const auto flops70 = sharedFile("masksparsity/flops70.mask");
    const auto uniform = sharedFile("masksparsity/uniform.mask");
    if (!flops70 || !uniform)
        GTEST_SKIP() << "the masks are not there: set ESPALIER_SHARED_DATA to the folder above masksparsity";
    const Overlap overlap = overlapOf(readStateDict(*flops70)->weights, readStateDict(*uniform)->weights);
    EXPECT_EQ(overlap.a, 2083);
    EXPECT_EQ(overlap.b, 8869);
    EXPECT_EQ(overlap.both, 719);
    EXPECT_EQ(overlap.a + overlap.b - overlap.both, 10233);
    const auto structure = structureOf(zooNetwork("resnet50"));
    const auto first = readPlanFile(*flops70, *structure);
    ASSERT_TRUE(first) << problemText(first);
    const graph::Preview preview = graph::preview(*structure, first->plan);
    EXPECT_EQ(preview.after.macs, 2'862'060'890);
    EXPECT_NEAR(static_cast<double>(preview.after.parameters) / static_cast<double>(preview.before.parameters), 0.7257, 5e-5);
}

TEST(RealMasks, OfACutNetworkSayWhichLayerDoesNotFit)
{
    const auto flops50 = sharedFile("masksparsity/flops50.mask");
    if (!flops50)
        GTEST_SKIP() << "the masks are not there: set ESPALIER_SHARED_DATA to the folder above masksparsity";
    const auto plan = readPlanFile(*flops50, *structureOf(zooNetwork("resnet50")));
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.problem().code, base::ProblemCode::Mismatch);
    EXPECT_NE(plan.problem().what.find("layer1.0.conv1 has 64 channels, but the file speaks of 31"), std::string::npos)
        << plan.problem().what;
}

} // namespace
} // namespace espalier::formats

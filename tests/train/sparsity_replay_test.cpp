// SPDX-License-Identifier: GPL-3.0-or-later
// Replays of gamma-L1 held against tests/reference/reference_sparsity.py, on the same batches.
#include "fixture.h"
#include "reference.h"

namespace espalier::train::test {
namespace {

const ReferenceTrial Mlp{.script = "reference_sparsity.py", .prunedLayers = {"net.0", "net.4"}, .ratio = 0.5};

const ReferenceTrial Resnet{.model = "cifar_resnet20",
                            .iterations = 24,
                            .batch = 64,
                            .onSample = true,
                            .script = "reference_sparsity.py",
                            .prunedLayers = {"layer1.0.conv1", "layer1.1.conv1", "layer1.2.conv1", "layer2.0.conv1",
                                             "layer2.1.conv1", "layer2.2.conv1", "layer3.0.conv1", "layer3.1.conv1",
                                             "layer3.2.conv1"},
                            .ratio = 0.5};

struct Case {
    std::string name;
    const ReferenceTrial &trial;
    std::string method;
    std::string lr;
    double allowed; ///< share of each tensor's movement

    friend void PrintTo(const Case &each, std::ostream *out) { *out << each.name; }
};

recipe::Recipe recipeOf(const Case &each, double strength)
{
    recipe::Options changes{{"s", strength}};
    if (each.method == "mask_sparsity")
        changes["cut_set"] = std::string("mask");
    return trialRecipe(each.trial, each.method,
                       {{"lr", each.lr}, {"weight_decay", 5e-4}, {"nesterov", true}, {"epochs", std::int64_t{1}}}, changes);
}

class SparsityReplay : public testing::TestWithParam<Case> { };

TEST_P(SparsityReplay, AgreesWithAnotherImplementation)
{
    if (!hasReference())
        GTEST_SKIP() << "no Python with torch: set ESPALIER_PYTHON to one";
    const recipe::Recipe recipe = recipeOf(GetParam(), 0.02);
    EXPECT_LT(apart(GetParam().trial, recipe, recipe), GetParam().allowed);
}

const Case ResnetGlobal{"ResnetGlobal", Resnet, "bn_sparsity", "0.0001", 1e-2};
const Case ResnetMasked{"ResnetMasked", Resnet, "mask_sparsity", "0.0001", 1e-2};

// A network without batch norm has no scales: nothing is added.
INSTANTIATE_TEST_SUITE_P(Cases, SparsityReplay,
                         testing::Values(ResnetGlobal, ResnetMasked, Case{"MlpGlobal", Mlp, "bn_sparsity", "0.01", 1e-4},
                                         Case{"MlpMasked", Mlp, "mask_sparsity", "0.01", 1e-4}),
                         [](const auto &each) { return each.param.name; });

TEST(SparsityReplayControl, TellsAnotherStrengthApart)
{
    if (!hasReference())
        GTEST_SKIP() << "no Python with torch: set ESPALIER_PYTHON to one";
    for (const Case &each : {ResnetGlobal, ResnetMasked})
        EXPECT_GT(apart(each.trial, recipeOf(each, 0.02), recipeOf(each, 0.0205)), 2 * each.allowed) << each.name;
}

} // namespace
} // namespace espalier::train::test

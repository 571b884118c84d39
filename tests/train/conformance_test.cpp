// SPDX-License-Identifier: GPL-3.0-or-later
// What every method of the catalogue has to keep when it trains a network (architecture.md 5); what needs no network is
// in tests/methods.
#include "fixture.h"

#include "methods/method.h"

namespace espalier::train::test {
namespace {

const DataShape Shape{.train = 32, .test = 10};

class EveryMethod : public testing::TestWithParam<std::size_t> {
protected:
    /// The method with its defaults, for at most so many iterations.
    static recipe::Stage penalize(std::int64_t iterations)
    {
        const methods::MethodEntry entry = methods::allMethods().at(GetParam());
        recipe::Stage result = stage("penalize", {{"batch", std::int64_t{16}},
                                                  {"test_interval", std::int64_t{0}},
                                                  {"probes", std::int64_t{0}},
                                                  {"iterations", iterations}});
        result.method = entry.schema.id;
        for (const recipe::OptionSchema &option : entry.schema.options)
            result.methodOptions[option.name] = option.defaultValue;
        // After a few iterations nothing has collapsed yet.
        if (result.methodOptions.contains("cut_set"))
            result.methodOptions["cut_set"] = std::string("mask");
        return result;
    }
};

TEST_P(EveryMethod, StopsWithinAStepAndGoesOnBitForBit)
{
    const recipe::Recipe recipe = makeRecipe({penalize(9)});
    const auto dataset = makeDataset(Shape);
    ModelState whole = makeModel("cifar_resnet20");
    Witness silent;
    ASSERT_TRUE(run(recipe, whole, contextOf(dataset, makePreset(Shape), silent)));

    ModelState model = makeModel("cifar_resnet20");
    Witness stopping;
    stopping.stopAt = 4;
    Shelf shelf;
    const auto stopped = run(recipe, model, contextOf(dataset, makePreset(Shape), stopping, &shelf));
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.problem().code, base::ProblemCode::Stopped);
    ASSERT_EQ(shelf.points.size(), 1u);
    EXPECT_EQ(shelf.points[0].state.globalStep, 4);

    ModelState resumed = shelf.points[0].model;
    TrainerContext context = contextOf(dataset, makePreset(Shape), silent);
    context.resumeFrom = shelf.points[0].state;
    const auto record = run(recipe, resumed, context);
    ASSERT_TRUE(record) << problemText(record.problem());
    EXPECT_EQ(record->iterations, 9);
    EXPECT_TRUE(differences(whole.network.weights, resumed.network.weights).empty());
}

TEST_P(EveryMethod, LeavesAModelThatRunsAndPassesParity)
{
    ModelState model = makeModel("cifar_resnet20");
    Witness witness;
    const auto record = run(makeRecipe({penalize(3), stage("cut"), stage("evaluate")}), model,
                            contextOf(makeDataset(Shape), makePreset(Shape), witness));
    ASSERT_TRUE(record) << problemText(record.problem());
    EXPECT_TRUE(record->parity->ok);
    EXPECT_EQ(record->final->samples, Shape.test);
    EXPECT_LT(record->after.parameters, record->before.parameters);
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryMethod, testing::Range(std::size_t{0}, methods::allMethods().size()),
                         [](const auto &each) { return methods::allMethods()[each.param].schema.id; });

} // namespace
} // namespace espalier::train::test

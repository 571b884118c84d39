// SPDX-License-Identifier: GPL-3.0-or-later
// What every method and every criterion of the catalogues has to keep (architecture.md 5). A new file in
// core/methods/method or core/methods/criterion is tested by being there.
#include "fixture.h"

#include "recipe/recipe.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace espalier::methods::test {
namespace {

const std::vector<std::vector<std::int64_t>> Order = {{3, 1, 7, 0, 5, 2, 6, 4}, {5, 4, 0, 1, 3, 2}, {2, 0, 3, 1}};

class EveryCriterion : public testing::TestWithParam<std::size_t> {
protected:
    const CriterionEntry entry = allCriteria().at(GetParam());
    const recipe::Options options = optionsOf(entry.schema.options);

    /// With the gradients seen that it asks for; they follow from the weights alone.
    std::unique_ptr<Criterion> criterionFor(const std::vector<GroupView> &groups) const
    {
        std::unique_ptr<Criterion> criterion = entry.create();
        for (std::int64_t b = 0; b < std::min<std::int64_t>(2, criterion->gradientBatches(options)); ++b) {
            for (const GroupView &group : groups)
                for (const ProducerView &producer : group.producers) {
                    producer.weight.mutable_grad() = at::sin(producer.weight * 10.0 + static_cast<double>(b));
                    if (producer.gamma.defined())
                        producer.gamma.mutable_grad() = at::sin(producer.gamma * 10.0 + static_cast<double>(b));
                }
            criterion->addGradients(groups);
        }
        return criterion;
    }
};

TEST_P(EveryCriterion, GivesAFiniteScorePerChannel)
{
    const std::vector<GroupView> groups = makeBench().views(0.5);
    const auto criterion = criterionFor(groups);
    std::size_t scored = 0;
    for (const GroupView &group : groups) {
        const std::vector<double> scores = criterion->score(group, options, 7);
        const auto members = criterion->memberScores(group, options, 7);
        ASSERT_EQ(scores.empty(), members.empty());
        if (scores.empty())
            continue;
        ++scored;
        for (const std::vector<double> &member : members)
            EXPECT_EQ(member.size(), scores.size());
        ASSERT_EQ(scores.size(), static_cast<std::size_t>(group.channels));
        for (const double score : scores)
            EXPECT_TRUE(std::isfinite(score));
        EXPECT_GT(std::set<double>(scores.begin(), scores.end()).size(), 1u) << "all scores are the same";
    }
    EXPECT_GE(scored, 1u) << "no group of the bench can be scored";
}

TEST_P(EveryCriterion, RepeatsItselfUnderTheSameSeed)
{
    const std::vector<GroupView> groups = makeBench().views(0.5);
    const auto criterion = criterionFor(groups);
    for (const GroupView &group : groups)
        EXPECT_EQ(criterion->score(group, options, 7), criterion->score(group, options, 7));
}

TEST_P(EveryCriterion, FollowsAPermutationOfTheChannels)
{
    if (entry.schema.id == "random")
        GTEST_SKIP() << "random scores belong to places, not to weights";
    const Bench bench = makeBench();
    const Bench other = permuted(bench, Order);
    const auto views = bench.views(0.5);
    const auto otherViews = other.views(0.5);
    const auto criterion = criterionFor(views);
    const auto otherCriterion = criterionFor(otherViews);
    for (std::size_t g = 0; g < Order.size(); ++g) {
        const std::vector<double> before = criterion->score(views[g], options, 7);
        const std::vector<double> after = otherCriterion->score(otherViews[g], options, 7);
        ASSERT_EQ(before.size(), after.size());
        for (std::size_t c = 0; c < after.size(); ++c)
            EXPECT_NEAR(after[c], before[static_cast<std::size_t>(Order[g][c])], 1e-6);
    }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryCriterion, testing::Range(std::size_t{0}, allCriteria().size()),
                         [](const auto &each) { return allCriteria()[each.param].schema.id; });

class EveryMethod : public testing::TestWithParam<std::size_t> {
protected:
    const MethodEntry entry = allMethods().at(GetParam());

    std::unique_ptr<Method> prepared(const Bench &bench, const recipe::Options &options) const
    {
        auto method = entry.create();
        const base::Status status = method->prepare(bench.context(0.5, options));
        EXPECT_TRUE(status) << (status ? "" : toString(status.problem()));
        return method;
    }

    /// Methods that would only cut what has collapsed are told to cut what they have chosen.
    recipe::Options defaults() const
    {
        recipe::Options options = optionsOf(entry.schema.options);
        if (options.contains("cut_set"))
            options["cut_set"] = std::string("mask");
        return options;
    }
};

struct Variant {
    std::string option;
    recipe::Options options;
};

/// Each option at its lower and upper bound (if it has one) and every choice, one at a time.
std::vector<Variant> atTheBounds(const std::vector<recipe::OptionSchema> &schema)
{
    std::vector<Variant> variants;
    const auto add = [&](const recipe::OptionSchema &option, recipe::OptionValue value) {
        variants.push_back({option.name, optionsOf(schema, {{option.name, std::move(value)}})});
    };
    for (const recipe::OptionSchema &option : schema) {
        for (const std::string &choice : option.choices)
            add(option, choice);
        if (option.type == recipe::OptionType::Bool) {
            add(option, true);
            add(option, false);
        }
        for (const double bound : {option.minimum, option.maximum}) {
            if (!std::isfinite(bound) || (bound == option.minimum ? option.minimumExcluded : option.maximumExcluded))
                continue;
            if (option.type == recipe::OptionType::Integer)
                add(option, static_cast<std::int64_t>(bound));
            else if (option.type == recipe::OptionType::Real)
                add(option, bound);
        }
    }
    return variants;
}

TEST_P(EveryMethod, DescribesItself)
{
    EXPECT_FALSE(entry.schema.title.empty());
    EXPECT_FALSE(entry.schema.summary.empty());
    EXPECT_FALSE(entry.schema.paper.empty());
    for (const recipe::OptionSchema &option : entry.schema.options) {
        EXPECT_FALSE(option.title.empty()) << option.name;
        EXPECT_FALSE(option.help.empty()) << option.name;
    }
}

TEST_P(EveryMethod, RunsWithOptionsAtTheirBounds)
{
    const std::vector<Variant> variants = atTheBounds(entry.schema.options);
    EXPECT_FALSE(variants.empty());
    for (const auto &[option, options] : variants) {
        const Bench bench = makeBench();
        auto method = entry.create();
        // An option may go with no value of another; the method then says which one it is.
        if (const base::Status status = method->prepare(bench.context(0.5, options)); !status) {
            EXPECT_EQ(status.problem().code, base::ProblemCode::BadUsage);
            EXPECT_EQ(status.problem().where, "options." + option);
            continue;
        }
        for (std::int64_t t = 0; t < 12; ++t) {
            iterate(*method, bench, t);
            if (method->verdict({t, 0.01}) == Verdict::ReadyToCut)
                break;
        }
        EXPECT_TRUE(graph::validate(method->plan(), *bench.structure));
        EXPECT_TRUE(std::isfinite(method->penaltyLoss()));
    }
}

TEST_P(EveryMethod, ChoosesTheSameUnderTheSameSeed)
{
    const Bench a = makeBench();
    const Bench b = makeBench();
    EXPECT_EQ(prepared(a, defaults())->plan(), prepared(b, defaults())->plan());
}

TEST_P(EveryMethod, FollowsAPermutationOfTheChannels)
{
    const Bench bench = makeBench();
    const Bench other = permuted(bench, Order);
    const graph::Plan before = prepared(bench, defaults())->plan();
    const graph::Plan after = prepared(other, defaults())->plan();
    for (const graph::Group &group : bench.structure->groups) {
        std::set<std::int64_t> mapped;
        for (const std::int32_t channel : after.removed(group.id))
            mapped.insert(Order[group.id.index()][static_cast<std::size_t>(channel)]);
        const auto &removed = before.removed(group.id);
        EXPECT_EQ(mapped, std::set<std::int64_t>(removed.begin(), removed.end())) << group.name;
    }
}

TEST_P(EveryMethod, FactorsFitTheirWeights)
{
    const Bench bench = makeBench();
    const auto method = prepared(bench, defaults());
    method->update({0, 0.01});
    for (const auto &[name, penalty] : method->penalties()) {
        ASSERT_TRUE(bench.weights.contains(name)) << name;
        const at::Tensor weight = bench.weights.get(name);
        EXPECT_EQ(penalty.factors.scalar_type(), at::kFloat);
        if (penalty.kind == PenaltyFactors::Kind::PerSlice)
            EXPECT_EQ(penalty.factors.sizes(), at::IntArrayRef({weight.size(penalty.axis)})) << name;
        else
            EXPECT_EQ(penalty.factors.sizes(), weight.sizes()) << name;
    }
}

TEST_P(EveryMethod, ContinuesFromASavedStateBitForBit)
{
    const Bench bench = makeBench();
    const auto method = prepared(bench, defaults());
    for (std::int64_t t = 0; t < 13; ++t)
        iterate(*method, bench, t);

    Bench copy{bench.structure, bench.weights.clone()};
    const auto resumed = prepared(copy, defaults());
    const base::Status loaded = resumed->load(method->save());
    ASSERT_TRUE(loaded) << toString(loaded.problem());
    for (std::int64_t t = 13; t < 40; ++t) {
        iterate(*method, bench, t);
        iterate(*resumed, copy, t);
        ASSERT_EQ(method->verdict({t, 0.01}), resumed->verdict({t, 0.01}));
    }
    for (const auto &[name, weight] : bench.weights.entries())
        EXPECT_TRUE(sameBits(weight, copy.weights.get(name))) << name;
    EXPECT_EQ(method->plan(), resumed->plan());
    EXPECT_EQ(method->figures(), resumed->figures());
}

/// The schedule that "scale" makes of a recipe: every phase, in a few iterations.
recipe::Options shrunk(const recipe::MethodSchema &schema, double scale)
{
    recipe::Recipe recipe;
    recipe.scale = scale;
    recipe::Stage penalize;
    penalize.kind = "penalize";
    penalize.method = schema.id;
    penalize.methodOptions = optionsOf(schema.options);
    recipe.stages = {penalize};
    recipe::Vocabulary vocabulary;
    vocabulary.methods = {schema};
    return recipe::scaledRecipe(recipe, vocabulary).stages.front().methodOptions;
}

/// Iterates until the method is ready to cut; returns the iterations done and notes the phases gone through.
std::int64_t iterateToCut(Method &method, const Bench &bench, std::int64_t from, std::set<std::string> &phases)
{
    for (std::int64_t t = from; t < 500; ++t) {
        iterate(method, bench, t);
        phases.insert(method.phase());
        if (method.verdict({t, 0.01}) == Verdict::ReadyToCut)
            return t + 1;
    }
    return -1;
}

TEST_P(EveryMethod, ContinuesFromEveryIterationOfEveryPhase)
{
    const recipe::Options options = shrunk(entry.schema, 4e-4);
    const Bench whole = makeBench();
    const auto method = prepared(whole, options);
    std::set<std::string> phases;
    const std::int64_t iterations = iterateToCut(*method, whole, 0, phases);
    ASSERT_GT(iterations, 0) << "not ready within the limit";
    for (const auto &[name, steps] : method->plannedPhases(options))
        EXPECT_TRUE(phases.contains(name) || steps == 0) << name;
    for (std::int64_t stop = 1; stop < iterations; ++stop) {
        const Bench bench = makeBench();
        const auto stopped = prepared(bench, options);
        for (std::int64_t t = 0; t < stop; ++t) {
            iterate(*stopped, bench, t);
            (void)stopped->verdict({t, 0.01});
        }
        const auto resumed = prepared(bench, options);
        const base::Status loaded = resumed->load(stopped->save());
        ASSERT_TRUE(loaded) << toString(loaded.problem());
        ASSERT_EQ(iterateToCut(*resumed, bench, stop, phases), iterations) << "stopped after " << stop;
        for (const auto &[name, weight] : whole.weights.entries())
            ASSERT_TRUE(sameBits(weight, bench.weights.get(name))) << name << ", stopped after " << stop;
        ASSERT_EQ(method->plan(), resumed->plan());
        ASSERT_EQ(method->figures(), resumed->figures());
    }
}

TEST_P(EveryMethod, ReportsEveryLayerItWorksOn)
{
    const Bench bench = makeBench();
    const auto method = prepared(bench, defaults());
    iterate(*method, bench, 0);
    const auto layers = method->telemetry();
    ASSERT_FALSE(layers.empty());
    for (const report::LayerTelemetry &layer : layers) {
        ASSERT_TRUE(bench.structure->layer(layer.layer)) << layer.layer;
        const auto channels = static_cast<std::size_t>(bench.structure->group(layer.group).channels);
        EXPECT_TRUE(layer.chosen.empty() || layer.chosen.size() == channels);
        EXPECT_TRUE(std::isfinite(layer.lambda));
        EXPECT_TRUE(std::isfinite(layer.magnitudeRatio));
    }
}

TEST_P(EveryMethod, IgnoresLiveOptionsOfOthers)
{
    const Bench bench = makeBench();
    const auto method = prepared(bench, defaults());
    const MethodState before = method->save();
    method->setLiveOption("an_option_of_nobody", 3.0);
    EXPECT_EQ(method->save().numbers, before.numbers);
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryMethod, testing::Range(std::size_t{0}, allMethods().size()),
                         [](const auto &each) { return allMethods()[each.param].schema.id; });

} // namespace
} // namespace espalier::methods::test

// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/ratios.h"

#include "recipe/layer_names.h"
#include "recipe/networks.h"

#include <gtest/gtest.h>

using namespace espalier;
using namespace espalier::recipe;
using base::ProblemCode;
using graph::Structure;

namespace {

RatioSpec patterns(std::vector<std::pair<std::string, double>> list)
{
    RatioSpec spec;
    spec.kind = RatioSpec::Kind::Patterns;
    spec.patterns = std::move(list);
    return spec;
}

RatioSpec stages(std::vector<double> list)
{
    RatioSpec spec;
    spec.kind = RatioSpec::Kind::Stages;
    spec.stages = std::move(list);
    return spec;
}

RatioSpec index(std::string text)
{
    RatioSpec spec;
    spec.kind = RatioSpec::Kind::Index;
    spec.index = std::move(text);
    return spec;
}

ResolvedRatios resolved(const RatioSpec &spec, const Structure &structure)
{
    const auto result = resolveRatios(spec, structure);
    EXPECT_TRUE(result) << (result ? "" : toString(result.problem()));
    return result ? *result : ResolvedRatios();
}

base::Problem refused(const RatioSpec &spec, const Structure &structure)
{
    const auto result = resolveRatios(spec, structure);
    EXPECT_FALSE(result);
    return result ? base::Problem() : result.problem();
}

double ratioOf(const ResolvedRatios &ratios, const Structure &structure, const std::string &layer)
{
    return ratios.ratios.at(structure.layer(layer)->group.index());
}

/// Cost after pruning as asked, with whatever scores: widths alone decide.
graph::Cost costWith(const RatioSpec &spec, const Structure &structure)
{
    const ResolvedRatios ratios = resolved(spec, structure);
    graph::PlanRequest request;
    request.ratios = ratios.ratios;
    request.limits = ratios.limits;
    for (const graph::Group &group : structure.groups)
        request.scores.emplace_back(static_cast<std::size_t>(group.channels), 1.0);
    const auto plan = graph::makePlan(structure, request);
    EXPECT_TRUE(plan);
    return graph::preview(structure, plan->plan).after;
}

void expectCost(const graph::Cost &cost, std::int64_t contractions, std::int64_t parameters, std::int64_t macs)
{
    EXPECT_EQ(cost.contractionParameters, contractions);
    EXPECT_EQ(cost.parameters, parameters);
    EXPECT_EQ(cost.macs, macs);
}

std::vector<std::string> scopeNames(const Structure &structure)
{
    std::vector<std::string> names;
    for (const graph::GroupId id : paperScope(structure))
        names.push_back(structure.group(id).name);
    return names;
}

} // namespace

TEST(PublishedCosts, DenseNetworks)
{
    expectCost(graph::cost(test::cifarResnet(9)), 848954, 853018, 125485696);
    expectCost(graph::cost(test::vgg19Cifar(100)), 20070180, 20081188, 398182400);
    expectCost(graph::cost(test::imagenetBasicResnet({3, 4, 6, 3})), 21780648, 21797672, 3663761408);
    expectCost(graph::cost(test::imagenetBottleneckResnet({3, 4, 6, 3})), 25503912, 25557032, 4089184256);
    expectCost(graph::cost(test::lenet5()), 61706, 61706, 416520);
    expectCost(graph::cost(test::mlp7()), 154010, 154010, 153400);
}

TEST(PublishedCosts, ResNet56Stages)
{
    const Structure r56 = test::cifarResnet(9);
    expectCost(costWith(stages({0, .3, .3, .3, 0}), r56), 583994, 587428, 86409856);
    expectCost(costWith(stages({0, .5, .5, .5, 0}), r56), 425018, 428074, 62964352);
    expectCost(costWith(stages({0, .7, .7, .7, 0}), r56), 248330, 250954, 34929280);
    expectCost(costWith(stages({0, .9, .9, .9, 0}), r56), 79274, 81502, 10838656);
    expectCost(costWith(stages({0, .925, .925, .925, 0}), r56), 54074, 56248, 8258176);
    expectCost(costWith(stages({0, .95, .95, .95, 0}), r56), 38954, 41092, 6322816);
    expectCost(costWith(stages({0, .75, .75, .32, 0}), r56), 485210, 488248, 49121920);
    expectCost(costWith(patterns({{"*layer*.conv1", .5}}), r56), 425018, 428074, 62964352);
}

TEST(PublishedCosts, Vgg19Indices)
{
    const Structure v19 = test::vgg19Cifar(100);
    expectCost(costWith(index("1-15:0.1"), v19), 16208030, 16217932, 324771760);
    expectCost(costWith(index("1-15:0.5"), v19), 5040932, 5046500, 110322688);
    expectCost(costWith(index("[1-15:0.7]"), v19), 1808929, 1812303, 44784324);
    expectCost(costWith(index("1-15:0.9"), v19), 207241, 208445, 8745756);
    RatioSpec globs = patterns({{"*features*", .7}});
    globs.skip = {"*features.0"};
    expectCost(costWith(globs, v19), 1808929, 1812303, 44784324);
}

TEST(PublishedCosts, ImageNetPresets)
{
    RatioSpec r34 = stages({0, .5, .6, .4, 0, 0});
    r34.skip = {"1.0", "2.0", "2.3", "3.0", "3.5"};
    expectCost(costWith(r34, test::imagenetBasicResnet({3, 4, 6, 3})), 19453608, 19469372, 2782269440);
    const Structure r50 = test::imagenetBottleneckResnet({3, 4, 6, 3});
    expectCost(costWith(stages({0, .3, .3, .3, .14, 0}), r50), 19587106, 19636650, 2745566232);
    expectCost(costWith(stages({0, .6, .6, .6, .21, 0}), r50), 15887711, 15934139, 1771649680);
    expectCost(costWith(stages({0, .74, .74, .6, .21, 0}), r50), 15742100, 15788132, 1594769872);
    expectCost(costWith(stages({0, .68, .68, .68, .5, 0}), r50), 11037390, 11081302, 1334871128);
    expectCost(costWith(patterns({{"*layer[1-3]*conv[1-2]", .3}, {"*layer4*conv[1-2]", .14}}), r50), 19587106, 19636650, 2745566232);
}

TEST(PublishedCosts, Mlp)
{
    EXPECT_EQ(costWith(index("0-5:0.8"), test::mlp7()).parameters, 22810);
}

TEST(PaperScope, PerFamily)
{
    const auto r56 = scopeNames(test::cifarResnet(2));
    EXPECT_EQ(r56, (std::vector<std::string>{"layer1.0.conv1", "layer1.1.conv1", "layer2.0.conv1", "layer2.1.conv1",
                                             "layer3.0.conv1", "layer3.1.conv1"}));
    EXPECT_EQ(scopeNames(test::imagenetBottleneckResnet({1, 1, 1, 1})),
              (std::vector<std::string>{"layer1.0.conv1", "layer1.0.conv2", "layer2.0.conv1", "layer2.0.conv2",
                                        "layer3.0.conv1", "layer3.0.conv2", "layer4.0.conv1", "layer4.0.conv2"}));
    EXPECT_EQ(scopeNames(test::vgg19Cifar(100)).size(), 15u);
    EXPECT_EQ(scopeNames(test::lenet5()), (std::vector<std::string>{"conv1", "conv2", "conv3"}));
    EXPECT_EQ(scopeNames(test::mlp7()).size(), 6u);
    EXPECT_EQ(scopeNames(test::mobileNetV2Start()), (std::vector<std::string>{"features.2.conv.0.0", "features.3.conv.0.0"}));
}

TEST(Patterns, LaterOnesWin)
{
    const Structure r56 = test::cifarResnet(2);
    const auto ratios = resolved(patterns({{"layer*.conv1", .5}, {"layer3.*.conv1", .7}}), r56);
    EXPECT_EQ(ratioOf(ratios, r56, "layer1.0.conv1"), .5);
    EXPECT_EQ(ratioOf(ratios, r56, "layer3.1.conv1"), .7);
    EXPECT_EQ(ratioOf(ratios, r56, "layer1.0.conv2"), 0.0);
    EXPECT_TRUE(ratios.warnings.empty());
    const auto reversed = resolved(patterns({{"layer3.*.conv1", .7}, {"layer*.conv1", .5}}), r56);
    EXPECT_EQ(ratioOf(reversed, r56, "layer3.1.conv1"), .5);
}

TEST(Patterns, ReachAnyGroupThroughAnyProducer)
{
    const Structure r56 = test::cifarResnet(2);
    const auto ratios = resolved(patterns({{"layer2.1.conv2", .25}}), r56);
    EXPECT_EQ(ratioOf(ratios, r56, "layer2.0.conv2"), .25);
    EXPECT_EQ(ratioOf(resolved(patterns({{"conv1", .5}}), r56), r56, "layer1.1.conv2"), .5);
}

TEST(Patterns, ThatMatchNothingAreNamed)
{
    const Structure r56 = test::cifarResnet(2);
    const base::Problem nothing = refused(patterns({{"layer*.conv1", .5}, {"layer9*", .5}}), r56);
    EXPECT_EQ(nothing.code, ProblemCode::BadUsage);
    EXPECT_EQ(nothing.where, "ratios.patterns['layer9*']");
    EXPECT_EQ(nothing.what, "pattern 'layer9*' matches no layer.");
    EXPECT_EQ(refused(patterns({{"layer1.0.conv11", .5}}), r56).remedy, "Did you mean 'layer1.0.conv1'?");
    const base::Problem frozen = refused(patterns({{"linear", .5}}), r56);
    EXPECT_EQ(frozen.what, "pattern 'linear' matches only layers that can't be pruned: linear (its outputs are the outputs of the network).");

    const auto zero = resolved(patterns({{"*.conv1", .5}, {"layer9*", 0.0}}), r56);
    EXPECT_EQ(zero.warnings, std::vector<std::string>{"pattern 'layer9*' matches no layer."});
    const auto partly = resolved(patterns({{"*", .5}}), r56);
    ASSERT_EQ(partly.warnings.size(), 1u);
    EXPECT_NE(partly.warnings[0].find("linear (its outputs"), std::string::npos);
}

TEST(Uniform, ReachesEveryGroup)
{
    RatioSpec spec;
    spec.kind = RatioSpec::Kind::Uniform;
    spec.uniform = .4;
    const Structure r56 = test::cifarResnet(2);
    EXPECT_EQ(resolved(spec, r56).ratios, std::vector<double>(r56.groups.size(), .4));
}

TEST(Stages, NeedOneValuePerStage)
{
    const base::Problem length = refused(stages({0, .5, .5, 0}), test::cifarResnet(2));
    EXPECT_EQ(length.where, "ratios.stages");
    EXPECT_EQ(toString(length), "ratios.stages: there are 4 values for 3 stages. Write 5: the stem, each stage, the classifier.");
    EXPECT_EQ(refused(stages({0, .5, 0}), test::vgg19Cifar(10)).where, "ratios.stages");
    const auto ends = resolved(stages({.2, .5, .5, .5, .3}), test::cifarResnet(2));
    EXPECT_EQ(ends.warnings.size(), 2u);
    EXPECT_EQ(ends.ratios[0], 0.0);
}

TEST(Index, CountsLayersAsThePapersDo)
{
    const Structure r50 = test::imagenetBottleneckResnet({1, 1, 1, 1});
    EXPECT_EQ(countedLayers(r50).size(), r50.layers.size() - 4);
    const auto ratios = resolved(index("4-5:0.5"), r50); // 0 stem, 1-3 first block, 4-6 second
    EXPECT_EQ(ratioOf(ratios, r50, "layer2.0.conv1"), .5);
    EXPECT_EQ(ratioOf(ratios, r50, "layer2.0.conv2"), .5);
    EXPECT_EQ(ratioOf(ratios, r50, "layer1.0.conv2"), 0.0);
}

TEST(Index, LaterRangesWinAndEndsAreChecked)
{
    const Structure v19 = test::vgg19Cifar(100);
    const auto ratios = resolved(index("1-15:0.7, 3:0.2"), v19);
    EXPECT_EQ(ratioOf(ratios, v19, "features.10"), .2);
    EXPECT_EQ(ratioOf(ratios, v19, "features.7"), .7);
    EXPECT_EQ(resolved(index("0-18:0"), v19).warnings.size(), 1u);
    EXPECT_NE(refused(index("1-18:0.5"), v19).what.find("past the last layer, number 16"), std::string::npos);
    EXPECT_NE(refused(index("0:0.5"), v19).what.find("0 (features.0)"), std::string::npos);
    const auto mixed = resolved(index("0-16:0.5"), v19);
    ASSERT_EQ(mixed.warnings.size(), 1u);
    EXPECT_NE(mixed.warnings[0].find("16 (classifier: its outputs"), std::string::npos) << mixed.warnings[0];
}

TEST(Index, RefusesWhatIsNoRange)
{
    for (const char *text : {"", "1", "1-2", "1-2:1.5", "2-1:0.5", "a:0.5", "1-2-3:0.5", "1:0.5,", "-1:0.5", "1:0.5:0.5", "1.5:0.5"})
        EXPECT_EQ(refused(index(text), test::vgg19Cifar(10)).code, ProblemCode::BadUsage) << text;
}

TEST(Skip, LocksWhatItNames)
{
    const Structure r56 = test::cifarResnet(2);
    const auto lockedBy = [&](const std::string &entry) {
        RatioSpec spec = patterns({{"layer*", .5}});
        spec.skip = {entry};
        std::vector<std::string> names;
        const ResolvedRatios ratios = resolved(spec, r56);
        for (const graph::GroupId id : ratios.limits.locked) {
            EXPECT_EQ(ratios.ratios[id.index()], 0.0);
            names.push_back(r56.group(id).name);
        }
        return names;
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(lockedBy("layer2.*.conv1"), (Names{"layer2.0.conv1", "layer2.1.conv1"}));
    EXPECT_EQ(lockedBy("2.1"), (Names{"layer2.0.conv2", "layer2.1.conv1"}));
    EXPECT_EQ(lockedBy("2.1.0"), Names{"layer2.1.conv1"});
    EXPECT_EQ(lockedBy("1"), Names{"layer1.0.conv1"});
    EXPECT_EQ(lockedBy("linear"), Names{});

    RatioSpec spec = patterns({{"layer*", .5}});
    spec.skip = {"layer2*", "1.10"};
    EXPECT_EQ(refused(spec, r56).where, "ratios.skip[1]");
    // Whole components: 1.1 is not a beginning of 1.10.
    const Structure deep = test::cifarResnet(11);
    spec.skip = {"1.1.0"};
    EXPECT_EQ(resolved(spec, deep).limits.locked.size(), 1u);
    // Shortcuts have number -1.
    const Structure r34 = test::imagenetBasicResnet({1, 1, 1, 1});
    spec.skip = {"2.0.-1"};
    EXPECT_EQ(r34.group(*resolved(spec, r34).limits.locked.begin()).name, "layer2.0.conv2");
}

TEST(Limits, ComeFromTheSpecification)
{
    RatioSpec spec = patterns({{"layer*", .5}});
    spec.align = 8;
    spec.alignDirection = "nearest";
    spec.minimum = 4;
    const auto limits = resolved(spec, test::cifarResnet(1)).limits;
    EXPECT_EQ(limits.align, 8);
    EXPECT_EQ(limits.direction, graph::AlignDirection::Nearest);
    EXPECT_EQ(limits.minimum, 4);
}

TEST(Limits, ArriveWithoutRatiosForPlansAndTargets)
{
    RatioSpec spec;
    spec.kind = RatioSpec::Kind::Target;
    spec.target = "macs=0.5";
    spec.skip = {"layer1*"};
    const Structure r56 = test::cifarResnet(2);
    const auto ratios = resolved(spec, r56);
    EXPECT_EQ(ratios.ratios, std::vector<double>(r56.groups.size(), 0.0));
    EXPECT_EQ(ratios.limits.locked.size(), 3u);
}

TEST(ParseRatios, CommandLineForms)
{
    const auto uniform = parseRatios("0.5");
    ASSERT_TRUE(uniform);
    EXPECT_EQ(uniform->kind, RatioSpec::Kind::Uniform);
    EXPECT_EQ(uniform->uniform, .5);
    const auto list = parseRatios("layer*.conv1:0.5, layer3.*.conv1:0.7;*conv[1,2]:0.1/x:0");
    ASSERT_TRUE(list);
    EXPECT_EQ(list->patterns, (std::vector<std::pair<std::string, double>>{
                                  {"layer*.conv1", .5}, {"layer3.*.conv1", .7}, {"*conv[1,2]", .1}, {"x", 0.0}}));
}

TEST(ParseRatios, RefusesTheRest)
{
    for (const char *text : {"", "1.5", "1", "-0.1", "abc", "nan", "a:1.5", "a:", ":0.5", "a:0.5,", "a:0.5,b", "a:0.5;;b:0.1"}) {
        const auto parsed = parseRatios(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.problem().code, ProblemCode::BadUsage);
    }
    EXPECT_EQ(toString(parseRatios("layer1*:1.5").problem()), "ratio of 'layer1*': ratio 1.5 is outside [0, 1). Use a share such as 0.5.");
}

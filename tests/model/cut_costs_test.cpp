// SPDX-License-Identifier: GPL-3.0-or-later
// Widths of the published cuts (methods.md 9 and 10), to the last digit: by preview, and by cutting.
#include "base/text.h"
#include "graph/planning.h"
#include "model/surgeon.h"
#include "model/zoo.h"

#include <gtest/gtest.h>

namespace espalier::model {
namespace {

struct Ratio {
    const char *layers; ///< glob
    double ratio;
};

struct Row {
    const char *title;
    const char *network;
    std::int64_t classes;
    std::vector<Ratio> ratios; ///< later match wins
    std::int64_t contraction, parameters, macs; ///< 0 = not published
};

/// Every layer on its own: the first channels go, as many as the ratio asks for.
graph::Plan planOf(const graph::Structure &structure, const std::vector<Ratio> &ratios)
{
    graph::Plan plan;
    for (const graph::Layer &layer : structure.layers) {
        double ratio = 0.0;
        for (const Ratio &rule : ratios)
            if (base::globMatch(rule.layers, layer.name))
                ratio = rule.ratio;
        if (ratio == 0.0)
            continue;
        EXPECT_TRUE(layer.group.isValid()) << layer.name;
        std::vector<std::int32_t> removed;
        for (std::int32_t c = 0; c < graph::prunedCount(ratio, structure.group(layer.group).channels); ++c)
            removed.push_back(c);
        plan.setRemoved(layer.group, removed);
    }
    return plan;
}

std::vector<Row> rows()
{
    const auto r56 = [](const char *title, double p, std::int64_t c, std::int64_t n, std::int64_t m) {
        return Row{title, "cifar_resnet56", 10, {{"layer*.conv1", p}}, c, n, m};
    };
    const auto v19 = [](const char *title, double p, std::int64_t c, std::int64_t n, std::int64_t m) {
        return Row{title, "vgg19_cifar", 100, {{"features.*", p}, {"features.0", 0.0}}, c, n, m};
    };
    const auto r50 = [](const char *title, double inner, double last, std::int64_t c, std::int64_t n, std::int64_t m) {
        return Row{title, "resnet50", 1000, {{"layer[1-3]*.conv[12]", inner}, {"layer4*.conv[12]", last}}, c, n, m};
    };
    return {r56("r56_30", .3, 583994, 587428, 86409856), r56("r56_50", .5, 425018, 428074, 62964352),
            r56("r56_70", .7, 248330, 250954, 34929280), r56("r56_90", .9, 79274, 81502, 10838656),
            r56("r56_925", .925, 54074, 56248, 8258176), r56("r56_95", .95, 38954, 41092, 6322816),
            {"r56_stages", "cifar_resnet56", 10, {{"layer[12]*.conv1", .75}, {"layer3*.conv1", .32}}, 485210, 488248, 49121920},
            v19("v19_10", .1, 16208030, 16217932, 324771760), v19("v19_30", .3, 9829061, 9836793, 202623352),
            v19("v19_50", .5, 5040932, 5046500, 110322688), v19("v19_60", .6, 3208318, 3212780, 73407408),
            v19("v19_70", .7, 1808929, 1812303, 44784324), v19("v19_80", .8, 811237, 813529, 22959480),
            v19("v19_90", .9, 207241, 208445, 8745756),
            {"r34", "resnet34", 1000,
             {{"layer1.*.conv1", .5}, {"layer2.*.conv1", .6}, {"layer3.*.conv1", .4}, {"layer1.0.conv1", 0},
              {"layer2.0.conv1", 0}, {"layer2.3.conv1", 0}, {"layer3.0.conv1", 0}, {"layer3.5.conv1", 0}},
             19453608, 19469372, 2782269440},
            r50("r50_149", .3, .14, 19587106, 19636650, 2745566232), r50("r50_231", .6, .21, 15887711, 15934139, 1771649680),
            {"r50_256", "resnet50", 1000,
             {{"layer[12]*.conv[12]", .74}, {"layer3*.conv[12]", .6}, {"layer4*.conv[12]", .21}},
             15742100, 15788132, 1594769872},
            r50("r50_306", .68, .5, 11037390, 11081302, 1334871128),
            {"mlp7", "mlp7_linear", 10, {{"net.*", .8}, {"net.12", 0.0}}, 22810, 22810, 0}};
}

class CutCost : public testing::TestWithParam<Row> { };

TEST_P(CutCost, IsExact)
{
    const Row &row = GetParam();
    const auto network = buildZooModel(row.network, {.classes = row.classes});
    ASSERT_TRUE(network.hasValue());
    const auto trace = traceChannels(*network);
    ASSERT_TRUE(trace.hasValue());
    const graph::Plan plan = planOf(*trace->structure, row.ratios);
    const graph::Cost after = graph::preview(*trace->structure, plan).after;
    EXPECT_EQ(after.contractionParameters, row.contraction);
    EXPECT_EQ(after.parameters, row.parameters);
    if (row.macs > 0) {
        EXPECT_EQ(after.macs, row.macs);
    }
    if (row.parameters > 1'000'000)
        return;
    const auto result = cut(*network, *trace, plan);
    ASSERT_TRUE(result.hasValue()) << toString(result.problem());
    const auto again = traceChannels(result->network);
    ASSERT_TRUE(again.hasValue());
    EXPECT_EQ(graph::cost(*again->structure), after);
}

INSTANTIATE_TEST_SUITE_P(Published, CutCost, testing::ValuesIn(rows()),
                         [](const auto &row) { return std::string(row.param.title); });

} // namespace
} // namespace espalier::model

// SPDX-License-Identifier: GPL-3.0-or-later
// Dense costs of methods.md 10, to the last digit, and what the tracer finds in the built-in networks.
#include "graph/cost.h"
#include "model/channel_tracer.h"
#include "model/zoo.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace espalier::model {
namespace {

graph::StructurePtr structureOf(const std::string &name, std::int64_t classes = 0)
{
    const auto network = buildZooModel(name, {.classes = classes});
    EXPECT_TRUE(network.hasValue()) << name;
    const auto trace = traceChannels(*network);
    EXPECT_TRUE(trace.hasValue()) << (trace ? "" : toString(trace.problem()));
    return trace->structure;
}

struct Golden {
    const char *name;
    std::int64_t contraction, parameters, macs;
};

class DenseCost : public testing::TestWithParam<Golden> { };

TEST_P(DenseCost, IsExact)
{
    const Golden &golden = GetParam();
    const graph::Cost cost = graph::cost(*structureOf(golden.name));
    EXPECT_EQ(cost.contractionParameters, golden.contraction);
    EXPECT_EQ(cost.parameters, golden.parameters);
    EXPECT_EQ(cost.macs, golden.macs);
}

INSTANTIATE_TEST_SUITE_P(
    Zoo, DenseCost,
    testing::Values(Golden{"lenet5", 61706, 61706, 416520}, Golden{"lenet5_mini", 5500, 5500, 448700},
                    Golden{"mlp7_linear", 154010, 154010, 153400},
                    Golden{"cifar_resnet20", 268346, 269722, 40551040}, Golden{"cifar_resnet20b", 270906, 272474, 40813184},
                    Golden{"cifar_resnet32", 461882, 464154, 68862592}, Golden{"cifar_resnet44", 655418, 658586, 97174144},
                    Golden{"cifar_resnet56", 848954, 853018, 125485696},
                    Golden{"cifar_resnet56b", 851514, 855770, 125747840},
                    Golden{"cifar_resnet110", 1719866, 1727962, 252887680},
                    Golden{"cifar_resnet110b", 1722426, 1730714, 253149824},
                    Golden{"vgg19_cifar", 20070180, 20081188, 398182400},
                    Golden{"vgg16_cifar", 14715594, 14724042, 313201664},
                    Golden{"resnet18", 11679912, 11689512, 1814073344}, Golden{"resnet34", 21780648, 21797672, 3663761408},
                    Golden{"resnet50", 25503912, 25557032, 4089184256},
                    Golden{"resnet101", 44443816, 44549160, 7801405440},
                    Golden{"vgg16_bn", 138357544, 138365992, 15470264320},
                    Golden{"mobilenet_v2", 3470760, 3504872, 300774272}),
    [](const auto &golden) { return std::string(golden.param.name); });

struct Coverage {
    const char *name;
    std::size_t layers, prunable, groups;
};

class Prunable : public testing::TestWithParam<Coverage> { };

TEST_P(Prunable, LayersAndGroups)
{
    const Coverage &expected = GetParam();
    const graph::StructurePtr structure = structureOf(expected.name);
    EXPECT_EQ(structure->layers.size(), expected.layers);
    const auto prunable = std::count_if(structure->layers.begin(), structure->layers.end(),
                                        [](const graph::Layer &layer) { return layer.frozen.empty(); });
    EXPECT_EQ(static_cast<std::size_t>(prunable), expected.prunable);
    EXPECT_EQ(structure->groups.size(), expected.groups);
    EXPECT_TRUE(structure->constraints.empty());
}

// The prototype's counts for torchvision's networks; one group per inner layer and stage for the others.
INSTANTIATE_TEST_SUITE_P(Zoo, Prunable,
                         testing::Values(Coverage{"resnet18", 21, 20, 12}, Coverage{"resnet34", 37, 36, 20},
                                         Coverage{"resnet50", 54, 53, 37}, Coverage{"resnet101", 105, 104, 71},
                                         Coverage{"mobilenet_v2", 53, 52, 25}, Coverage{"cifar_resnet20b", 22, 21, 12},
                                         Coverage{"vgg19_cifar", 17, 16, 16}, Coverage{"lenet5", 5, 4, 4},
                                         Coverage{"mlp7_linear", 7, 6, 6}),
                         [](const auto &golden) { return std::string(golden.param.name); });

} // namespace
} // namespace espalier::model

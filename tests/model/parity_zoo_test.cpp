// SPDX-License-Identifier: GPL-3.0-or-later
// "Masked equals cut" on the built-in networks with random plans (tracer.md 7).
#include "graph/cost.h"
#include "model/net_writer.h"
#include "model/random_plan.h"
#include "model/surgeon.h"
#include "model/zoo.h"

#include <gtest/gtest.h>

namespace espalier::model {
namespace {

struct Case {
    const char *name;
    std::int64_t size;
    int seeds;
};

class ZooParity : public testing::TestWithParam<Case> { };

TEST_P(ZooParity, MaskedEqualsCut)
{
    const auto network = buildZooModel(GetParam().name, {.inSize = GetParam().size});
    ASSERT_TRUE(network.hasValue()) << toString(network.problem());
    test::randomiseNorms(*network, 7);
    const auto trace = traceChannels(*network);
    ASSERT_TRUE(trace.hasValue());
    for (int seed = 0; seed < GetParam().seeds; ++seed) {
        SCOPED_TRACE(seed);
        const graph::Plan plan = test::randomPlan(*trace->structure, static_cast<std::uint64_t>(seed));
        const auto result = cut(*network, *trace, plan);
        ASSERT_TRUE(result.hasValue()) << toString(result.problem());
        const auto inputs = randomInputs(*network->graph, 3, 11);
        const auto parity = checkParity(*network, *trace, plan, result->network, {inputs, 1e-5});
        ASSERT_TRUE(parity.hasValue()) << toString(parity.problem());
        EXPECT_TRUE(parity->ok) << parity->firstDifference << " diff " << parity->maxAbsDiff;
        EXPECT_GT(parity->planEffect, 0.1);

        const auto again = traceChannels(result->network);
        ASSERT_TRUE(again.hasValue());
        EXPECT_EQ(graph::cost(*again->structure), graph::preview(*trace->structure, plan).after);
        EXPECT_EQ(again->structure->groups.size(), trace->structure->groups.size());
    }
}

INSTANTIATE_TEST_SUITE_P(Zoo, ZooParity,
                         testing::Values(Case{"lenet5", 0, 4}, Case{"lenet5_mini", 0, 4}, Case{"mlp7_linear", 0, 4},
                                         Case{"mlp7_relu", 0, 2}, Case{"cifar_resnet20", 16, 2},
                                         Case{"cifar_resnet20b", 16, 2}, Case{"vgg16_cifar", 0, 1},
                                         Case{"resnet18", 32, 1}, Case{"resnet50", 32, 1}, Case{"mobilenet_v2", 32, 1}),
                         [](const auto &item) { return std::string(item.param.name); });

} // namespace
} // namespace espalier::model

// SPDX-License-Identifier: GPL-3.0-or-later
// "Masked equals cut" on random networks with random plans, and controls that have to fail.
#include "graph/cost.h"
#include "model/random_net.h"
#include "model/random_plan.h"
#include "model/surgeon.h"

#include <gtest/gtest.h>

#include <ATen/ATen.h>

namespace espalier::model {
namespace {

class RandomNetwork : public testing::TestWithParam<int> { };

TEST_P(RandomNetwork, MaskedEqualsCut)
{
    const Network network = test::randomNet(static_cast<std::uint64_t>(GetParam()));
    const auto trace = traceChannels(network);
    ASSERT_TRUE(trace.hasValue());
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
        SCOPED_TRACE(seed);
        const graph::Plan plan = test::randomPlan(*trace->structure, seed, 0.5, seed == 0 ? 0.0 : 0.4);
        const auto result = cut(network, *trace, plan);
        ASSERT_TRUE(result.hasValue()) << toString(result.problem());
        const auto parity =
            checkParity(network, *trace, plan, result->network, {randomInputs(*network.graph, 3, seed), 1e-5});
        ASSERT_TRUE(parity.hasValue()) << toString(parity.problem());
        EXPECT_TRUE(parity->ok) << parity->firstDifference;
        EXPECT_GT(parity->planEffect, 0.01);
        const auto again = traceChannels(result->network);
        ASSERT_TRUE(again.hasValue());
        EXPECT_EQ(graph::cost(*again->structure), graph::preview(*trace->structure, plan).after);
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomNetwork, testing::Range(0, 60));

double gap(const Network &network, const Trace &trace, const graph::Plan &reference, const Network &cutNetwork)
{
    const auto inputs = randomInputs(*network.graph, 3, 5);
    const auto masked = MaskedReference(network, trace, reference).forward(inputs);
    EXPECT_TRUE(masked.hasValue());
    const auto whole = MaskedReference(cutNetwork, *traceChannels(cutNetwork), {}).forward(inputs);
    EXPECT_TRUE(whole.hasValue());
    return ((*masked)[0] - (*whole)[0]).abs().max().item<double>();
}

// One removed channel that lives on in the reference has to show, unless it was dead anyway: so several are tried.
TEST(ParityControl, ARevivedChannelShows)
{
    int shown = 0, tried = 0;
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        const Network network = test::randomNet(seed);
        const auto trace = traceChannels(network);
        ASSERT_TRUE(trace.hasValue());
        if (!trace->structure->constraints.empty())
            continue;
        const graph::Plan plan = test::randomPlan(*trace->structure, seed);
        const auto result = cut(network, *trace, plan);
        ASSERT_TRUE(result.hasValue());
        for (const auto &[group, removed] : plan.groups()) {
            graph::Plan revived = plan;
            revived.setRemoved(group, {removed.begin() + 1, removed.end()});
            ++tried;
            shown += gap(network, *trace, revived, result->network) > 1e-4;
        }
        EXPECT_LT(gap(network, *trace, plan, result->network), 1e-4);
    }
    EXPECT_GT(tried, 5);
    EXPECT_GT(shown * 2, tried);
}

TEST(ParityControl, APlanThatIgnoresConstraintsIsRefused)
{
    int refused = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const Network network = test::randomNet(seed);
        const auto trace = traceChannels(network);
        ASSERT_TRUE(trace.hasValue());
        for (const graph::BlockConstraint &constraint : trace->structure->constraints) {
            const graph::ChannelRef cell = constraint.rows[0][0];
            if (constraint.rows.size() < 2 || constraint.rows[0].size() < 2 || !cell.group.isValid())
                continue;
            graph::Plan plan;
            plan.setRemoved(cell.group, {cell.channel});
            const auto result = cut(network, *trace, plan);
            ASSERT_FALSE(result.hasValue());
            EXPECT_EQ(result.problem().code, base::ProblemCode::CheckFailed);
            EXPECT_FALSE(result.problem().where.empty());
            ++refused;
        }
    }
    EXPECT_GT(refused, 10);
}

} // namespace
} // namespace espalier::model

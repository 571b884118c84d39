// SPDX-License-Identifier: GPL-3.0-or-later
// Constant forwarding: the cut network does what the whole one does once the removed filters are zero.
#include "model/executor.h"
#include "model/net_writer.h"
#include "model/random_plan.h"
#include "model/surgeon.h"
#include "model/zoo.h"

#include <gtest/gtest.h>

#include <ATen/ATen.h>

namespace espalier::model {
namespace {

using test::NetWriter;

/// The network with the filters that a plan removes set to zero, biases and norms as they are.
Network silenced(const Network &network, const graph::Structure &structure, const graph::Plan &plan)
{
    Network result{network.graph, network.weights.clone()};
    for (const auto &[id, removed] : plan.groups())
        for (const graph::Member &member : structure.group(id).members)
            for (const std::int32_t channel : removed)
                if (member.producer)
                    result.weights.get(member.tensor).select(member.axis, member.index(channel)).zero_();
    return result;
}

at::Tensor run(const Network &network, const at::Tensor &input)
{
    const auto executor = Executor::create(network.graph, network.weights);
    EXPECT_TRUE(executor.hasValue());
    const auto logits = (*executor)->logits(input);
    EXPECT_TRUE(logits.hasValue()) << (logits ? "" : toString(logits.problem()));
    return *logits;
}

double gap(const at::Tensor &a, const at::Tensor &b) { return (a - b).abs().max().item<double>(); }

struct Outcome {
    ForwardedConstants forwarded;
    double withForwarding = 0.0, without = 0.0, scale = 0.0;
};

Outcome compare(const Network &network, const graph::Plan &plan)
{
    const auto trace = traceChannels(network);
    EXPECT_TRUE(trace.hasValue());
    const Network quiet = silenced(network, *trace->structure, plan);
    auto forwarded = forwardConstants(quiet, *trace, plan);
    EXPECT_TRUE(forwarded.hasValue()) << (forwarded ? "" : toString(forwarded.problem()));
    const auto with = cut(forwarded->network, forwarded->trace, plan);
    const auto without = cut(network, *trace, plan);
    EXPECT_TRUE(with.hasValue() && without.hasValue());
    const at::Tensor input = randomInputs(*network.graph, 4, 3)[0];
    const at::Tensor expected = run(quiet, input);
    return {std::move(*forwarded), gap(run(with->network, input), expected), gap(run(without->network, input), expected),
            expected.abs().max().item<double>()};
}

graph::Plan randomPlanOf(const Network &network, std::uint64_t seed)
{
    const auto trace = traceChannels(network);
    EXPECT_TRUE(trace.hasValue());
    return test::randomPlan(*trace->structure, seed, 0.4, 0.0);
}

void expectExact(const Network &network, std::uint64_t seed)
{
    const Outcome outcome = compare(network, randomPlanOf(network, seed));
    EXPECT_LT(outcome.withForwarding, 1e-4 * (1.0 + outcome.scale));
    EXPECT_GT(outcome.without, 1e-2 * outcome.scale);
    EXPECT_TRUE(outcome.forwarded.skipped.empty()) << outcome.forwarded.skipped.front();
}

TEST(ForwardConstants, IsExactForUnpaddedConvolutionsWithBias)
{
    const auto network = buildZooModel("lenet5", {});
    ASSERT_TRUE(network.hasValue());
    for (const auto &[name, tensor] : network->weights.entries())
        if (tensor.dim() == 1)
            tensor.uniform_(-1.0, 1.0);
    expectExact(*network, 1);
}

TEST(ForwardConstants, GoesIntoTheRunningMeanThroughAResidualStream)
{
    NetWriter net(5);
    auto x = net.input({3, 6, 6});
    x = net.relu(net.batchNorm(net.conv(x, "stem", {.out = 8, .kernel = 1, .bias = false}), "bn"));
    for (const std::string block : {"a", "b"}) {
        auto y = net.batchNorm(net.conv(x, block + ".conv1", {.out = 6, .kernel = 1, .bias = false}), block + ".bn1");
        y = net.call("hardswish", {{"self", y}});
        y = net.batchNorm(net.conv(y, block + ".conv2", {.out = 8, .kernel = 1, .bias = false}), block + ".bn2");
        x = net.relu(net.add(x, y, block));
    }
    const Network network = net.finish({net.linear(net.flatten(net.globalPool(x)), "fc", 5)});
    expectExact(network, 1);
    const Outcome outcome = compare(network, randomPlanOf(network, 2));
    EXPECT_EQ(outcome.forwarded.into.size(), 5u); // four batch norms and the classifier's bias
}

TEST(ForwardConstants, CreatesABiasWhereThereIsNone)
{
    NetWriter net(6);
    auto x = net.input({3, 4, 4});
    x = net.relu(net.conv(x, "first", {.out = 8, .kernel = 1}));
    x = net.relu(net.conv(x, "second", {.out = 6, .kernel = 1, .bias = false}));
    const Network network = net.finish({net.linear(net.flatten(x), "fc", 4)});
    const graph::Plan plan = randomPlanOf(network, 1);
    const Outcome outcome = compare(network, plan);
    EXPECT_LT(outcome.withForwarding, 1e-4 * (1.0 + outcome.scale));
    EXPECT_TRUE(outcome.forwarded.network.graph->stored("second.bias").isValid());
    EXPECT_FALSE(network.graph->stored("second.bias").isValid());
    EXPECT_EQ(outcome.forwarded.trace.structure->groups.size(), 2u);
}

TEST(ForwardConstants, PassesThroughDepthwiseAndGroupedConvolutions)
{
    NetWriter net(7);
    auto x = net.input({3, 5, 5});
    x = net.relu(net.batchNorm(net.conv(x, "expand", {.out = 8, .kernel = 1, .bias = false}), "bn1"));
    x = net.relu(net.batchNorm(net.conv(x, "depth", {.out = 8, .kernel = 1, .groups = 8, .bias = false}), "bn2"));
    x = net.relu(net.batchNorm(net.conv(x, "grouped", {.out = 12, .kernel = 1, .groups = 4, .bias = false}), "bn3"));
    const Network network = net.finish({net.linear(net.flatten(net.globalPool(x)), "fc", 4)});
    const auto trace = traceChannels(network);
    ASSERT_TRUE(trace.hasValue());
    const graph::Plan plan = test::randomPlan(*trace->structure, 1, 0.5, 0.0);
    // Depth-wise filters are not silenced here: they pass on what they read.
    Network reference{network.graph, network.weights.clone()};
    for (const auto &[id, removed] : plan.groups())
        for (const graph::Member &member : trace->structure->group(id).members)
            for (const std::int32_t channel : removed)
                if (member.producer && member.tensor != "depth.weight")
                    reference.weights.get(member.tensor).select(member.axis, member.index(channel)).zero_();
    const auto forwarded = forwardConstants(reference, *trace, plan);
    ASSERT_TRUE(forwarded.hasValue());
    const auto with = cut(forwarded->network, forwarded->trace, plan);
    ASSERT_TRUE(with.hasValue());
    const at::Tensor input = randomInputs(*network.graph, 4, 3)[0];
    EXPECT_LT(gap(run(with->network, input), run(reference, input)), 1e-4);
}

TEST(ForwardConstants, IsNearlyExactOnAPaddedNetwork)
{
    const auto network = buildZooModel("cifar_resnet20", {.inSize = 32});
    ASSERT_TRUE(network.hasValue());
    test::randomiseNorms(*network, 3);
    const Outcome outcome = compare(*network, randomPlanOf(*network, 4));
    EXPECT_LT(outcome.withForwarding, 0.5 * outcome.without);
    EXPECT_TRUE(outcome.forwarded.skipped.empty());
}

// A penalty rarely ends at exactly zero: small filters still drive their batch norm, whose mean is beta.
TEST(ForwardConstants, TakesTheMeanOfFiltersThatAreNotZero)
{
    NetWriter net(9);
    auto x = net.input({3, 4, 4});
    x = net.relu(net.batchNorm(net.conv(x, "first", {.out = 6, .kernel = 1, .bias = false}), "bn"));
    const Network network = net.finish({net.linear(net.flatten(net.globalPool(x)), "fc", 4)});
    test::randomiseNorms(network, 2);
    network.weights.get("bn.bias").detach().fill_(0.5);
    const auto trace = traceChannels(network);
    ASSERT_TRUE(trace.hasValue());
    graph::Plan plan;
    plan.setRemoved(trace->structure->layer("first")->group, {1, 4});
    const auto forwarded = forwardConstants(network, *trace, plan);
    ASSERT_TRUE(forwarded.hasValue());
    const at::Tensor gone = at::tensor({1, 4}, at::kLong);
    const at::Tensor lost = network.weights.get("fc.weight").detach().index_select(1, gone)
                                .matmul(network.weights.get("bn.bias").detach().index_select(0, gone).relu());
    const at::Tensor change = forwarded->network.weights.get("fc.bias") - network.weights.get("fc.bias");
    EXPECT_LT(gap(change.detach(), lost), 1e-5);
    EXPECT_GT(lost.abs().max().item<double>(), 1e-3);
}

TEST(ForwardConstants, SaysWhatItCanNotCompensate)
{
    NetWriter net(8);
    auto x = net.input({6, 5});
    x = net.linear(x, "embed", 8);
    x = net.add(x, net.parameter("position", {1, 6, 8}, 1.0));
    x = net.linear(net.layerNorm(x, "norm"), "hidden", 10);
    const Network network = net.finish({net.linear(net.relu(x), "head", 3)});
    const auto trace = traceChannels(network);
    ASSERT_TRUE(trace.hasValue());
    const graph::Plan plan = test::randomPlan(*trace->structure, 1, 0.5, 0.0);
    const auto forwarded = forwardConstants(network, *trace, plan);
    ASSERT_TRUE(forwarded.hasValue());
    EXPECT_EQ(forwarded->skipped.size(), 2u); // the norm's statistics, and the layer that reads it
    EXPECT_EQ(forwarded->into, std::vector<std::string>{"head.bias"});
}

} // namespace
} // namespace espalier::model

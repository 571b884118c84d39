// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/shape_check.h"

#include "base/text.h"
#include "model/channel_tracer.h"
#include "model/net_writer.h"
#include "model/random_net.h"
#include "model/zoo.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace espalier::model {
namespace {

using graph::Size;
using test::integer;
using test::ints;

// The writer of test networks learns every shape by running the call.
TEST(ShapeCheck, AgreesWithWhatCallsGive)
{
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        const base::Status status = checkShapes(test::randomNet(seed));
        EXPECT_TRUE(status) << seed << ": " << base::toString(status.problem());
    }
    for (const char *name : {"cifar_resnet20", "lenet5", "mlp7_linear"}) {
        const auto network = buildZooModel(name);
        if (!network)
            continue; // other tests know which models there are
        const base::Status status = checkShapes(*network);
        EXPECT_TRUE(status) << name << ": " << base::toString(status.problem());
    }
}

TEST(ShapeCheck, KnowsConvolutionsNormsAndAttention)
{
    test::NetWriter net(1);
    const auto x = net.input({6, 9, 10});
    const auto weight = net.parameter("w", {6, 4, 3, 2}), bias = net.parameter("b", {8});
    auto y = net.call("conv_transpose2d", {{"input", x}, {"weight", weight}, {"bias", bias}, {"stride", ints({2, 1})}, {"padding", ints({1, 0})},
                                           {"output_padding", ints({1, 0})}, {"groups", integer(2)}, {"dilation", ints({1, 2})}}, "", "input");
    const auto kernel = net.parameter("k", {6, 4, 3, 3});
    y = net.call("conv2d", {{"input", y}, {"weight", kernel}, {"padding", std::string("same")}, {"groups", integer(2)}, {"dilation", ints({2, 2})}}, "",
                 "padding");
    y = net.groupNorm(y, "norm", 3);
    y = net.call("roll", {{"self", y}, {"shifts", ints({1})}, {"dims", ints({2})}});
    auto q = net.permute(net.flatten(y, 2), {0, 2, 1});
    q = net.layerNorm(q, "ln");
    q = net.call("scaled_dot_product_attention", {{"query", q}, {"key", q}, {"value", q}});
    const base::Status status = checkShapes(net.finish({net.linear(q, "fc", 3)}));
    EXPECT_TRUE(status) << base::toString(status.problem());
}

/// A call on x [batch, 4] whose result is said to be `shape`.
base::Status checkedCall(graph::Node call, graph::Sizes shape)
{
    graph::GraphBuilder builder;
    call.arguments.insert(call.arguments.begin(), {"self", builder.addInput("x", {{1, true}, {4, false}})});
    builder.addOutput(builder.addNode(std::move(call), {std::move(shape)})[0]);
    return checkShapes({*std::move(builder).finish(), {}});
}

TEST(ShapeCheck, NamesTheCallWhoseShapeIsNotSo)
{
    EXPECT_TRUE(checkedCall({"aten::relu", "", {}, {}, "act"}, {{1, true}, {4, false}}));
    const base::Status wrong = checkedCall({"aten::relu", "", {}, {}, "act"}, {{1, true}, {5, false}});
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.problem().code, base::ProblemCode::Malformed);
    EXPECT_EQ(wrong.problem().where, "act (aten::relu)");
    EXPECT_NE(wrong.problem().what.find("[2, 5], but it is [2, 4]"), std::string::npos) << wrong.problem().what;
    EXPECT_FALSE(checkedCall({"aten::view", "", {{"size", graph::Sizes{{1, true}, {3, false}}}}, {}, ""}, {{1, true}, {3, false}}));
    EXPECT_FALSE(checkedCall({"aten::transpose", "int", {{"dim0", Size{0, false}}, {"dim1", Size{7, false}}}, {}, ""}, {{4, false}, {1, true}}));
    const base::Status huge = checkedCall({"aten::expand", "", {{"size", ints({std::int64_t{1} << 40, 2, 4})}}, {}, ""},
                                          {{std::int64_t{1} << 40, false}, {2, false}, {4, false}});
    ASSERT_FALSE(huge);
    EXPECT_EQ(huge.problem().code, base::ProblemCode::Unsupported);
}

// Found by the fuzzer: LibTorch takes a scale without axes for one channel; the tracer asked for its first axis.
TEST(ShapeCheck, ScaleOfANormWithoutAxesIsNoReasonToCrash)
{
    graph::GraphBuilder builder;
    const auto x = builder.addInput("x", {{1, true}, {1, false}, {4, false}});
    const auto scale = builder.addStored(graph::ValueKind::Parameter, "norm.weight", {});
    graph::Node norm{"aten::group_norm", "", {{"input", x}, {"num_groups", Size{1, false}}, {"weight", scale}}, {}, "norm"};
    builder.addOutput(builder.addNode(std::move(norm), {{{1, true}, {1, false}, {4, false}}})[0]);
    Network network{*std::move(builder).finish(), {}};
    network.weights.set("norm.weight", at::ones({}));
    (void)checkShapes(network);
    const auto trace = traceChannels(network);
    ASSERT_TRUE(trace) << base::toString(trace.problem());
    EXPECT_TRUE(trace->structure->groups.empty());
}

// Found by the fuzzer: operands of more axes than the result, values of more axes than a set of axes holds.
TEST(ShapeCheck, BiasOfMoreAxesThanTheResultIsNoReasonToCrash)
{
    graph::GraphBuilder builder;
    const auto x = builder.addInput("x", {{1, true}, {4, false}});
    const auto weight = builder.addStored(graph::ValueKind::Parameter, "fc.weight", graph::fixedSizes({4, 4}));
    const auto bias = builder.addStored(graph::ValueKind::Parameter, "fc.bias", graph::fixedSizes({1, 1, 1, 4}));
    graph::Node linear{"aten::linear", "", {{"input", x}, {"weight", weight}, {"bias", bias}}, {}, "fc"};
    builder.addOutput(builder.addNode(std::move(linear), {{{1, true}, {4, false}}})[0]);
    Network network{*std::move(builder).finish(), {}};
    network.weights.set("fc.weight", at::ones({4, 4}));
    network.weights.set("fc.bias", at::ones({1, 1, 1, 4}));
    EXPECT_TRUE(traceChannels(network));
}

TEST(ShapeCheck, ValuesOfMoreThan31AxesAreNotFollowed)
{
    const auto traced = [](std::size_t axes) {
        graph::GraphBuilder builder;
        graph::Sizes shape(axes, Size{1, false});
        shape[0] = {1, true};
        const auto x = builder.addInput("x", shape);
        builder.addOutput(builder.addNode({"aten::relu", "", {{"self", x}}, {}, "act"}, {shape})[0]);
        return traceChannels({*std::move(builder).finish(), {}});
    };
    EXPECT_TRUE(traced(31));
    const auto refused = traced(32);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.problem().code, base::ProblemCode::Unsupported);
}

struct Convolved {
    graph::Sizes in{{1, true}, {3, false}, {8, false}, {8, false}};
    std::vector<std::int64_t> bias{6};
    std::vector<graph::NamedArgument> more{};
    graph::Sizes out{{1, true}, {6, false}, {6, false}, {6, false}};
    std::string op = "aten::conv2d";
};

/// A convolution of 3 to 6 channels, 3 x 3, whose file says what is given.
base::Status checkedConvolution(Convolved given)
{
    graph::GraphBuilder builder;
    const auto x = builder.addInput("x", std::move(given.in));
    const auto weight = builder.addStored(graph::ValueKind::Parameter, "w", graph::fixedSizes({6, 3, 3, 3}));
    const auto bias = builder.addStored(graph::ValueKind::Parameter, "b", graph::fixedSizes(std::move(given.bias)));
    graph::Node conv{given.op, "", {{"input", x}, {"weight", weight}, {"bias", bias}}, {}, "conv"};
    conv.arguments.insert(conv.arguments.end(), given.more.begin(), given.more.end());
    builder.addOutput(builder.addNode(std::move(conv), {std::move(given.out)})[0]);
    return checkShapes({*std::move(builder).finish(), {}});
}

TEST(ShapeCheck, BiasOfAConvolutionHasOneEntryPerChannel)
{
    EXPECT_TRUE(checkedConvolution({}));
    EXPECT_FALSE(checkedConvolution({.bias = {1, 6}}));
    EXPECT_FALSE(checkedConvolution({.bias = {5}}));
    EXPECT_FALSE(checkedConvolution({.bias = {}}));
}

TEST(ShapeCheck, PoolsThatWouldFillMemoryAreNotComputed)
{
    const auto pooled = [](std::int64_t size) {
        graph::GraphBuilder builder;
        const graph::Sizes out{{1, true}, {3, false}, {size, false}, {size, false}};
        const auto x = builder.addInput("x", {{1, true}, {3, false}, {8, false}, {8, false}});
        graph::Node pool{"aten::adaptive_avg_pool2d", "", {{"self", x}, {"output_size", ints({size, size})}}, {}, "pool"};
        builder.addOutput(builder.addNode(std::move(pool), {out})[0]);
        return checkShapes({*std::move(builder).finish(), {}});
    };
    EXPECT_TRUE(pooled(2));
    EXPECT_TRUE(pooled(16384)) << "6 GB, if it were computed";
    EXPECT_FALSE(pooled(std::int64_t{1} << 20)) << "beyond all values";
}

TEST(ShapeCheck, ConvolutionsAreNeverComputed)
{
    EXPECT_TRUE(checkedConvolution({.in = {{3, false}, {8, false}, {8, false}}, .out = {{6, false}, {6, false}, {6, false}}})) << "a single image";
    EXPECT_FALSE(checkedConvolution({.in = {{1, true}, {4, false}, {8, false}, {8, false}}})) << "channels that do not fit";
    EXPECT_FALSE(checkedConvolution({.more = {{"stride", ints({0, 1})}}}));
    EXPECT_FALSE(checkedConvolution({.more = {{"padding", ints({INT64_MAX, 0})}}}));
    EXPECT_FALSE(checkedConvolution({.more = {{"groups", integer(INT64_MAX)}}}));
    EXPECT_FALSE(checkedConvolution({.op = "aten::conv_tbc"}));
}

} // namespace
} // namespace espalier::model

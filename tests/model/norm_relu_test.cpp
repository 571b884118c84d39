// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/norm_relu.h"

#include "model/executor.h"
#include "model/norm_chain.h"
#include "model/zoo.h"
#include "support/torch/tiny_net.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace espalier::model {
namespace {

constexpr auto Last = at::MemoryFormat::ChannelsLast;

struct Layer {
    NormRelu call;
    at::Tensor y;

    Layer(std::int64_t channels, at::ScalarType type, bool residual)
    {
        at::manual_seed(5);
        const auto image = [&] { return at::randn({4, channels, 6, 8}).to(type).contiguous(Last).requires_grad_(true); };
        call.input = image();
        if (residual)
            call.residual = image();
        call.weight = at::rand({channels}).add_(0.5).requires_grad_(true);
        call.bias = at::randn({channels}).requires_grad_(true);
        call.runningMean = at::randn({channels});
        call.runningVariance = at::rand({channels});
    }

    void runFused() { y = run(call); }
    void runPlain()
    {
        y = at::batch_norm(call.input, call.weight, call.bias, call.runningMean, call.runningVariance, true, 0.1, 1e-5, false);
        y = at::relu(call.residual.defined() ? y + call.residual : y);
    }
    // Where the sum is nearly 0 its sign, and so the gradient, is a matter of rounding: no gradient there.
    void backward()
    {
        at::manual_seed(6);
        const auto exact = [](const at::Tensor &tensor) { return tensor.detach().to(at::kDouble); };
        at::Tensor sum = at::batch_norm(exact(call.input), exact(call.weight), exact(call.bias), {}, {}, true, 0.1, 1e-5, false);
        if (call.residual.defined())
            sum = sum + exact(call.residual);
        const at::Tensor gradient = at::randn(y.sizes()).masked_fill(sum.abs().lt(0.05), 0.0);
        y.backward(gradient.to(y.scalar_type()).contiguous(Last));
    }
};

void expectClose(const at::Tensor &a, const at::Tensor &b, double tolerance, const char *what)
{
    ASSERT_TRUE(a.defined() && b.defined()) << what;
    EXPECT_EQ(a.scalar_type(), b.scalar_type()) << what;
    const double scale = b.abs().max().item<double>();
    EXPECT_LE((a.to(at::kFloat) - b.to(at::kFloat)).abs().max().item<double>(), tolerance * (1.0 + scale)) << what;
}

TEST(NormRelu, EqualsTheThreeOperatorsAndTheirGradients)
{
    for (const at::ScalarType type : {at::kFloat, at::kBFloat16})
        for (const bool residual : {false, true})
            for (const std::int64_t channels : {6, 16, 48}) {
                SCOPED_TRACE(testing::Message() << channels << " channels, residual " << residual << ", " << at::toString(type));
                Layer fused(channels, type, residual), plain(channels, type, residual);
                ASSERT_TRUE(fits(fused.call));
                fused.runFused();
                plain.runPlain();
                fused.backward();
                plain.backward();
                const double tolerance = type == at::kFloat ? 1e-5 : 2e-2;
                EXPECT_TRUE(fused.y.is_contiguous(Last));
                expectClose(fused.y, plain.y, tolerance, "y");
                expectClose(fused.call.runningMean, plain.call.runningMean, 1e-5, "running mean");
                expectClose(fused.call.runningVariance, plain.call.runningVariance, 1e-5, "running variance");
                expectClose(fused.call.input.grad(), plain.call.input.grad(), tolerance, "gradient of x");
                expectClose(fused.call.weight.grad(), plain.call.weight.grad(), tolerance, "gradient of weight");
                expectClose(fused.call.bias.grad(), plain.call.bias.grad(), tolerance, "gradient of bias");
                if (residual)
                    expectClose(fused.call.residual.grad(), plain.call.residual.grad(), tolerance, "gradient of residual");
            }
}

TEST(NormRelu, FitsOnlyWhatTheLoopsCanTake)
{
    const Layer good(16, at::kFloat, true);
    EXPECT_TRUE(fits(good.call));
    NormRelu call = good.call;
    call.input = good.call.input.contiguous();
    EXPECT_FALSE(fits(call)) << "not channels_last";
    call = good.call;
    call.input = good.call.input.to(at::kDouble);
    EXPECT_FALSE(fits(call)) << "double";
    call = good.call;
    call.residual = good.call.residual.to(at::kBFloat16);
    EXPECT_FALSE(fits(call)) << "residual of another type";
    call = good.call;
    call.residual = good.call.residual.slice(0, 0, 1);
    EXPECT_FALSE(fits(call)) << "residual that would broadcast";
    call = good.call;
    call.weight = at::Tensor();
    EXPECT_FALSE(fits(call)) << "no affine";
    call = good.call;
    call.input = at::randn({1, 16, 1, 1});
    call.residual = at::Tensor();
    EXPECT_FALSE(fits(call)) << "one row";
}

TEST(NormRelu, WithoutGradientsNoneAreRecorded)
{
    Layer layer(16, at::kFloat, false);
    const at::NoGradGuard none;
    layer.runFused();
    EXPECT_FALSE(layer.y.requires_grad());
}

TEST(NormChains, AreFoundInResidualNetworks)
{
    const auto cifar = buildZooModel("cifar_resnet20"), imagenet = buildZooModel("resnet50"), vgg = buildZooModel("vgg16_bn");
    ASSERT_TRUE(cifar && imagenet && vgg);
    EXPECT_EQ(findNormChains(*cifar->graph).size(), 19u);    // all norms
    EXPECT_EQ(findNormChains(*imagenet->graph).size(), 49u); // all but those of the four projections
    EXPECT_EQ(findNormChains(*vgg->graph).size(), 13u);
    std::size_t withAdd = 0;
    for (const NormChain &chain : findNormChains(*imagenet->graph))
        withAdd += chain.add ? 1 : 0;
    EXPECT_EQ(withAdd, 16u);
}

struct TinyChain {
    graph::GraphBuilder builder;
    graph::ValueId x, norm;

    TinyChain()
    {
        const graph::Sizes shape{{1, true}, {4, false}, {2, false}, {2, false}};
        x = builder.addInput("x", shape);
        std::vector<graph::NamedArgument> arguments{{"input", x}};
        for (const char *name : {"weight", "bias", "running_mean", "running_var"})
            arguments.push_back({name, builder.addStored(graph::ValueKind::Parameter, name, graph::fixedSizes({4}))});
        for (const auto &[name, value] : std::initializer_list<graph::NamedArgument>{
                 {"training", false}, {"momentum", 0.1}, {"eps", 1e-5}, {"cudnn_enabled", true}})
            arguments.push_back({name, value});
        norm = call("aten::batch_norm", "", arguments);
    }
    graph::ValueId call(const char *op, const char *overload, std::vector<graph::NamedArgument> arguments)
    {
        return builder.addNode({op, overload, std::move(arguments), {}, ""}, {builder.value(x).shape})[0];
    }
    std::size_t chains(std::initializer_list<graph::ValueId> outputs)
    {
        for (const graph::ValueId output : outputs)
            builder.addOutput(output);
        return findNormChains(**std::move(builder).finish()).size();
    }
};

TEST(NormChains, NeedASingleReaderAndNothingInPlace)
{
    TinyChain plain;
    EXPECT_EQ(plain.chains({plain.call("aten::relu", "", {{"self", plain.norm}})}), 1u);
    TinyChain readTwice;
    const graph::ValueId relu = readTwice.call("aten::relu", "", {{"self", readTwice.norm}});
    EXPECT_EQ(readTwice.chains({relu, readTwice.call("aten::neg", "", {{"self", readTwice.norm}})}), 0u);
    TinyChain isOutput;
    EXPECT_EQ(isOutput.chains({isOutput.call("aten::relu", "", {{"self", isOutput.norm}}), isOutput.norm}), 0u);
    TinyChain inPlace;
    inPlace.call("aten::relu_", "", {{"self", inPlace.x}});
    EXPECT_EQ(inPlace.chains({inPlace.call("aten::relu", "", {{"self", inPlace.norm}})}), 0u);
    TinyChain scaled;
    const graph::ValueId sum = scaled.call("aten::add", "Tensor", {{"self", scaled.norm}, {"other", scaled.x}, {"alpha", graph::Size{2, false}}});
    EXPECT_EQ(scaled.chains({scaled.call("aten::relu", "", {{"self", sum}})}), 0u);
    TinyChain doubled;
    const graph::ValueId twice = doubled.call("aten::add", "Tensor", {{"self", doubled.norm}, {"other", doubled.norm}});
    EXPECT_EQ(doubled.chains({doubled.call("aten::relu", "", {{"self", twice}})}), 0u);
}

// A whole training step with one call per chain, against one node by node (hooks make the executor do that). Signs near
// 0 differ by rounding, and with them single gradients: node by node in float differs from double by as much.
TEST(NormChains, TrainingStepEqualsNodeByNode)
{
    for (const char *name : {"cifar_resnet20", "cifar_resnet20b"}) {
        const auto network = buildZooModel(name);
        ASSERT_TRUE(network);
        const Weights fused = channelsLast(network->weights).clone(), plain = channelsLast(network->weights).clone();
        at::manual_seed(2);
        const at::Tensor input = at::randn({4, 3, 32, 32}).contiguous(Last);
        for (const Weights *weights : {&fused, &plain}) {
            for (const graph::ValueId id : network->graph->storedOf(graph::ValueKind::Parameter))
                weights->get(network->graph->value(id).name).requires_grad_(true);
            const auto executor = Executor::create(network->graph, *weights);
            ASSERT_TRUE(executor);
            ForwardOptions options{.mode = Mode::Train};
            if (weights == &plain)
                options.afterNode = [](graph::NodeId, std::vector<at::Tensor> &) {};
            const auto logits = (*executor)->logits(input, options);
            ASSERT_TRUE(logits) << base::toString(logits.problem());
            logits->square().sum().backward();
        }
        for (const auto &[entry, tensor] : fused.entries()) {
            if (!tensor.requires_grad() && tensor.is_floating_point())
                expectClose(tensor, plain.get(entry), 1e-5, entry.c_str());
            if (!tensor.requires_grad())
                continue;
            const at::Tensor expected = plain.get(entry).grad();
            EXPECT_LT((tensor.grad() - expected).norm().item<double>(), 0.03 * expected.norm().item<double>()) << entry;
        }
    }
}

} // namespace
} // namespace espalier::model

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/executor.h"

#include "support/torch/tiny_net.h"

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>
#include <gtest/gtest.h>

#include <array>

namespace espalier::model {
namespace {

using graph::Argument;
using graph::GraphBuilder;
using graph::Node;
using graph::Size;
using graph::Sizes;
using graph::ValueId;
using graph::ValueKind;

const Sizes Batched{{1, true}, {4, false}};

Node makeNode(const char *op, const char *overload, std::vector<graph::NamedArgument> arguments, const char *module = "")
{
    return {op, overload, std::move(arguments), {}, module};
}

std::unique_ptr<Executor> executorOf(const Network &network)
{
    auto executor = Executor::create(network.graph, network.weights);
    EXPECT_TRUE(executor) << base::toString(executor.problem());
    return executor ? std::move(*executor) : nullptr;
}

// A graph of one node: the argument called `tensorName` is the input "x".
base::Result<std::unique_ptr<Executor>> executorOfNode(Node node, const std::string &tensorName, Sizes outputShape = Batched,
                                                       std::size_t outputs = 1)
{
    GraphBuilder builder;
    const ValueId x = builder.addInput("x", Batched);
    if (!tensorName.empty())
        node.arguments.insert(node.arguments.begin(), {tensorName, x});
    for (const ValueId output : builder.addNode(std::move(node), std::vector<Sizes>(outputs, outputShape)))
        builder.addOutput(output);
    auto graph = std::move(builder).finish();
    if (!graph)
        return graph.problem();
    return Executor::create(*graph, {});
}

at::Tensor runNode(const Node &node, const std::string &tensorName, const at::Tensor &input)
{
    auto executor = executorOfNode(node, tensorName);
    EXPECT_TRUE(executor) << base::toString(executor.problem());
    if (!executor)
        return {};
    auto output = (*executor)->logits(input);
    EXPECT_TRUE(output) << base::toString(output.problem());
    return output ? *output : at::Tensor();
}

at::Tensor norm(const Weights &w, const at::Tensor &x, const std::string &name, bool training)
{
    return at::batch_norm(x, w.get(name + ".weight"), w.get(name + ".bias"), w.get(name + ".running_mean"),
                          w.get(name + ".running_var"), training, 0.1, 1e-5, true);
}

// The tiny net written out by hand.
at::Tensor handwritten(const Weights &w, const at::Tensor &input, bool training)
{
    const at::Tensor x = at::relu(norm(w, at::conv2d(input, w.get("stem.weight"), {}, 1, 1), "bn1", training));
    at::Tensor y = at::relu(norm(w, at::conv2d(x, w.get("body.conv1.weight"), {}, 1, 1), "body.bn1", training));
    y = norm(w, at::conv2d(y, w.get("body.conv2.weight"), {}, 1, 1), "body.bn2", training);
    y = at::relu(at::conv2d(at::relu(x + y), w.get("down.weight"), w.get("down.bias"), 2, 1));
    return at::linear(at::flatten(at::adaptive_avg_pool2d(y, {1, 1}), 1), w.get("fc.weight"), w.get("fc.bias"));
}

TEST(Executor, EvalEqualsDirectCalls)
{
    const Network network = test::tinyNet();
    const auto executor = executorOf(network);
    for (const std::int64_t batch : {1, 5, 2}) {
        const at::Tensor input = at::randn({batch, 3, 8, 8});
        const auto logits = executor->logits(input);
        ASSERT_TRUE(logits) << base::toString(logits.problem());
        EXPECT_TRUE(at::equal(*logits, handwritten(network.weights, input, false)));
        EXPECT_FALSE(logits->requires_grad());
    }
}

TEST(Executor, TrainUsesBatchStatisticsAndUpdatesRunningOnes)
{
    const Network network = test::tinyNet();
    const Weights reference = network.weights.clone();
    const auto executor = executorOf(network);
    const at::Tensor input = at::randn({6, 3, 8, 8});
    for (int step = 0; step < 3; ++step) {
        const auto logits = executor->logits(input, {.mode = Mode::Train});
        ASSERT_TRUE(logits);
        EXPECT_TRUE(at::equal(*logits, handwritten(reference, input, true)));
    }
    for (const char *name : {"bn1.running_mean", "body.bn2.running_var"}) {
        EXPECT_TRUE(at::equal(network.weights.get(name), reference.get(name))) << name;
    }
    EXPECT_EQ(network.weights.get("bn1.num_batches_tracked").item<std::int64_t>(), 3);
    ASSERT_TRUE(executor->logits(input));
    EXPECT_EQ(network.weights.get("body.bn1.num_batches_tracked").item<std::int64_t>(), 3);
}

TEST(Executor, GradientsEqualThoseOfDirectCalls)
{
    const Network network = test::tinyNet();
    const Weights reference = network.weights.clone();
    for (const Weights *weights : {&network.weights, &reference})
        for (const ValueId id : network.graph->storedOf(ValueKind::Parameter))
            weights->get(network.graph->value(id).name).requires_grad_(true);
    const auto executor = executorOf(network);
    const at::Tensor input = at::randn({4, 3, 8, 8});
    const auto logits = executor->logits(input, {.mode = Mode::Train});
    ASSERT_TRUE(logits);
    logits->square().sum().backward();
    handwritten(reference, input, true).square().sum().backward();
    for (const ValueId id : network.graph->storedOf(ValueKind::Parameter)) {
        const std::string &name = network.graph->value(id).name;
        ASSERT_TRUE(network.weights.get(name).grad().defined()) << name;
        EXPECT_TRUE(at::equal(network.weights.get(name).grad(), reference.get(name).grad())) << name;
    }
}

TEST(Executor, EvalTracksGradientsOnlyForInputsThatAsk)
{
    const Network network = test::tinyNet();
    network.weights.get("fc.weight").requires_grad_(true);
    const auto executor = executorOf(network);
    at::Tensor input = at::randn({2, 3, 8, 8});
    EXPECT_FALSE(executor->logits(input)->requires_grad());
    input.requires_grad_(true);
    const auto logits = executor->logits(input);
    ASSERT_TRUE(logits->requires_grad());
    logits->sum().backward();
    EXPECT_GT(input.grad().abs().sum().item<double>(), 0.0);
}

TEST(Executor, DropoutDropsInTrainingOnly)
{
    const Network network = test::tinyMlp();
    const auto executor = executorOf(network);
    const at::Tensor input = at::randn({64, 1, 2, 2});
    const at::Tensor &w = network.weights.get("fc1.weight");
    const at::Tensor hidden = at::relu(at::linear(at::flatten(input, 1), w, network.weights.get("fc1.bias")));
    const at::Tensor expected = at::linear(hidden, network.weights.get("fc2.weight"), network.weights.get("fc2.bias"));
    EXPECT_TRUE(at::equal(*executor->logits(input), expected));
    EXPECT_FALSE(at::allclose(*executor->logits(input, {.mode = Mode::Train}), expected));
}

TEST(Executor, NormWithoutStatisticsKeepsItsOwnMode)
{
    const Node node = makeNode("aten::batch_norm", "",
                    {{"weight", std::monostate{}}, {"bias", std::monostate{}}, {"running_mean", std::monostate{}},
                     {"running_var", std::monostate{}}, {"training", true}, {"momentum", 0.1}, {"eps", 1e-5},
                     {"cudnn_enabled", false}});
    const at::Tensor output = runNode(node, "input", at::randn({32, 4}) * 3 + 5);
    EXPECT_LT(output.mean(0).abs().max().item<double>(), 1e-4);
}

TEST(Executor, IntermediateValuesDieAfterTheirLastUse)
{
    const Network network = test::tinyNet();
    const auto executor = executorOf(network);
    std::vector<c10::weak_intrusive_ptr<c10::TensorImpl>> made;
    std::size_t mostAlive = 0;
    ForwardOptions options;
    options.afterNode = [&](graph::NodeId, std::vector<at::Tensor> &outputs) {
        made.emplace_back(outputs[0].getIntrusivePtr());
        std::size_t alive = 0;
        for (const auto &tensor : made)
            alive += tensor.expired() ? 0 : 1;
        mostAlive = std::max(mostAlive, alive);
    };
    ASSERT_TRUE(executor->logits(at::randn({2, 3, 8, 8}), options));
    EXPECT_EQ(mostAlive, 3u); // the residual, what is read and what is made
    for (const auto &tensor : made)
        EXPECT_TRUE(tensor.expired());
}

TEST(Executor, HooksSeeAndReplace)
{
    const Network network = test::tinyNet();
    const auto executor = executorOf(network);
    const at::Tensor input = at::randn({2, 3, 8, 8});
    std::vector<std::string> seen;
    ForwardOptions options;
    options.beforeOperand = [&](graph::NodeId id, const std::string &argument, at::Tensor &tensor) {
        if (network.graph->node(id).module != "fc")
            return;
        seen.push_back(argument);
        if (argument == "input")
            tensor = at::zeros_like(tensor);
    };
    const auto zeroed = executor->logits(input, options);
    ASSERT_TRUE(zeroed);
    EXPECT_EQ(seen, (std::vector<std::string>{"input", "weight", "bias"}));
    EXPECT_TRUE(at::equal(*zeroed, network.weights.get("fc.bias").expand({2, 4})));

    options = {};
    options.afterNode = [&](graph::NodeId id, std::vector<at::Tensor> &outputs) {
        if (network.graph->node(id).module == "fc")
            outputs[0] = outputs[0] + 1;
    };
    EXPECT_TRUE(at::equal(*executor->logits(input, options), *executor->logits(input) + 1));
}

TEST(Executor, BfloatKeepsMastersAndReturnsFloats)
{
    const Network network = test::tinyNet();
    const auto executor = executorOf(network);
    const at::Tensor input = at::randn({8, 3, 8, 8});
    bool halved = false;
    ForwardOptions options{.precision = Precision::Bf16};
    options.afterNode = [&](graph::NodeId, std::vector<at::Tensor> &outputs) {
        halved = halved || outputs[0].scalar_type() == at::kBFloat16;
    };
    const auto half = executor->logits(input, options);
    const auto full = executor->logits(input);
    ASSERT_TRUE(half && full);
    EXPECT_TRUE(halved);
    EXPECT_EQ(half->scalar_type(), at::kFloat);
    EXPECT_TRUE(at::allclose(*half, *full, 5e-2, 5e-2));
    EXPECT_FALSE(at::equal(*half, *full));
    EXPECT_EQ(network.weights.get("stem.weight").scalar_type(), at::kFloat);
    EXPECT_FALSE(at::autocast::is_autocast_enabled(at::kCPU));
}

TEST(Executor, BfloatTrainsTheMasters)
{
    const Network network = test::tinyNet();
    network.weights.get("stem.weight").requires_grad_(true);
    const auto executor = executorOf(network);
    const auto logits = executor->logits(at::randn({4, 3, 8, 8}), {.mode = Mode::Train, .precision = Precision::Bf16});
    ASSERT_TRUE(logits);
    logits->sum().backward();
    EXPECT_EQ(network.weights.get("stem.weight").grad().scalar_type(), at::kFloat);
}

TEST(Executor, RebindingTakesNewTensors)
{
    const Network network = test::tinyNet(), other = test::tinyNet(9);
    const auto executor = executorOf(network);
    const at::Tensor input = at::randn({2, 3, 8, 8});
    network.weights.get("fc.bias").add_(1.0); // in place: seen without binding again
    EXPECT_TRUE(at::equal(*executor->logits(input), handwritten(network.weights, input, false)));
    executor->bind(other.weights);
    EXPECT_TRUE(at::equal(*executor->logits(input), handwritten(other.weights, input, false)));
}

TEST(Executor, SizesFollowTheBatch)
{
    GraphBuilder builder;
    const ValueId x = builder.addInput("x", Batched);
    const ValueId flat = builder.addNode(makeNode("aten::view", "", {{"self", x}, {"size", Sizes{{4, true}}}}), {{{4, true}}})[0];
    const ValueId zeros = builder.addNode(makeNode("aten::zeros", "", {{"size", Sizes{{4, true}}}, {"dtype", graph::DType::Float32},
                                                               {"device", std::string("cpu")}}), {{{4, true}}})[0];
    builder.addOutput(builder.addNode(makeNode("aten::add", "Tensor", {{"self", flat}, {"other", zeros}, {"alpha", Size{2, false}}}), {{{4, true}}})[0]);
    const auto executor = Executor::create(*std::move(builder).finish(), {});
    ASSERT_TRUE(executor) << base::toString(executor.problem());
    for (const std::int64_t batch : {3, 1, 7}) {
        const at::Tensor input = at::randn({batch, 4});
        EXPECT_TRUE(at::equal(*(*executor)->logits(input), input.view(-1)));
    }
}

TEST(Executor, ListsOfTensorsGoInAndOut)
{
    GraphBuilder builder;
    const ValueId x = builder.addInput("x", Batched);
    const auto halves = builder.addNode(makeNode("aten::split", "Tensor", {{"self", x}, {"split_size", Size{2, false}}, {"dim", Size{1, false}}}),
                                        {{{1, true}, {2, false}}, {{1, true}, {2, false}}});
    const ValueId rows = builder.addStored(ValueKind::Constant, "rows", graph::fixedSizes({3}), graph::DType::Int64);
    const ValueId swapped = builder.addNode(makeNode("aten::cat", "", {{"tensors", std::vector<ValueId>{halves[1], halves[0]}}, {"dim", Size{1, false}}}), {Batched})[0];
    builder.addOutput(builder.addNode(makeNode("aten::index", "Tensor", {{"self", swapped}, {"indices", std::vector<ValueId>{ValueId{}, rows}}}),
                                      {{{1, true}, {3, false}}})[0]);
    Weights weights;
    weights.set("rows", at::tensor(std::vector<std::int64_t>{0, 3, 1}, at::kLong));
    const auto executor = Executor::create(*std::move(builder).finish(), weights);
    ASSERT_TRUE(executor) << base::toString(executor.problem());
    const at::Tensor input = at::randn({5, 4});
    const auto output = (*executor)->logits(input);
    ASSERT_TRUE(output) << base::toString(output.problem());
    EXPECT_TRUE(at::equal(*output, at::stack({input.select(1, 2), input.select(1, 1), input.select(1, 3)}, 1)));
}

TEST(Executor, ArgumentsOfEveryKindFitTheirSchema)
{
    const at::Tensor x = at::randn({3, 4});
    EXPECT_TRUE(at::equal(runNode(makeNode("aten::to", "dtype", {{"dtype", graph::DType::Float64}}), "self", x), x.to(at::kDouble)));
    EXPECT_TRUE(at::equal(runNode(makeNode("aten::pad", "", {{"pad", graph::fixedSizes({1, 1})}, {"mode", std::string("constant")}, {"value", 2.0}}), "self", x),
                          at::constant_pad_nd(x, {1, 1}, 2.0)));
    EXPECT_TRUE(at::equal(runNode(makeNode("aten::mean", "dim", {{"dim", Size{1, false}}, {"keepdim", true}}), "self", x), x.mean(1, true)));
    EXPECT_TRUE(at::equal(runNode(makeNode("aten::mul", "Scalar", {{"other", Size{3, false}}}), "self", x), x * 3));
    // A number where a tensor is wanted keeps the type of the result, as in Python.
    const at::Tensor scaled = runNode(makeNode("aten::mul", "Tensor", {{"other", 0.5}}), "self", x);
    EXPECT_TRUE(at::equal(scaled, x * 0.5));
    EXPECT_EQ(scaled.scalar_type(), at::kFloat);
    EXPECT_TRUE(at::equal(runNode(makeNode("aten::add", "Tensor", {{"other", Size{3, false}}}), "self", x), x + 3));
    EXPECT_TRUE(at::equal(runNode(makeNode("aten::gelu", "", {{"approximate", std::string("tanh")}}), "self", x), at::gelu(x, "tanh")));
    EXPECT_TRUE(at::equal(runNode(makeNode("aten::clamp", "", {{"min", std::monostate{}}, {"max", 0.5}}), "self", x), at::clamp_max(x, 0.5)));
    const Node upsample = makeNode("aten::upsample_nearest1d", "vec", {{"output_size", std::monostate{}}, {"scale_factors", std::vector<double>{2.0}}});
    GraphBuilder builder;
    const ValueId image = builder.addInput("x", {{1, true}, {2, false}, {4, false}});
    Node call = upsample;
    call.arguments.push_back({"input", image});
    builder.addOutput(builder.addNode(call, {{{1, true}, {2, false}, {8, false}}})[0]);
    const auto executor = Executor::create(*std::move(builder).finish(), {});
    ASSERT_TRUE(executor) << base::toString(executor.problem());
    EXPECT_EQ((*executor)->logits(at::randn({1, 2, 4}))->size(2), 8);
}

TEST(Executor, SeveralResultsGoToSeveralValues)
{
    auto executor = executorOfNode(makeNode("aten::max", "dim", {{"dim", Size{1, false}}}), "self", {{1, true}}, 2);
    ASSERT_TRUE(executor) << base::toString(executor.problem());
    const at::Tensor input = at::randn({3, 4});
    const auto outputs = (*executor)->forward({input});
    ASSERT_TRUE(outputs);
    EXPECT_TRUE(at::equal((*outputs)[0], std::get<0>(input.max(1))));
    EXPECT_TRUE(at::equal((*outputs)[1], std::get<1>(input.max(1))));
}

TEST(Executor, UnknownOperatorIsNamed)
{
    const auto executor = executorOfNode(makeNode("aten::fold_space", "", {}, "engine.warp"), "self");
    ASSERT_FALSE(executor);
    EXPECT_EQ(executor.problem().code, base::ProblemCode::Unsupported);
    EXPECT_EQ(executor.problem().where, "engine.warp (aten::fold_space)");
}

TEST(Executor, MisfitArgumentsAreNamed)
{
    const std::pair<Node, const char *> rows[] = {
        {makeNode("aten::relu", "", {{"slope", 0.1}}), "no argument 'slope'"},
        {makeNode("aten::softmax", "int", {{"dim", 1.5}}), "'dim' does not fit its type int"},
        {makeNode("aten::flatten", "using_ints", {{"start_dim", graph::fixedSizes({1})}}), "'start_dim'"},
        {makeNode("aten::softmax", "int", {}), "'dim' is missing"},
        {makeNode("aten::relu", "", {}), ""}};
    for (const auto &[node, part] : rows) {
        const auto executor = executorOfNode(node, "self");
        if (*part == '\0') {
            EXPECT_TRUE(executor);
            continue;
        }
        ASSERT_FALSE(executor) << part;
        EXPECT_EQ(executor.problem().code, base::ProblemCode::Unsupported);
        EXPECT_NE(executor.problem().what.find(part), std::string::npos) << executor.problem().what;
    }
}

TEST(Executor, MissingWeightsAreAMismatch)
{
    Network network = test::tinyNet();
    network.weights.set("fc.bias", at::Tensor());
    const auto executor = Executor::create(network.graph, network.weights);
    ASSERT_FALSE(executor);
    EXPECT_NE(executor.problem().what.find("fc.bias"), std::string::npos);
}

TEST(Executor, WrongInputsAreToldInPlainWords)
{
    const auto executor = executorOf(test::tinyNet());
    const auto wrong = executor->logits(at::zeros({2, 1, 8, 8}));
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.problem().code, base::ProblemCode::Mismatch);
    EXPECT_EQ(wrong.problem().what, "The input 'x' is [2, 1, 8, 8], but the network takes [batch, 3, 8, 8].");
    EXPECT_FALSE(executor->forward({}));
    EXPECT_FALSE(executor->logits(at::Tensor()));
}

TEST(Executor, FailureNamesTheNodeWithoutBacktraceAndLeavesItUsable)
{
    const Network network = test::tinyNet();
    const auto executor = executorOf(network);
    const at::Tensor input = at::randn({2, 3, 8, 8});
    Weights broken = network.weights;
    broken.set("fc.weight", at::zeros({4, 11}));
    executor->bind(broken);
    const auto failed = executor->logits(input);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.problem().code, base::ProblemCode::WorkFailed);
    EXPECT_EQ(failed.problem().where, "fc (aten::linear)");
    EXPECT_NE(failed.problem().what.find("mat1 and mat2"), std::string::npos);
    EXPECT_EQ(failed.problem().what.find("frame #"), std::string::npos);
    executor->bind(network.weights);
    EXPECT_TRUE(at::equal(*executor->logits(input), handwritten(network.weights, input, false)));
}

TEST(Executor, ExceptionsOfHooksBecomeProblems)
{
    const auto executor = executorOf(test::tinyNet());
    ForwardOptions options;
    options.afterNode = [](graph::NodeId, std::vector<at::Tensor> &) { throw std::runtime_error("no more"); };
    const auto failed = executor->logits(at::randn({2, 3, 8, 8}), options);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.problem().what, "no more");
    EXPECT_EQ(failed.problem().where, "stem (aten::conv2d)");
}

} // namespace
} // namespace espalier::model

// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include "recipe/option_schemas.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>

#include <algorithm>

namespace espalier::methods::test {

namespace {

/// Two threads that wait for each other on a busy machine make the smallest tensors ten times slower.
class OneThread : public testing::Environment {
public:
    void SetUp() override { at::set_num_threads(1); }
};
[[maybe_unused]] const auto *const oneThread = testing::AddGlobalTestEnvironment(new OneThread);

graph::Layer layer(const std::string &name, std::vector<std::int64_t> shape, graph::GroupId group)
{
    graph::Layer result;
    result.name = name;
    result.op = "aten.conv2d";
    result.weight = name + ".weight";
    result.weightShape = std::move(shape);
    result.group = group;
    return result;
}

graph::Group group(std::int32_t id, const std::string &name, std::int32_t channels, std::vector<graph::Member> members)
{
    graph::Group result;
    result.id = {id};
    result.name = name;
    result.channels = channels;
    result.members = std::move(members);
    return result;
}

graph::Member producer(const std::string &tensor, int axis, std::vector<std::int32_t> indices = {})
{
    graph::Member member;
    member.tensor = tensor;
    member.axis = axis;
    member.producer = true;
    member.indices = std::move(indices);
    return member;
}

graph::Member consumer(const std::string &tensor, int axis)
{
    graph::Member member;
    member.tensor = tensor;
    member.axis = axis;
    return member;
}

std::shared_ptr<graph::Structure> makeStructure()
{
    auto structure = std::make_shared<graph::Structure>();
    structure->layers = {layer("a", {8, 5}, {0}), layer("b", {6, 8, 3, 3}, {1}), layer("d", {6, 5, 1, 1}, {1}),
                         layer("t", {6, 4, 2, 2}, {2}), layer("fc", {3, 4}, {})};
    structure->layers[0].bias = "a.bias";
    structure->layers[1].norm = "bn";
    structure->groups = {group(0, "a", 8, {producer("a.weight", 0), consumer("b.weight", 1)}),
                         group(1, "b", 6, {producer("b.weight", 0), producer("d.weight", 0), consumer("t.weight", 0),
                                  consumer("bn.weight", 0), consumer("bn.bias", 0)}),
                         group(2, "t", 4, {producer("t.weight", 1, {3, 2, 1, 0}), consumer("fc.weight", 1)})};
    return structure;
}

void setShuffled(Bench &bench, const graph::Member &member, const std::vector<std::int64_t> &order)
{
    const at::Tensor old = bench.weights.get(member.tensor);
    at::Tensor changed = old.clone();
    for (std::size_t channel = 0; channel < order.size(); ++channel)
        changed.select(member.axis, member.index(static_cast<std::int32_t>(channel)))
            .copy_(old.select(member.axis, member.index(static_cast<std::int32_t>(order[channel]))));
    bench.weights.set(member.tensor, changed);
}

} // namespace

Bench makeBench(std::uint64_t seed)
{
    Bench bench;
    bench.structure = makeStructure();
    auto generator = at::detail::createCPUGenerator(seed);
    for (const graph::Layer &layer : bench.structure->layers)
        bench.weights.set(layer.weight, at::randn(layer.weightShape, generator) * 0.1);
    bench.weights.set("a.bias", at::randn({8}, generator));
    bench.weights.set("bn.weight", at::rand({6}, generator));
    bench.weights.set("bn.bias", at::randn({6}, generator));
    return bench;
}

Bench permuted(const Bench &bench, const std::vector<std::vector<std::int64_t>> &order)
{
    Bench result{bench.structure, bench.weights.clone()};
    for (const graph::Group &each : bench.structure->groups)
        for (const graph::Member &member : each.members)
            setShuffled(result, member, order[each.id.index()]);
    return result;
}

std::vector<GroupView> Bench::views(double ratio) const
{
    return groupViews(*structure, weights, std::vector<double>(structure->groups.size(), ratio), {});
}

MethodContext Bench::context(double ratio, const recipe::Options &options) const
{
    MethodContext context;
    context.structure = structure;
    context.groups = views(ratio);
    context.request.ratios.assign(structure->groups.size(), ratio);
    context.options = options;
    context.weights = weights;
    context.horizon = {.stepsPerEpoch = 10, .steps = 100, .momentum = 0.9};
    for (const graph::Layer &layer : structure->layers)
        context.layers.push_back({layer.name, layer.weight, weights.get(layer.weight), ratio});
    return context;
}

recipe::Options optionsOf(const std::vector<recipe::OptionSchema> &schema, const recipe::Options &changes)
{
    recipe::Options options = recipe::defaultsOf(schema);
    for (const auto &[name, value] : changes)
        options.at(name) = value;
    return options;
}

const MethodEntry &methodEntry(const std::vector<MethodEntry> &entries, const std::string &id)
{
    return *std::find_if(entries.begin(), entries.end(), [&](const MethodEntry &entry) { return entry.schema.id == id; });
}

Prepared prepare(const std::string &id, const recipe::Options &changes, double ratio, Bench bench)
{
    const auto entries = allMethods();
    const MethodEntry &entry = methodEntry(entries, id);
    Prepared run{std::move(bench), entry.create(), optionsOf(entry.schema.options, changes)};
    const base::Status prepared = run.method->prepare(run.bench.context(ratio, run.options));
    EXPECT_TRUE(prepared) << (prepared ? "" : toString(prepared.problem()));
    return run;
}

std::int64_t runToCut(Method &method, std::int64_t limit)
{
    for (std::int64_t t = 0; t < limit; ++t) {
        method.update({t, 0.001});
        if (method.verdict({t, 0.001}) == Verdict::ReadyToCut)
            return t + 1;
    }
    return -1;
}

void iterate(Method &method, const Bench &bench, std::int64_t t)
{
    const StepContext step{t, 0.001};
    method.update(step);
    for (const auto &[name, weight] : bench.weights.entries()) {
        at::Tensor gradient = at::sin(weight * 10.0 + static_cast<double>(t));
        const auto penalty = method.penalties().find(name);
        if (penalty != method.penalties().end()) {
            std::vector<std::int64_t> shape(static_cast<std::size_t>(weight.dim()), 1);
            shape[static_cast<std::size_t>(penalty->second.axis)] = -1;
            const bool perSlice = penalty->second.kind == PenaltyFactors::Kind::PerSlice;
            gradient += (perSlice ? penalty->second.factors.view(shape) : penalty->second.factors) * weight;
        }
        weight.mutable_grad() = gradient;
    }
    method.afterBackward(step);
    for (const auto &[name, weight] : bench.weights.entries()) {
        weight.sub_(weight.grad(), step.learningRate);
        weight.mutable_grad().reset();
    }
    method.afterStep(step);
}

std::int64_t countOf(const Method &method, const std::string &figure)
{
    return static_cast<std::int64_t>(method.figures().at(figure));
}

bool sameBits(const at::Tensor &a, const at::Tensor &b)
{
    return a.sizes() == b.sizes() && a.scalar_type() == b.scalar_type()
        && at::equal(a.contiguous().view(at::kByte), b.contiguous().view(at::kByte));
}

} // namespace espalier::methods::test

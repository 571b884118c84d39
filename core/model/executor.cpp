// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/executor.h"

#include "base/text.h"
#include "model/execution_plan.h"

#include <ATen/autocast_mode.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <optional>

namespace espalier::model {

using base::cat;
using graph::ValueId;

bool bf16IsFast()
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx512bf16") != 0;
#else
    return false;
#endif
}

namespace {

/// bfloat16 autocast for the lifetime of the object, on this thread. Each weight is used once per pass, so the cache
/// of casts would only cost.
class Autocast {
public:
    explicit Autocast(at::DeviceType device)
        : m_device(device), m_enabled(at::autocast::is_autocast_enabled(device)),
          m_dtype(at::autocast::get_autocast_dtype(device)), m_cache(at::autocast::is_autocast_cache_enabled())
    {
        at::autocast::set_autocast_enabled(device, true);
        at::autocast::set_autocast_dtype(device, at::kBFloat16);
        at::autocast::set_autocast_cache_enabled(false);
    }

    ~Autocast()
    {
        at::autocast::set_autocast_enabled(m_device, m_enabled);
        at::autocast::set_autocast_dtype(m_device, m_dtype);
        at::autocast::set_autocast_cache_enabled(m_cache);
    }

    Autocast(const Autocast &) = delete;
    Autocast &operator=(const Autocast &) = delete;

private:
    at::DeviceType m_device;
    bool m_enabled;
    at::ScalarType m_dtype;
    bool m_cache;
};

bool anyRequiresGrad(const std::vector<at::Tensor> &tensors)
{
    return std::any_of(tensors.begin(), tensors.end(), [](const at::Tensor &tensor) { return tensor.requires_grad(); });
}

std::string expectedShape(const graph::Sizes &shape)
{
    std::vector<std::string> sizes;
    for (const graph::Size &size : shape)
        sizes.push_back(!size.timesBatch ? cat(size.constant) : size.constant == 1 ? "batch" : cat(size.constant, "*batch"));
    return cat("[", base::join(sizes, ", "), "]");
}

/// The batch that makes `shape` fit, or nothing. `known` is what earlier inputs said.
std::optional<std::int64_t> batchOf(const graph::Sizes &shape, at::IntArrayRef actual, std::optional<std::int64_t> known)
{
    if (shape.size() != actual.size())
        return std::nullopt;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (shape[i].timesBatch && !known && shape[i].constant > 0 && actual[i] % shape[i].constant == 0)
            known = actual[i] / shape[i].constant;
        if (shape[i].at(known.value_or(-1)) != actual[i])
            return std::nullopt;
    }
    return known.value_or(0);
}

base::Result<std::int64_t> batchOf(const graph::Graph &graph, const std::vector<at::Tensor> &inputs)
{
    const std::string remedy = "Give the network inputs of the shapes that it was made for.";
    if (inputs.size() != graph.inputs().size())
        return base::Problem{base::ProblemCode::Mismatch,
                             cat("The network takes ", graph.inputs().size(), " inputs, but got ", inputs.size(), "."), "", remedy};
    std::optional<std::int64_t> batch;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const graph::Value &value = graph.value(graph.inputs()[i]);
        const auto found = inputs[i].defined() ? batchOf(value.shape, inputs[i].sizes(), batch) : std::nullopt;
        if (!found)
            return base::Problem{base::ProblemCode::Mismatch,
                                 cat("The input '", value.name, "' is ",
                                     inputs[i].defined() ? base::shapeText(inputs[i].sizes().vec()) : "undefined",
                                     ", but the network takes ", expectedShape(value.shape), "."), "", remedy};
        if (*found > 0)
            batch = found;
    }
    return batch.value_or(1);
}

} // namespace

struct Executor::Impl {
    graph::GraphPtr graph;
    std::vector<PreparedCall> calls;
    std::vector<NormChain> chains;
    Plan plain, fused;
    std::vector<at::Tensor> values;   ///< stored ones always, computed ones from their making to their last use
    std::vector<at::Tensor> counters; ///< num_batches_tracked of the batch norms
    std::vector<c10::IValue> stack;
    std::int64_t batch = -1;
    std::size_t running = 0; ///< index of the call being made, for messages

    void bind(const Weights &weights);
    void setBatchOfAll(std::int64_t newBatch);
    std::vector<at::Tensor> run(const std::vector<at::Tensor> &inputs, const ForwardOptions &options);
    void runStep(const Step &step, const ForwardOptions &options);
    void runCall(std::size_t index, const ForwardOptions &options);
    bool runChain(const NormChain &chain);
    void prepareStack(const PreparedCall &call, Mode mode);
    void takeOutputs(const PreparedCall &call);
    at::Tensor &slot(ValueId value) { return values[value.index()]; }
    void clearComputed();
    void countBatch();
    void runHookBefore(const PreparedCall &call, const ForwardOptions &options);
    void runHookAfter(const PreparedCall &call, const ForwardOptions &options);
    base::NodeId runningNode() const { return {static_cast<std::int32_t>(running)}; }
    std::string place() const { return running < calls.size() ? describe(*graph, runningNode()) : "outputs"; }
};

void Executor::Impl::bind(const Weights &weights)
{
    counters.clear();
    for (std::size_t v = 0; v < values.size(); ++v)
        if (graph->values()[v].isStored())
            values[v] = weights.get(graph->values()[v].name);
    for (const graph::Node &node : graph->nodes()) {
        const ValueId mean = node.tensor("running_mean");
        if (!mean.isValid())
            continue;
        const std::string &name = graph->value(mean).name;
        const ValueId counter = graph->stored(name.substr(0, name.rfind('.') + 1) + "num_batches_tracked");
        if (counter.isValid() && slot(counter).device().is_cpu() && slot(counter).scalar_type() == at::kLong)
            counters.push_back(slot(counter));
    }
}

void Executor::Impl::setBatchOfAll(std::int64_t newBatch)
{
    if (newBatch == batch)
        return;
    for (PreparedCall &call : calls)
        setBatch(call, newBatch);
    batch = newBatch;
}

void Executor::Impl::prepareStack(const PreparedCall &call, Mode mode)
{
    stack.assign(call.arguments.begin(), call.arguments.end());
    for (const auto &entry : call.tensors)
        stack[entry.position] = slot(entry.value);
    for (const auto &entry : call.lists) {
        if (entry.optionalElements) {
            c10::List<std::optional<at::Tensor>> list;
            for (const ValueId value : entry.values)
                list.push_back(value.isValid() ? std::optional(slot(value)) : std::nullopt);
            stack[entry.position] = list;
        } else {
            c10::List<at::Tensor> list;
            for (const ValueId value : entry.values)
                list.push_back(slot(value));
            stack[entry.position] = list;
        }
    }
    if (call.modePosition >= 0)
        stack[static_cast<std::size_t>(call.modePosition)] = mode == Mode::Train;
}

void Executor::Impl::takeOutputs(const PreparedCall &call)
{
    if (stack.size() == 1 && stack[0].isTensorList()) {
        const c10::List<at::Tensor> list = stack[0].toTensorList();
        TORCH_CHECK(list.size() >= call.outputs.size(), "expected ", call.outputs.size(), " tensors, got ", list.size());
        for (std::size_t i = 0; i < call.outputs.size(); ++i)
            slot(call.outputs[i]) = list.get(i);
        return;
    }
    TORCH_CHECK(stack.size() >= call.outputs.size(), "expected ", call.outputs.size(), " results, got ", stack.size());
    for (std::size_t i = 0; i < call.outputs.size(); ++i)
        slot(call.outputs[i]) = std::move(stack[i]).toTensor();
}

void Executor::Impl::runHookBefore(const PreparedCall &call, const ForwardOptions &options)
{
    const auto &arguments = call.op.schema().arguments();
    for (const auto &entry : call.tensors) {
        at::Tensor tensor = slot(entry.value);
        options.beforeOperand(runningNode(), arguments[entry.position].name(), tensor);
        stack[entry.position] = tensor;
    }
    for (const auto &entry : call.lists) {
        if (entry.optionalElements)
            continue; // index lists: not operands
        c10::List<at::Tensor> list;
        for (const ValueId value : entry.values) {
            at::Tensor tensor = slot(value);
            options.beforeOperand(runningNode(), arguments[entry.position].name(), tensor);
            list.push_back(tensor);
        }
        stack[entry.position] = list;
    }
}

void Executor::Impl::runHookAfter(const PreparedCall &call, const ForwardOptions &options)
{
    std::vector<at::Tensor> outputs;
    for (const ValueId output : call.outputs)
        outputs.push_back(slot(output));
    options.afterNode(runningNode(), outputs);
    for (std::size_t i = 0; i < call.outputs.size(); ++i)
        slot(call.outputs[i]) = outputs.at(i);
}

void Executor::Impl::runCall(std::size_t index, const ForwardOptions &options)
{
    const PreparedCall &call = calls[index];
    running = index;
    prepareStack(call, options.mode);
    if (options.beforeOperand)
        runHookBefore(call, options);
    call.op.callBoxed(stack);
    takeOutputs(call);
    if (options.afterNode)
        runHookAfter(call, options);
}

bool Executor::Impl::runChain(const NormChain &chain)
{
    running = chain.norm;
    const NormRelu call{slot(chain.input), chain.residual.isValid() ? slot(chain.residual) : at::Tensor(), slot(chain.weight),
                        slot(chain.bias), slot(chain.runningMean), slot(chain.runningVariance), chain.momentum, chain.eps};
    if (!fits(call))
        return false;
    slot(calls[chain.relu].outputs[0]) = model::run(call);
    return true;
}

void Executor::Impl::runStep(const Step &step, const ForwardOptions &options)
{
    if (!step.chain || !runChain(*step.chain))
        for (const std::size_t call : step.calls)
            runCall(call, options);
    for (const ValueId value : step.released)
        slot(value).reset();
}

std::vector<at::Tensor> Executor::Impl::run(const std::vector<at::Tensor> &inputs, const ForwardOptions &options)
{
    const bool watched = options.beforeOperand || options.afterNode;
    for (std::size_t i = 0; i < inputs.size(); ++i)
        slot(graph->inputs()[i]) = inputs[i];
    for (const Step &step : options.mode == Mode::Train && !watched ? fused : plain)
        runStep(step, options);
    running = calls.size();
    std::vector<at::Tensor> outputs;
    for (const ValueId output : graph->outputs())
        outputs.push_back(slot(output));
    return outputs;
}

void Executor::Impl::clearComputed()
{
    stack.clear();
    for (std::size_t v = 0; v < values.size(); ++v)
        if (!graph->values()[v].isStored())
            values[v].reset();
}

// Exports carry the counters, but an addition per layer and step through the dispatcher is not worth it.
void Executor::Impl::countBatch()
{
    for (const at::Tensor &counter : counters)
        ++*static_cast<std::int64_t *>(counter.data_ptr());
}

Executor::Executor(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) { }

Executor::~Executor() = default;

base::Result<std::unique_ptr<Executor>> Executor::create(graph::GraphPtr graph, const Weights &weights)
{
    if (auto status = validate(Network{graph, weights}); !status)
        return status.problem();
    auto impl = std::make_unique<Impl>();
    impl->graph = std::move(graph);
    impl->values.resize(impl->graph->values().size());
    impl->calls.reserve(impl->graph->nodes().size());
    for (std::size_t n = 0; n < impl->graph->nodes().size(); ++n) {
        auto call = prepareCall(*impl->graph, {static_cast<std::int32_t>(n)});
        if (!call)
            return call.problem();
        impl->calls.push_back(std::move(*call));
    }
    impl->chains = findNormChains(*impl->graph);
    impl->plain = plainPlan(*impl->graph, impl->calls);
    impl->fused = fusedPlan(*impl->graph, impl->calls, impl->chains);
    impl->bind(weights);
    return std::unique_ptr<Executor>(new Executor(std::move(impl)));
}

base::Result<std::vector<at::Tensor>> Executor::forward(const std::vector<at::Tensor> &inputs,
                                                        const ForwardOptions &options) const
{
    const auto batch = batchOf(*m_impl->graph, inputs);
    if (!batch)
        return batch.problem();
    std::string what;
    try {
        m_impl->running = 0;
        const bool inference = options.mode == Mode::Eval && !anyRequiresGrad(inputs);
        const at::AutoGradMode gradients(at::GradMode::is_enabled() && !inference);
        std::optional<Autocast> autocast;
        if (options.precision == Precision::Bf16)
            autocast.emplace(inputs.empty() ? at::kCPU : inputs.front().device().type());
        m_impl->setBatchOfAll(*batch);
        std::vector<at::Tensor> outputs = m_impl->run(inputs, options);
        m_impl->clearComputed();
        if (options.mode == Mode::Train)
            m_impl->countBatch();
        for (at::Tensor &output : outputs)
            if (output.scalar_type() == at::kBFloat16 && autocast)
                output = output.to(at::kFloat);
        return outputs;
    } catch (const c10::Error &error) {
        what = error.what_without_backtrace();
    } catch (const std::exception &error) {
        what = error.what();
    }
    const std::string place = m_impl->place();
    m_impl->clearComputed();
    return base::Problem{base::ProblemCode::WorkFailed, what, place,
                         "Check the input and the memory that is left."};
}

base::Result<at::Tensor> Executor::logits(const at::Tensor &input, const ForwardOptions &options) const
{
    auto outputs = forward({input}, options);
    if (!outputs)
        return outputs.problem();
    return std::move(outputs->front());
}

const graph::GraphPtr &Executor::graph() const
{
    return m_impl->graph;
}

void Executor::bind(const Weights &weights)
{
    m_impl->bind(weights);
}

} // namespace espalier::model

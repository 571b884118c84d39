// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/bench_step.h"

#include "methods/method.h"
#include "model/zoo.h"
#include "recipe/option_schemas.h"
#include "train/no_method.h"
#include "train/pruning_setup.h"
#include "train/train_step.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace espalier::train {

namespace {

/// Value at a share of the sorted samples.
double quantile(std::vector<double> samples, double share)
{
    std::sort(samples.begin(), samples.end());
    if (samples.empty())
        return 0.0;
    return samples[static_cast<std::size_t>(std::lround(share * static_cast<double>(samples.size() - 1)))];
}

data::Batch randomBatch(const model::Network &network, const BenchStepOptions &options)
{
    const graph::Graph &graph = *network.graph;
    std::vector<std::int64_t> shape;
    for (const graph::Size size : graph.value(graph.inputs().front()).shape)
        shape.push_back(size.at(options.batch));
    const std::int64_t classes = graph.value(graph.outputs().front()).shape.back().constant;
    auto generator = at::detail::createCPUGenerator(options.seed);
    at::Tensor images = at::randn(shape, generator);
    if (images.dim() == 4)
        images = images.contiguous(at::MemoryFormat::ChannelsLast);
    return {images, at::randint(0, classes, {options.batch}, generator, at::TensorOptions(at::kLong))};
}

/// The method at the same ratio everywhere, or nothing.
base::Result<std::unique_ptr<methods::Method>> makeMethod(const ModelState &model, const BenchStepOptions &bench)
{
    if (bench.ratio <= 0.0)
        return makeNoMethod();
    const auto entry = findMethod(bench.method);
    if (!entry)
        return entry.problem();
    PruningSetup setup;
    setup.request.ratios.assign(model.trace.structure->groups.size(), bench.ratio);
    setup.request.originalChannels = model.originalChannels;
    auto method = entry->create();
    if (const base::Status prepared = method->prepare(methodContext(setup, model, recipe::defaultsOf(entry->schema.options))); !prepared)
        return prepared.problem();
    return method;
}

/// A network of its own with everything that a step over it needs.
struct Subject {
    ModelState model;
    std::unique_ptr<methods::Method> method;
    std::unique_ptr<TrainStep> step;
};

base::Result<std::unique_ptr<Subject>> makeSubject(const BenchStepOptions &options)
{
    auto network = model::buildZooModel(options.model, {.seed = options.seed});
    if (!network)
        return network.problem();
    auto model = makeModelState(std::move(*network));
    if (!model)
        return model.problem();
    layOutForTraining(model->network);
    auto subject = std::make_unique<Subject>();
    subject->model = std::move(*model);
    auto method = makeMethod(subject->model, options);
    if (!method)
        return method.problem();
    subject->method = std::move(*method);
    StepOptions stepOptions;
    stepOptions.precision = precisionOf(options.precision);
    stepOptions.optimiser.weightDecay = 5e-4;
    auto step = TrainStep::create(subject->model.network, *subject->method, stepOptions);
    if (!step)
        return step.problem();
    subject->step = std::move(*step);
    return subject;
}

/// Seconds of each part of each step.
class PartTimes {
public:
    void begin() { m_last = RunClock::now(); }

    void add(const std::string &part)
    {
        m_samples[part].push_back(RunClock::since(m_last));
        m_last = RunClock::now();
    }

    double median(const std::string &part) { return quantile(m_samples[part], 0.5); }

private:
    RunClock::Point m_last;
    std::map<std::string, std::vector<double>> m_samples;
};

/// One step of a subject: how long it took.
base::Result<double> timeStep(Subject &subject, const data::Batch &batch, std::int64_t iteration)
{
    const RunClock::Point started = RunClock::now();
    const auto outcome = subject.step->run(batch, {iteration, 1e-3});
    if (!outcome)
        return outcome.problem();
    return RunClock::since(started);
}

base::Result<BenchStepFigures> measureSteps(Subject &subject, Subject *plain, const BenchStepOptions &options)
{
    // So that a penalty that grows from 0 is there; a multiple of every usual update interval.
    constexpr std::int64_t First = 1000;
    const data::Batch batch = randomBatch(subject.model.network, options);
    std::vector<double> seconds, plainSeconds;
    PartTimes parts;
    for (std::int64_t t = 0; t < options.warmup + options.iterations; ++t) {
        if (t == options.warmup)
            subject.step->setPartDone([&parts](const char *part) { parts.add(part); });
        parts.begin();
        const auto taken = timeStep(subject, batch, First + t);
        const auto bare = taken && plain ? timeStep(*plain, batch, First + t) : taken;
        if (!bare)
            return bare.problem();
        if (t < options.warmup)
            continue;
        seconds.push_back(*taken);
        if (plain)
            plainSeconds.push_back(*bare);
    }
    subject.step->setPartDone({});
    BenchStepFigures figures;
    figures.medianSeconds = quantile(seconds, 0.5);
    figures.p10Seconds = quantile(seconds, 0.1);
    figures.p90Seconds = quantile(seconds, 0.9);
    figures.plainSeconds = quantile(plainSeconds, 0.5);
    figures.forwardSeconds = parts.median("forward");
    figures.backwardSeconds = parts.median("backward");
    figures.optimiserSeconds = parts.median("optimiser");
    figures.samplesPerSecond = static_cast<double>(options.batch) / figures.medianSeconds;
    return figures;
}

} // namespace

base::Result<BenchStepFigures> benchStep(const BenchStepOptions &options)
{
    const auto subject = makeSubject(options);
    if (!subject)
        return subject.problem();
    std::unique_ptr<Subject> plain;
    if (options.comparePlain) {
        BenchStepOptions bare = options;
        bare.ratio = 0.0;
        auto made = makeSubject(bare);
        if (!made)
            return made.problem();
        plain = std::move(*made);
    }
    auto figures = measureSteps(**subject, plain.get(), options);
    if (!figures)
        return figures.problem();
    figures->parameters = (*subject)->model.originalCost.parameters;
    figures->threads = at::get_num_threads();
    figures->precision = toString(precisionOf(options.precision));
    return figures;
}

} // namespace espalier::train

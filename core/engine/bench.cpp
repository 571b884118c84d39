// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/bench.h"

#include "base/random.h"
#include "base/text.h"
#include "data/dataset.h"
#include "engine/model_opener.h"
#include "engine/preflight.h"
#include "graph/planning.h"
#include "model/channel_tracer.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <vector>

namespace espalier::engine {

namespace {

using Clock = std::chrono::steady_clock;

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

double secondsOf(const std::function<void()> &work)
{
    const auto began = Clock::now();
    work();
    return std::chrono::duration<double>(Clock::now() - began).count();
}

base::Result<BenchResult> timeStep(const train::BenchStepOptions &options)
{
    const auto figures = train::benchStep(options);
    if (!figures)
        return figures.problem();
    BenchResult result;
    result.median = figures->medianSeconds;
    result.unit = "s";
    result.what = base::cat("training step, ", options.model, ", batch ", options.batch, ", ", figures->precision, ", ",
                            options.ratio > 0.0 ? options.method : std::string("no method"), ", ", figures->threads, " threads");
    result.figures = {{"p10", figures->p10Seconds},
                      {"p90", figures->p90Seconds},
                      {"forward", figures->forwardSeconds},
                      {"backward", figures->backwardSeconds},
                      {"optimiser", figures->optimiserSeconds},
                      {"images_per_second", figures->samplesPerSecond},
                      {"parameters", static_cast<double>(figures->parameters)},
                      {"threads", figures->threads}};
    if (figures->plainSeconds > 0.0) {
        result.figures["plain_median"] = figures->plainSeconds;
        result.figures["overhead"] = figures->medianSeconds / figures->plainSeconds - 1.0;
    }
    return result;
}

/// "resnet50" of the built-in models, or a file.
base::Result<ModelPoint> openBenched(const std::string &name)
{
    recipe::ModelSpec spec;
    spec.source = std::filesystem::exists(name) ? name : "zoo:" + name;
    return openModel(spec);
}

/// Median seconds of `work`, which is done once for every repetition.
base::Result<double> repeated(const train::BenchStepOptions &options, const std::function<base::Status()> &work)
{
    std::vector<double> seconds;
    for (std::int64_t i = 0; i < options.warmup + options.iterations; ++i) {
        base::Status status;
        const double took = secondsOf([&] { status = work(); });
        if (!status)
            return status.problem();
        if (i >= options.warmup)
            seconds.push_back(took);
    }
    return median(seconds);
}

/// What the workbench waits for until its layer table is filled: the file, the groups, the first look at the weights.
base::Result<BenchResult> benchOpen(const train::BenchStepOptions &options)
{
    BenchResult result;
    const auto seconds = repeated(options, [&]() -> base::Status {
        const auto opened = openBenched(options.model);
        if (!opened)
            return opened.problem();
        result.figures = {{"read", opened->readSeconds}, {"trace", opened->traceSeconds}};
        result.figures["look"] = secondsOf([&] {
            result.figures["notes"] = static_cast<double>(preflightNotes(opened->state).size());
            result.figures["groups"] = static_cast<double>(l1Scores(opened->state).size());
        });
        return {};
    });
    if (!seconds)
        return seconds.problem();
    result.median = *seconds;
    result.unit = "s";
    result.what = base::cat("opening ", options.model);
    std::error_code error;
    if (const auto bytes = std::filesystem::file_size(options.model, error); !error)
        result.figures["bytes"] = static_cast<double>(bytes);
    return result;
}

base::Result<BenchResult> benchTrace(const train::BenchStepOptions &options)
{
    const auto opened = openBenched(options.model);
    if (!opened)
        return opened.problem();
    const auto seconds = repeated(options, [&]() -> base::Status {
        const auto trace = model::traceChannels(opened->state.network);
        return trace ? base::Status{} : base::Status(trace.problem());
    });
    if (!seconds)
        return seconds.problem();
    return BenchResult{*seconds, "s", base::cat("channel groups of ", options.model), {{"read", opened->readSeconds}}};
}

base::Result<BenchResult> benchPlan(const train::BenchStepOptions &options)
{
    const auto opened = openBenched(options.model);
    if (!opened)
        return opened.problem();
    const graph::Structure &structure = *opened->state.trace.structure;
    graph::PlanRequest request;
    request.ratios.assign(structure.groups.size(), 0.5);
    request.pick = graph::Pick::Random;
    std::int64_t removed = 0;
    const auto seconds = repeated(options, [&]() -> base::Status {
        const auto plan = graph::makePlan(structure, request);
        removed = plan ? plan->plan.removedCount() : 0;
        return plan ? base::Status{} : base::Status(plan.problem());
    });
    if (!seconds)
        return seconds.problem();
    std::int64_t macs = 0;
    const auto preview = repeated(options, [&, half = graph::makePlan(structure, request)->plan]() -> base::Status {
        macs = graph::preview(structure, half).after.macs;
        return {};
    });
    return BenchResult{*seconds, "s", base::cat("plan of half of every group of ", options.model),
                       {{"preview", preview ? *preview : 0.0},
                        {"removed", static_cast<double>(removed)},
                        {"macs", static_cast<double>(macs)},
                        {"groups", static_cast<double>(structure.groups.size())},
                        {"constraints", static_cast<double>(structure.constraints.size())}}};
}

std::shared_ptr<const data::Dataset> randomImages(const data::Preset &preset, std::int64_t count)
{
    const auto bytes = static_cast<std::size_t>(count * preset.size * preset.size * preset.channels);
    std::vector<std::uint8_t> pixels(bytes);
    for (std::size_t i = 0; i < bytes; ++i)
        pixels[i] = static_cast<std::uint8_t>(base::randomBits(1, 2, i / 8) >> (8 * (i % 8)));
    data::Dataset dataset;
    dataset.source = "random";
    dataset.classes = {"a", "b"};
    dataset.train.pixels = std::make_shared<const std::vector<std::uint8_t>>(std::move(pixels));
    dataset.train.height = dataset.train.width = preset.size;
    dataset.train.channels = preset.channels;
    for (std::int64_t i = 0; i < count; ++i)
        dataset.train.labels.push_back(i % 2);
    dataset.test = dataset.train;
    return std::make_shared<const data::Dataset>(std::move(dataset));
}

base::Result<BenchResult> benchData(const train::BenchStepOptions &options)
{
    const auto preset = data::findPreset("cifar10");
    if (!preset)
        return preset.problem();
    // Whole passes are timed, not single batches: the loader prepares ahead.
    const std::int64_t batches = std::max<std::int64_t>(options.iterations, 10);
    data::LoaderOptions loading;
    loading.batch = options.batch;
    loading.seed = options.seed;
    loading.augment = loading.shuffle = true;
    data::Loader loader(randomImages(*preset, options.batch * batches), *preset, loading);
    std::vector<double> rates;
    for (std::int64_t epoch = 0; epoch < 4; ++epoch) {
        const double took = secondsOf([&] {
            for (std::int64_t i = 0; i < batches; ++i)
                (void)loader.batch(epoch, i);
        });
        if (epoch > 0)
            rates.push_back(static_cast<double>(options.batch * batches) / std::max(took, 1e-9));
    }
    return BenchResult{median(rates), "images/s", base::cat("augmented batches of ", options.batch, ", cifar10"), {}};
}

} // namespace

base::Result<BenchResult> bench(const std::string &name, const BenchOptions &options)
{
    if (name == "step")
        return timeStep(options.step);
    if (name == "open")
        return benchOpen(options.step);
    if (name == "trace")
        return benchTrace(options.step);
    if (name == "plan")
        return benchPlan(options.step);
    if (name == "data")
        return benchData(options.step);
    return base::Problem{base::ProblemCode::BadUsage, base::cat("There is no benchmark '", name, "'."), "",
                         "Choose step, open, trace, plan or data."};
}

} // namespace espalier::engine

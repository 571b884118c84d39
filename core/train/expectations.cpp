// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/expectations.h"

#include "base/text.h"
#include "report/run_comparison.h"

#include <algorithm>
#include <cmath>

namespace espalier::train {

using base::cat;

namespace {

using Range = std::pair<double, double>;

std::string rangeText(const Range &range)
{
    return range.first == range.second ? cat(range.first, " %") : cat(range.first, " to ", range.second, " %");
}

std::string sourceText(const recipe::Expectation &expected)
{
    return expected.source.empty() ? std::string("the expectation") : expected.source;
}

constexpr double BaseGate = 0.3, SpeedupTolerance = 0.03;

std::optional<double> speedupOf(const report::RunRecord &record)
{
    if (record.after.macs <= 0)
        return std::nullopt;
    return static_cast<double>(record.before.macs) / static_cast<double>(record.after.macs);
}

/// How many training images a set has whose preset has this name.
struct SetSize {
    const char *preset;
    std::int64_t train;
};
constexpr SetSize knownSets[] = {{"cifar10", 50000}, {"cifar10_masksparsity", 50000}, {"cifar100", 50000},
                                 {"mnist32", 60000}, {"tinyimagenet", 100000}, {"imagenet", 1281167},
                                 {"imagenet_masksparsity", 1281167}};

/// The last rate of a schedule that the stage's epochs never come to; nothing if they do.
std::optional<double> unreachedEpoch(const recipe::Stage &stage)
{
    if (!stage.options.contains("lr") || !stage.options.contains("epochs"))
        return std::nullopt;
    const std::int64_t epochs = recipe::integerOption(stage.options, "epochs");
    const auto schedule = recipe::scheduleOption(stage.options, "lr");
    const double last = schedule.steps().back().first;
    return epochs > 0 && last >= static_cast<double>(epochs) ? std::optional(last) : std::nullopt;
}

} // namespace

std::optional<std::string> baseWarning(const recipe::Expectation &expected, const report::Accuracy &base)
{
    if (!expected.baseTop1)
        return std::nullopt;
    const auto &[low, high] = *expected.baseTop1;
    if (base.top1 >= low - BaseGate && base.top1 <= high + BaseGate)
        return std::nullopt;
    return cat("base top-1 ", base.top1, " % is more than ", BaseGate, " points outside ", rangeText(*expected.baseTop1), " of ",
               sourceText(expected), ": the result can't be held against it.");
}

std::vector<std::string> resultWarnings(const recipe::Expectation &expected, const report::RunRecord &record)
{
    std::vector<std::string> warnings;
    const auto top1 = report::reportedTop1(record);
    if (expected.top1 && top1 && (*top1 < expected.top1->first || *top1 > expected.top1->second))
        warnings.push_back(cat("top-1 ", *top1, " % is outside ", rangeText(*expected.top1), " of ", sourceText(expected), "."));
    const auto speedup = speedupOf(record);
    if (expected.speedup && speedup && std::abs(*speedup / *expected.speedup - 1.0) > SpeedupTolerance)
        warnings.push_back(cat("speed-up ", *speedup, " differs from ", *expected.speedup, " of ", sourceText(expected), "."));
    return warnings;
}

std::vector<std::string> budgetCaveats(const recipe::Recipe &recipe)
{
    std::vector<std::string> caveats;
    if (recipe.scale != 1.0)
        caveats.push_back(cat("budget: counts and schedules were scaled by ", recipe.scale, "."));
    for (std::size_t i = 0; i < recipe.stages.size(); ++i) {
        const recipe::Stage &stage = recipe.stages[i];
        if (const auto epoch = unreachedEpoch(stage))
            caveats.push_back(cat("budget: stages[", i, "] ends after ", recipe::integerOption(stage.options, "epochs"),
                                  " epochs, before its learning rate of epoch ", *epoch, "."));
    }
    return caveats;
}

std::vector<std::string> dataCaveats(const recipe::DataSpec &spec, const data::Dataset &dataset)
{
    std::vector<std::string> caveats;
    const auto known = std::find_if(std::begin(knownSets), std::end(knownSets),
                                    [&](const SetSize &set) { return spec.preset == set.preset; });
    const std::int64_t images = dataset.train.count();
    if (known != std::end(knownSets) && images != known->train)
        caveats.push_back(cat("data: ", images, " training images; the set that the preset '", spec.preset, "' is for has ",
                              known->train, "."));
    else if (spec.subset > 0)
        caveats.push_back(cat("data: at most ", spec.subset, " images of each split."));
    if (spec.tuningShare > 0.0)
        caveats.push_back(cat("data: ", 100.0 * spec.tuningShare, " % of the training images were set apart for tuning."));
    return caveats;
}

report::PublishedComparison publishedComparison(const recipe::Recipe &recipe, const report::RunRecord &record,
                                                const data::Dataset *dataset)
{
    const recipe::Expectation &expected = *recipe.expect;
    report::PublishedComparison comparison;
    comparison.source = expected.source;
    const auto base = record.base ? std::optional(record.base->top1) : std::nullopt;
    if (expected.baseTop1)
        comparison.figures.push_back({"base_top1", expected.baseTop1->first, expected.baseTop1->second, BaseGate, base});
    if (expected.top1)
        comparison.figures.push_back({"top1", expected.top1->first, expected.top1->second, 0.0, report::reportedTop1(record)});
    if (expected.speedup)
        comparison.figures.push_back({"speedup", *expected.speedup, *expected.speedup, SpeedupTolerance * *expected.speedup,
                                      speedupOf(record)});
    const auto warning = record.base ? baseWarning(expected, *record.base) : std::nullopt;
    if (warning)
        comparison.caveats.push_back(*warning);
    for (const std::string &caveat : budgetCaveats(recipe))
        comparison.caveats.push_back(caveat);
    if (dataset)
        for (const std::string &caveat : dataCaveats(recipe.data, *dataset))
            comparison.caveats.push_back(caveat);
    return comparison;
}

} // namespace espalier::train

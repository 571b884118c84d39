// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/repeat.h"

#include "base/text.h"

#include <cmath>

namespace espalier::recipe {

namespace {

struct Step
{
    Stage stage;
    std::string path;
};

bool boolOr(const Options &options, const std::string &name, bool otherwise)
{
    return options.contains(name) ? boolOption(options, name) : otherwise;
}

/// Position of the last cut; the number of stages if there is none.
std::size_t lastCut(const std::vector<Stage> &stages)
{
    for (std::size_t i = stages.size(); i-- > 0;)
        if (stages[i].kind == "cut")
            return i;
    return stages.size();
}

/// The stage that takes the weights back, or none.
std::vector<Stage> rewindOf(const Stage &repeat)
{
    if (!repeat.options.contains("rewind") || textOption(repeat.options, "rewind") == "none")
        return {};
    Stage rewind;
    rewind.kind = "rewind";
    rewind.options["to"] = textOption(repeat.options, "rewind");
    rewind.options["epoch"] = integerOption(repeat.options, "rewind_epoch");
    return {rewind};
}

void appendCycle(const Stage &repeat, const std::string &path, int cycle, std::vector<Step> &steps)
{
    const int cycles = static_cast<int>(integerOption(repeat.options, "times"));
    const std::size_t cut = lastCut(repeat.stages);
    const bool isShort = cycle == cycles && boolOr(repeat.options, "between_only", true);
    const auto append = [&](Stage stage, const std::string &where) {
        stage.cycle = cycle;
        stage.cycles = cycles;
        steps.push_back({std::move(stage), where});
    };
    for (std::size_t i = 0; i < repeat.stages.size(); ++i) {
        if (isShort && i > cut)
            break;
        append(repeat.stages[i], base::cat(path, ".stages[", i, "]"));
        if (i == cut)
            for (const Stage &rewind : rewindOf(repeat))
                append(rewind, path + ".rewind");
    }
}

std::vector<Step> stepsOf(const Recipe &recipe)
{
    std::vector<Step> steps;
    for (std::size_t i = 0; i < recipe.stages.size(); ++i) {
        const Stage &stage = recipe.stages[i];
        const std::string path = base::cat("stages[", i, "]");
        if (stage.stages.empty())
            steps.push_back({stage, path});
        else
            for (int cycle = 1; cycle <= integerOption(stage.options, "times"); ++cycle)
                appendCycle(stage, path, cycle, steps);
    }
    return steps;
}

} // namespace

Recipe unrolled(const Recipe &recipe)
{
    Recipe result = recipe;
    result.stages.clear();
    for (Step &step : stepsOf(recipe))
        result.stages.push_back(std::move(step.stage));
    return result;
}

std::vector<std::string> stagePaths(const Recipe &recipe)
{
    std::vector<std::string> paths;
    for (Step &step : stepsOf(recipe))
        paths.push_back(std::move(step.path));
    return paths;
}

double cycleShareKept(double share, const Stage &stage)
{
    if (stage.cycle >= stage.cycles)
        return share;
    return std::pow(share, static_cast<double>(stage.cycle) / stage.cycles);
}

double cycleRatio(double ratio, const Stage &stage)
{
    return stage.cycle >= stage.cycles ? ratio : 1.0 - cycleShareKept(1.0 - ratio, stage);
}

} // namespace espalier::recipe

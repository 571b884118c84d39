// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "cli/commands.h"
#include "cli/recipe_file.h"
#include "cli/run_session.h"
#include "cli/text_table.h"
#include "engine/vocabulary.h"
#include "recipe/repeat.h"
#include "store/run_store.h"

#include <CLI/CLI.hpp>

namespace espalier::cli {

namespace {

struct RunArguments {
    RecipeFile recipe;
    std::string out;
    bool dryRun = false;
};

std::string optionsText(const recipe::Options &options)
{
    std::string text;
    for (const auto &[name, value] : options)
        text += base::cat(text.empty() ? "" : ", ", name, "=", recipe::toString(value));
    return text;
}

/// The checked recipe as it would be run, iteration counts scaled.
Answer schedule(const recipe::Recipe &recipe)
{
    const auto scaled = recipe::unrolled(recipe::scaledRecipe(recipe, engine::makeVocabulary()));
    Answer answer;
    answer.json = {{"valid", true}, {"recipe", Json::parse(recipe::toJson(recipe))}, {"stages", Json::array()}};
    answer.text = base::cat(recipe.name.empty() ? "(no name)" : recipe.name, "\nmodel  ", recipe.model.source,
                            recipe.model.weights.empty() ? "" : " with " + recipe.model.weights, "\ndata   ",
                            recipe.data.source, "\n");
    if (recipe.scale != 1.0)
        answer.text += base::cat("scale  ", recipe.scale, "\n");
    int number = 0;
    for (const auto &stage : scaled.stages) {
        const std::string what = stage.kind + (stage.method.empty() ? "" : " " + stage.method)
            + (stage.criterion.empty() ? "" : " " + stage.criterion);
        const std::string cycle = stage.cycles > 0 ? base::cat(" (cycle ", stage.cycle, " of ", stage.cycles, ")") : "";
        answer.text += base::cat(number++, "  ", what, cycle, "  ", optionsText(stage.options),
                                 stage.methodOptions.empty() ? "" : "; " + optionsText(stage.methodOptions), "\n");
        answer.json["stages"].push_back(what);
    }
    return answer;
}

base::Result<Answer> run(const RunArguments &arguments, const Globals &globals)
{
    const auto recipe = readRecipe(arguments.recipe);
    if (!recipe)
        return recipe.problem();
    if (arguments.dryRun)
        return schedule(*recipe);
    if (arguments.out.empty())
        return base::Problem{base::ProblemCode::BadUsage, "The run has no directory to write to.", "", "Add --out DIR."};
    if (auto status = store::checkUnused(arguments.out); !status)
        return status.problem();
    return runInSession(session::RunRecipe{*recipe, arguments.out, true}, arguments.out, globals);
}

} // namespace

void addRun(CLI::App &app, Invocation &invocation)
{
    auto *command = app.add_subcommand("run", "Runs a whole recipe into a new directory");
    auto arguments = std::make_shared<RunArguments>();
    command->add_option("RECIPE", arguments->recipe.path, "Recipe file")->required();
    command->add_option("--out", arguments->out, "New directory for history, points and result.json");
    command->add_option("--set", arguments->recipe.settings, "Changes the recipe first: stages.1.options.update_interval=5");
    command->add_flag("--dry-run", arguments->dryRun, "Only check the recipe and print the schedule");
    command->callback([&invocation, arguments] {
        invocation.action = [&invocation, arguments] { return run(*arguments, invocation.globals); };
    });
}

} // namespace espalier::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/replay_files.h"

#include "base/text.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/recipe_file.h"
#include "cli/text_table.h"
#include "engine/model_opener.h"

#include <CLI/CLI.hpp>

namespace espalier::cli {

namespace {

struct ReplayArguments {
    RecipeFile recipe;
    std::string batches, out;
};

base::Result<Answer> replay(const recipe::ModelSpec &spec, const ReplayArguments &arguments)
{
    const auto recipe = readRecipe(arguments.recipe);
    if (!recipe)
        return recipe.problem();
    const auto model = engine::openModel(spec);
    if (!model)
        return model.problem();
    const auto result = engine::replayFiles(*model, *recipe, arguments.batches, arguments.out);
    if (!result)
        return result.problem();
    Json factors = Json::object();
    std::vector<std::vector<std::string>> rows{{"layer", "smallest factor", "largest factor"}};
    for (const auto &[layer, range] : result->factors) {
        factors[layer] = {{"min", range.first}, {"max", range.second}};
        rows.push_back({layer, base::cat(range.first), base::cat(range.second)});
    }
    return Answer{{{"iterations", result->iterations}, {"phase", result->phase}, {"factors", factors}},
                  base::cat(result->iterations, " iterations, phase ", result->phase, "\n", textTable(rows), "wrote ",
                            arguments.out, "\n"),
                  {}};
}

} // namespace

void addReplay(CLI::App &app, Invocation &invocation)
{
    auto *command = app.add_subcommand("replay", "Runs a recipe's first penalize stage on given batches, to check it elsewhere");
    auto model = addModel(*command);
    auto arguments = std::make_shared<ReplayArguments>();
    command->add_option("--recipe", arguments->recipe.path, "Recipe file")->required();
    command->add_option("--set", arguments->recipe.settings, "Changes the recipe first: path=value");
    command->add_option("--batches", arguments->batches, "Safetensors file with x0, y0, x1, y1, …")->required();
    command->add_option("--out", arguments->out, "Safetensors file to write")->required();
    command->callback([&invocation, model, arguments] {
        invocation.action = [model, arguments] { return replay(model->spec, *arguments); };
    });
}

} // namespace espalier::cli

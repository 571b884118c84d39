// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/recipe_file.h"

#include "base/file.h"
#include "base/text.h"
#include "engine/vocabulary.h"

namespace espalier::cli {

namespace {

base::Problem in(base::Problem problem, const std::string &file)
{
    problem.where = problem.where.empty() ? file : base::cat(file, ": ", problem.where);
    return problem;
}

} // namespace

base::Result<recipe::Recipe> readRecipe(const RecipeFile &file)
{
    auto text = base::readFile(file.path, std::size_t{64} << 20);
    if (!text)
        return text.problem();
    for (const auto &setting : file.settings) {
        auto changed = recipe::withSetting(*text, setting);
        if (!changed)
            return in(changed.problem(), "--set " + setting);
        text = std::move(changed);
    }
    const auto folder = std::filesystem::absolute(file.path).parent_path();
    auto recipe = recipe::recipeFromJson(*text, engine::makeVocabulary(), folder);
    if (!recipe)
        return in(recipe.problem(), file.path);
    return recipe;
}

} // namespace espalier::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/recipe.h"

#include <string>
#include <vector>

namespace espalier::cli {

struct RecipeFile {
    std::string path;
    std::vector<std::string> settings; ///< "stages.1.options.update_interval=5"
};

/// Reads a recipe, applies the settings, checks it; relative paths are relative to the file.
base::Result<recipe::Recipe> readRecipe(const RecipeFile &file);

} // namespace espalier::cli

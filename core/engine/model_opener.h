// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/model_point.h"
#include "recipe/recipe.h"

namespace espalier::engine {

/// What is known about the use, for built-in models that leave it open.
struct OpenHints {
    std::int64_t classes = 0;    ///< of the data; 0 = unknown
    std::int64_t inChannels = 0; ///< of the data's preset; 0 = the architecture's own
    std::int64_t inSize = 0;     ///< of the data's preset, for fresh weights only; 0 = the architecture's own
    std::uint64_t seed = 1;      ///< of fresh weights
};

/// MODEL of interfaces.md: "zoo:NAME" with optional weights, a file of any format, a saved point (a folder, by habit
/// NAME.espalier), or a run directory ("DIR" = its newest point, "DIR@POINT"). NotFound, Malformed, Mismatch (with names
/// and both shapes), BadUsage. Blocks while it reads and traces.
base::Result<ModelPoint> openModel(const recipe::ModelSpec &spec, const OpenHints &hints = {});

/// "DIR" and "DIR@POINT" name a folder with a point's files; nothing if it is not that form. NotFound naming the points
/// that there are.
base::Result<std::optional<std::filesystem::path>> pointFolderOf(const std::string &source);

} // namespace espalier::engine

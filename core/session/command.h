// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/plan.h"
#include "graph/planning.h"
#include "recipe/recipe.h"

#include <filesystem>
#include <string>
#include <variant>

namespace espalier::session {

/// Actions: they take time, end done, cancelled or failed, and are returned from by restoring a point.
struct OpenModel {
    recipe::ModelSpec model; ///< or a run directory, which opens as the project
    std::string projectFolder; ///< where points go; empty = a temporary one
};
struct BindData {
    recipe::DataSpec data;
};
struct Evaluate {
    bool onTest = true; ///< else on the tuning split
};
/// Runs the stages of the recipe from the current state (model and data sections as bound). Start.
struct RunRecipe {
    recipe::Recipe recipe;
    std::string folder; ///< run directory; empty = the project's
    bool fresh = false; ///< load model and data from the recipe first (headless runs)
};
struct ResumeRun {
    std::string folder;
};
struct CommitOptions {
    bool forwardConstants = false;
    bool recalibrate = true;
    bool acceptApproximate = false;
};
/// Cuts the channels of the plan. An empty plan masks the single weights that a method has chosen (wg = weight) instead.
struct CommitPlan {
    graph::Plan plan;
    std::vector<graph::LedgerRow> ledger;
    CommitOptions options;
};
/// Forgets network and data; the project folder stays on disk.
struct CloseModel {
};
/// Snapshots the present first, then goes to the point.
struct RestorePoint {
    std::string point;
};
struct NamePoint {
    std::string title; ///< saves the present state under this title
};
struct ExportModel {
    std::filesystem::path file;
    std::string format; ///< empty = by extension
    bool verify = true;
    bool foldBatchNorm = false; ///< into convolutions, in formats that would keep it
};

using Command = std::variant<OpenModel, CloseModel, BindData, Evaluate, RunRecipe, ResumeRun, CommitPlan, RestorePoint,
                             NamePoint, ExportModel>;

/// "open_model", "run_recipe", … for logs and CommandDone.
std::string commandName(const Command &command);

} // namespace espalier::session

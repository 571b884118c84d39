// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/snapshot.h"
#include "train/trainer.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace espalier::engine {

/// Which run a point belongs to: resuming looks for the newest point of the recipe at hand.
struct RunMark {
    std::string recipeHash; ///< of recipe.json's text
    std::string stage;      ///< "start", "inside" or "end"
    int threads = 0;        ///< LibTorch's; another count changes the last bits
};

/// A saved state: the files of a point folder (docs/run-directory.md).
struct ModelPoint {
    train::ModelState state;
    std::string title, format, source; ///< of the model
    std::optional<train::TrainState> train;
    std::optional<RunMark> run;
    std::vector<std::string> notes;               ///< what the file's reader has to say; not saved
    double readSeconds = 0.0, traceSeconds = 0.0; ///< that opening took; not saved
};

/// Writes graph.json, weights.safetensors, state.json and, if there is a train state, state.safetensors into a folder
/// that exists. Not atomic by itself: the store or the caller sees to that.
base::Status writeModelPoint(const std::filesystem::path &folder, const ModelPoint &point);

/// Reads and checks them; the network is traced anew. Malformed or Mismatch naming the file.
base::Result<ModelPoint> readModelPoint(const std::filesystem::path &folder);

/// The run part alone, without the tensors; nothing if the point belongs to no run.
std::optional<RunMark> readRunMark(const std::filesystem::path &folder);

/// Is it a folder with a point's files?
bool isModelPoint(const std::filesystem::path &folder);

/// Whole, Marked (a plan waits) or Cut, from the state itself.
report::ModelStateKind kindOf(const train::ModelState &state);

} // namespace espalier::engine

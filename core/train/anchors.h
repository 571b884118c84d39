// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/stage.h"

namespace espalier::train {

/// Earlier weights that a stage `rewind` is going to bring back. They lie in ModelState::anchors and are cut
/// along with the network: "init" from the start of the run, "epochN" from the first training that gets to
/// epoch N.
std::string epochAnchor(std::int64_t epoch);

/// The name of what the stage brings back; empty for the weights from before the choice.
std::string anchorOf(const recipe::Stage &rewind);

/// At the start of a run: keeps the weights if a stage wants them back.
void keepInitAnchor(const recipe::Recipe &recipe, ModelState &model);

/// As a training stage begins this epoch: the same.
void keepEpochAnchor(StageContext &context, std::int64_t epoch);

/// The anchors under "anchor.NAME." in a checkpoint, there and back.
void saveAnchors(const ModelState &model, model::Weights &tensors);
std::map<std::string, model::Weights> savedAnchors(const model::Weights &tensors);

} // namespace espalier::train

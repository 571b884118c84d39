// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/vocabulary.h"
#include "train/run_services.h"

#include <functional>
#include <memory>

namespace espalier::train {

/// What a stage works with. All references outlive the stage.
struct StageContext {
    const recipe::Recipe &recipe; ///< scaled, validated
    const recipe::Stage &stage;   ///< the part of the recipe that is to run
    const TrainerContext &trainer;
    ModelState &model;
    RunServices &services;
    const StageState *resume = nullptr; ///< of this stage if the run was stopped inside it, else null
};

/// A phase that a stage is going to have, with its optimiser steps (0 = unknown, or none).
struct PlannedPhase {
    std::string name;
    std::int64_t steps = 0;
};

/// What planning may look at: nothing has run yet, and the model is not changed.
struct PlanningContext {
    const recipe::Recipe &recipe;
    const recipe::Stage &stage;
    const TrainerContext &trainer;
};

/// One kind of stage of a recipe; one file each in train/stage. Runs in the caller's thread, asks the gate at least once
/// per optimiser step or batch, and leaves a checkpoint when it stops (Problem code Stopped).
class Stage {
public:
    virtual ~Stage() = default;
    /// For RunPlanned. Default: one phase named like the stage, without optimiser steps.
    virtual std::vector<PlannedPhase> planned(const PlanningContext &context) const;
    /// What can be refused before the run starts, for the network as it stands then. Default: nothing.
    virtual base::Status check(const PlanningContext &, const ModelState &) const { return {}; }
    virtual base::Status run(StageContext &context) = 0;
};

struct StageEntry {
    recipe::StageSchema schema;
    std::function<std::unique_ptr<Stage>()> create;
};

/// Generated: every core/train/stage/NAME.cpp defines `StageEntry makeNameEntry()`.
std::vector<StageEntry> allStageEntries();

} // namespace espalier::train

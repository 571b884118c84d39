// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/method.h"
#include "train/stage.h"

namespace espalier::train {

/// What the recipe's `ratios` mean for the model as it stands.
struct PruningSetup {
    graph::PlanRequest request;        ///< without scores
    std::optional<graph::Plan> chosen; ///< of a plan file or an earlier run
    std::optional<graph::Plan> inherited; ///< of an earlier run, of which only the ratios are taken over
    std::optional<graph::Target> target; ///< of the recipe; the ratios are what reaches it with one ratio for all
    bool hasRatios = true;             ///< false: the recipe has none, and no stage that is to run reads any
    std::vector<double> layerRatios;   ///< per layer of the structure, for unstructured pruning
    std::vector<std::string> warnings;
};

/// For a stage of a repeat the ratios are those that its cycle has to reach. BadUsage if the recipe has no ratios although a
/// stage needs them, or they fit nothing; NotFound and Mismatch for a plan file, which `readPlan` reads (empty: plan.json
/// only).
base::Result<PruningSetup> pruningSetup(const recipe::Recipe &recipe, const ModelState &model, const PlanReader &readPlan = {},
                                        const recipe::Stage &stage = {});
/// For the stage at hand.
base::Result<PruningSetup> pruningSetup(const StageContext &context);

/// True if the stage leaves a choice of channels behind.
bool choosesChannels(const recipe::Stage &stage);

/// True if the stage chooses channels by the recipe's ratios.
bool needsRatios(const recipe::Stage &stage);

/// BadUsage if the catalogue has no such method.
base::Result<methods::MethodEntry> findMethod(const std::string &id);

/// What a method gets, over the live weights. Channels that an earlier stage has chosen stay chosen.
methods::MethodContext methodContext(const PruningSetup &setup, const ModelState &model, const recipe::Options &options);
/// The same for a penalize stage: its method's options and its optimiser's weight decay.
methods::MethodContext methodContext(const PruningSetup &setup, const ModelState &model, const recipe::Stage &stage);

/// Views of the groups that have a producer.
std::vector<methods::GroupView> producedGroups(const ModelState &model, const std::vector<double> &ratios);

/// Every convolution and linear layer with the ratio asked of its single weights.
std::vector<methods::LayerView> layerViews(const PruningSetup &setup, const ModelState &model);

/// Requested against realised, for a plan that was not made by makePlan.
std::vector<graph::LedgerRow> ledgerOf(const ModelState &model, const graph::PlanRequest &request, const graph::Plan &plan);

} // namespace espalier::train

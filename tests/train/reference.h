// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/dataset.h"
#include "model/weights.h"
#include "recipe/recipe.h"

namespace espalier::train::test {

/// Normalised images as a network sees them, and labels, drawn from a fixed seed.
std::vector<data::Batch> noiseBatches(const model::Network &network, std::int64_t count, std::int64_t size);

/// What is held against an independent PyTorch implementation in tests/reference.
struct ReferenceTrial {
    std::string model = "mlp7_linear"; ///< of the zoo
    std::int64_t iterations = 60;
    std::int64_t batch = 32;
    bool onSample = false; ///< the sample's trained ResNet-20 and its images, instead of fresh weights and noise
    std::string script = "reference_methods.py";
    std::vector<std::string> prunedLayers; ///< names to which the recipe's ratio applies
    double ratio = 0.8;
};

/// A recipe of one penalize stage that suits the trial.
recipe::Recipe trialRecipe(const ReferenceTrial &trial, const std::string &method, const recipe::Options &stageChanges,
                           const recipe::Options &methodChanges);

/// True if there is a Python with torch: the one that ESPALIER_PYTHON names, else python3.
bool hasReference();

/// Replays the recipe, runs the reference with the settings of `theirs`, and gives the largest difference over all
/// tensors, each as a share of how far the reference moved it: by the largest element, momentum and factors included; on
/// the sample by the norm, without the momentum, which is no movement and which batch norm leaves next to nothing of.
/// Fails the test if a name, shape or choice differs.
double apart(const ReferenceTrial &trial, const recipe::Recipe &ours, const recipe::Recipe &theirs);

} // namespace espalier::train::test

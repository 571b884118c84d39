// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/structure.h"
#include "model/weights.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace espalier::train {

/// The actions of methods.md 3.6; texts as in a recipe.
enum class Reinit {
    Keep,              ///< the weights as they are, for rescaling alone
    ExactIsometry,     ///< OrthP, Q * sign(diag R) of the weights as they are, times gain
    DeltaOrthogonal,   ///< convolutions: a random orthogonal block at the kernel's centre; else as ExactIsometry
    Orthogonal,        ///< random orthogonal, times gain and scale
    KaimingNormal,     ///< N(0, 2 / fan in)
    XavierUniform,     ///< uniform in +-sqrt(6 / (fan in + fan out))
    Default,           ///< what the framework starts with: uniform in +-1/sqrt(fan in)
    ApproximateIsometry,        ///< entry mean of (W W^T - I)^2 made small, from the weights as they are
    ApproximateIsometryScratch, ///< the same after Default
};
inline constexpr std::pair<const char *, Reinit> reinitNames[] = {
    {"exact_isometry_based_on_existing", Reinit::ExactIsometry},
    {"exact_isometry_based_on_existing_delta", Reinit::DeltaOrthogonal},
    {"orth", Reinit::Orthogonal},
    {"kaiming_normal", Reinit::KaimingNormal},
    {"xavier_uniform", Reinit::XavierUniform},
    {"default", Reinit::Default},
    {"AI", Reinit::ApproximateIsometry},
    {"AI_scratch", Reinit::ApproximateIsometryScratch},
    {"none", Reinit::Keep}};

struct ReinitOptions {
    Reinit how = Reinit::ExactIsometry;
    double gain = 1.0;  ///< 1 for linear networks, sqrt(2) for ReLU
    double scale = 1.0; ///< of Orthogonal
    enum class Rescale { None, Kaiming, Constant } rescale = Rescale::None;
    double factor = 1.0; ///< Kaiming: weights get `factor` * sqrt(2 / fan in) as deviation; Constant: times `factor`
    std::vector<std::string> layers; ///< globs; empty = all layers
    std::uint64_t seed = 0;
    std::int64_t steps = 10000;   ///< of approximate isometry
    bool forgetMoments = false;
    std::map<std::string, at::Tensor> masks = {}; ///< by weight: 0 where a single weight is masked and stays 0
    std::function<bool()> stopAsked = {}; ///< asked per layer, or per step where steps are made; may be empty
};

/// Gives the layers of a network new weights, in storage of their own; the old tensors stay as they are. The exact
/// isometries and approximate isometry keep biases and batch norms; the others start biases (0, Default: uniform) and
/// the batch norms behind the layers (1 and 0, statistics forgotten) anew. Grouped convolutions count as one matrix per
/// group. Returns the names of the layers; BadUsage if the globs fit none, or for an exact isometry of masked weights
/// (there is none; kaiming_normal is refused with them, as published); Stopped with nothing changed.
base::Result<std::vector<std::string>> reinitialise(model::Network &network, const graph::Structure &structure,
                                                    const ReinitOptions &options);

/// sqrt(2) if the network has a rectifier (or one of its smooth kin), else 1.
double activationGain(const graph::Graph &graph);

} // namespace espalier::train

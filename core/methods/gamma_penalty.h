// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/method.h"

namespace espalier::methods {

/// What is done to a batch norm's scale gamma (methods.md 3.10): reg' of the penalty s * reg.
enum class Regulariser {
    L1,         ///< sign(gamma), sign(0) = 0
    L2,         ///< gamma
    SmoothL1,   ///< gamma where |gamma| < travel, else the sign
    SmallOnly,  ///< gamma where |gamma| <= 0.09, else 0
    L05,        ///< sign(gamma) |gamma|^-1/2, |gamma| floored at 1e-12
    GroupLasso, ///< on the filter's weights instead: W[j] / ||W[j]||
};

/// "l1", "l2", "smooth_l1", "small_only", "l0.5", "group_lasso", in the order of the enumeration.
std::vector<std::string> regulariserNames();
Regulariser regulariserOf(const std::string &name);

/// reg'(gamma), element by element; `travel` is lr * s. Not of GroupLasso.
at::Tensor regulariserGradient(Regulariser kind, const at::Tensor &gamma, double travel);
/// reg(gamma), element by element, for the curve of the penalty.
at::Tensor regulariserValue(Regulariser kind, const at::Tensor &gamma, double travel);

/// The scale of one batch norm, and which of its entries a penalty works on.
struct ScaleView {
    std::string layer, gammaName;
    at::Tensor gamma, beta; ///< live; beta may be undefined
    at::Tensor weight;      ///< live, of the layer before it
    int axis = 0;
    at::Tensor target;      ///< float32 of gamma's shape: 1 = penalised
    at::Tensor startSign;   ///< of gamma at the start
};

/// The scales of all groups that have any, each once, with no entry penalised yet.
std::vector<ScaleView> scalesOf(const std::vector<GroupView> &groups);

/// Adds the scales of layers that no group produces, or not alone: channels that can't go have scales as well.
void addFreeScales(const graph::Structure &structure, const model::Weights &weights, std::vector<ScaleView> &scales);

/// Marks the channels of a group in the scales of all its members (1 = penalised). Channels of members without a scale are
/// passed over.
void markTargets(const GroupView &group, const std::vector<std::int32_t> &channels, double mark,
                 std::vector<ScaleView> &scales);

/// gamma.grad() += s * target * reg'(gamma), or the filters' gradients for GroupLasso.
void addPenalty(Regulariser kind, double s, double learningRate, std::vector<ScaleView> &scales);

/// s * sum of target * reg, in nats. One host read.
double penaltyOf(Regulariser kind, double s, double learningRate, const std::vector<ScaleView> &scales);

/// Every |gamma| with its mark and whether its sign is another than at the start, on the host. One read per scale.
struct ScaleEntry {
    double size = 0.0;
    bool isTarget = false;
    bool hasFlipped = false;
};
std::vector<ScaleEntry> scaleEntries(const ScaleView &scale);

/// Shares of |gamma| < 10^-k for k = 0 .. 13 as "PREFIX_below_1e-k"; nothing without entries.
void addFractions(const std::string &prefix, const std::vector<double> &sizes, std::map<std::string, double> &figures);

} // namespace espalier::methods

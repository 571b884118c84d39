// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/kept_file.h"
#include "graph/plan.h"

namespace espalier::formats {

/// How members of a group that keep different channels agree (methods.md 3.13). P_l is what member l prunes; a member that
/// is not named prunes nothing.
enum class GroupPolicy {
    Vote,         ///< prune what at least k members prune, for the largest k that prunes no fewer than the least member
    Intersection, ///< prune what all prune
    Union,        ///< prune what any prunes
};

struct KeptPlan {
    graph::Plan plan;
    std::vector<std::string> unknown;    ///< names in the file that no layer has
    std::vector<std::string> disagreeing; ///< groups whose members keep different channels
};

/// The plan that leaves the kept channels, for a structure of the original widths. Layers are found by their own names or
/// by those of their batch norms, MaskSparsity's names by torchvision's. Missing layers keep all. Mismatch naming the
/// layer and both widths; CheckFailed if the result breaks a constraint of the structure.
base::Result<KeptPlan> planFromKept(const graph::Structure &structure, const std::map<std::string, KeptLayer> &layers,
                                    GroupPolicy policy = GroupPolicy::Vote);

/// What the members' prune sets give together; each is ascending. `channels` is the width of the group.
std::vector<std::int32_t> agree(const std::vector<std::vector<std::int32_t>> &pruned, std::int32_t channels,
                                GroupPolicy policy);

/// "s1.b2.f.a_bn" -> "layer1.1.bn1": MaskSparsity's ResNet-50 in torchvision's names (methods.md 7); others unchanged.
std::string torchvisionName(const std::string &name);

} // namespace espalier::formats

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/kept_file.h"
#include "graph/group_policy.h"
#include "graph/plan.h"

namespace espalier::formats {

using graph::agree;
using graph::GroupPolicy;

struct KeptPlan {
    graph::Plan plan;
    std::vector<std::string> unknown;    ///< names in the file that no layer has
    std::vector<std::string> disagreeing; ///< groups whose members keep different channels
    std::vector<std::string> blocked;     ///< "GROUP by LAYER": one whole member keeps the group from being pruned
};

/// The plan that leaves the kept channels, for a structure of the original widths. Layers are found by their own names or
/// by those of their batch norms, MaskSparsity's names by torchvision's. Missing layers keep all. Mismatch naming the
/// layer and both widths; CheckFailed if the result breaks a constraint of the structure.
base::Result<KeptPlan> planFromKept(const graph::Structure &structure, const std::map<std::string, KeptLayer> &layers,
                                    GroupPolicy policy = GroupPolicy::Vote);

/// "s1.b2.f.a_bn" -> "layer1.1.bn1": MaskSparsity's ResNet-50 in torchvision's names (methods.md 7); others unchanged.
std::string torchvisionName(const std::string &name);

} // namespace espalier::formats

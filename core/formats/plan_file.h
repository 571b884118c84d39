// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/group_policy.h"
#include "graph/plan.h"

#include <filesystem>

namespace espalier::formats {

/// A plan and what to tell about how it came to be.
struct PlanFile {
    graph::Plan plan;
    std::vector<std::string> notes; ///< members that disagreed, groups that one whole member blocks
};

/// The channels to be removed, from a file of any of these kinds:
///
///     plan.json (command `plan`);  a kept-index file;  our own channel mask (mask_file.h);  channel masks of MaskSparsity (methods.md, appendix B: a torch.save
///     of batch norm path -> 1-D bool, true = keep, in torchvision's names or MaskSparsity's own)
///
/// Layers that a mask does not name keep all; members of a group are brought together by `policy`. Mismatch naming the
/// layer and both widths, or the names that fit no layer; CheckFailed if the result breaks a constraint of the structure.
base::Result<PlanFile> readPlanFile(const std::filesystem::path &path, const graph::Structure &structure,
                                    graph::GroupPolicy policy = graph::GroupPolicy::Vote);

} // namespace espalier::formats

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/kept_file.h"
#include "graph/cost.h"

namespace espalier::formats {

/// What a channel mask tells about itself.
struct MaskInfo
{
    std::string model;               ///< "zoo:resnet50", a file; may be empty
    std::optional<double> s;         ///< strength of the penalty that drew the scores apart
    std::optional<double> threshold; ///< tau, for rules that have one
    std::string criterion;           ///< "bn_scale"
    std::string policy;              ///< how tied layers agreed: "vote"
};

/// Our own channel mask (methods.md, appendix B) of the layers that the plan touches, as JSON:
///
///     {"espalier_mask": 1, "model": "zoo:resnet50", "widths": {"layer1.0.conv1": 64, …},
///      "keep": {"layer1.0.conv1": "1101…", …}, "s": 0.0005, "tau": 0.01, "criterion": "bn_scale", "policy":
///      "vote", "macs": {"before": 4089184256, "after": 2000000000}}
///
/// One character per output channel, 1 = keep. Layers that are not named keep all. The plan is in original
/// numbering.
std::string maskToJson(const graph::Plan &plan, const graph::Structure &structure, const MaskInfo &info);

/// Layers and what of them is kept. Malformed naming the layer if its bits are not as many as its width says,
/// or no bits.
base::Result<std::map<std::string, KeptLayer>> keptFromMaskJson(const std::string &text,
                                                                const std::string &where);

/// True if text begins like such a file.
bool looksLikeMaskJson(const std::string &text);

} // namespace espalier::formats

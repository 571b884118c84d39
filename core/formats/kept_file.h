// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/format.h"

namespace espalier::formats {

/// One layer of a kept-index file.
struct KeptLayer {
    std::int64_t original = 0;      ///< output channels before anything was cut
    std::int64_t now = 0;           ///< and after
    std::vector<std::int32_t> kept; ///< original numbers of the kept ones, ascending; empty = not known
};

/// A kept-index file (interfaces.md, format `kept`):
///
///     {"espalier_kept": 1, "name": "…", "layers": {"layer1.0.conv1": {"original": 16, "now": 9, "kept": [0, 2, …]}, …},
///      "groups": {"features.1.conv.1.0": 48, …}, "weights": {"file": "NAME.pth", "sha256": "…"}, "metadata": {…}}
///
/// `groups` holds what a module can't know from the shapes of its weights: groups of a convolution or group norm.
struct KeptFile {
    std::string name;
    std::map<std::string, KeptLayer> layers;
    std::map<std::string, std::int64_t> groups;
    std::string weightsFile; ///< beside it; may be empty
    std::string weightsSha256;
    std::map<std::string, std::string> metadata;
};

/// The layers of an artefact: those with kept indices or widths, and every other convolution and linear layer of the
/// graph as whole.
KeptFile describeKept(const Artefact &artefact);
/// Only "layers" of it, as JSON text, for the metadata of other formats.
std::string keptLayersJson(const Artefact &artefact);

std::string toJson(const KeptFile &file);
/// Malformed naming layer and value if indices are not ascending or out of range.
base::Result<KeptFile> keptFromJson(const std::string &text, const std::string &where);

/// Channel masks (names of batch norms or layers -> 1-D bool, true = keep) as kept indices. Malformed naming the tensor
/// if it is no 1-D bool.
base::Result<std::map<std::string, KeptLayer>> keptFromMasks(const model::Weights &masks);

} // namespace espalier::formats

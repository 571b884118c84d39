// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/torch_save.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace espalier::wire {

/// A network that torch.export saved, with its tensors where they lie in the file.
struct Pt2Network {
    graph::GraphPtr graph;
    std::vector<std::pair<std::string, StoredTensor>> tensors; ///< one for each stored value of the graph, in its order
    std::map<std::string, std::string> metadata;
};

/// Reads a .pt2 archive (engineering.md 4.1: records of a zip, models/model.json after torch's schema, major 8). Regions
/// of autocast and grad mode are inlined, checks and counters of batches dropped, sizes that depend on the batch become
/// graph::Size, parameters that lie at the same place become one. Older layouts, control flow, custom objects and sizes
/// beyond a multiple of the batch are Unsupported, with a sentence that names the node. Views into `file`. Runs nothing;
/// memory is linear in the size of models/model.json. `where` names the file in messages. Any thread.
base::Result<Pt2Network> readPt2(Bytes file, const std::string &where);

/// A zip archive that says of itself to be of torch.export, in this layout or an older one.
bool looksLikePt2(Bytes file);

/// Name of the record that carries our own metadata, below the archive's root.
inline constexpr const char *pt2MetadataRecord = "extra/espalier.json";

} // namespace espalier::wire

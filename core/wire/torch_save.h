// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/bytes.h"
#include "graph/graph.h"

#include <map>
#include <ostream>
#include <utility>
#include <vector>

namespace espalier::wire {

/// A tensor inside a file: a strided view of a storage. Offset and strides count elements; all checked.
struct StoredTensor {
    graph::DType dtype = graph::DType::Float32;
    std::vector<std::int64_t> shape;
    std::vector<std::int64_t> stride;
    std::int64_t offset = 0;
    Bytes storage; ///< the whole storage, little-endian

    std::int64_t numel() const;
};

/// A state dict, unwrapped.
struct TorchCheckpoint {
    std::vector<std::pair<std::string, StoredTensor>> tensors; ///< in the file's order, names as they stand
    std::map<std::string, std::string> scalars;                ///< beside it: "epoch", "best_prec1", …
};

/// The tensors of a torch.save file: zip or legacy container (methods.md, appendix A). The state dict may be the whole
/// file or stand under "state_dict", "model_state", "model_state_dict" or "model". Views into `file`. Never runs code;
/// time and memory are linear in the size of the file. `where` names the file in messages. Any thread.
base::Result<TorchCheckpoint> readTorchCheckpoint(Bytes file, const std::string &where);

/// Begins as a torch.save file does: the legacy magic, or a zip archive with a data.pkl and no code.
bool looksLikeTorchSave(Bytes file);

struct TensorToWrite {
    std::string name;
    graph::DType dtype = graph::DType::Float32;
    std::vector<std::int64_t> shape;
    Bytes bytes; ///< contiguous, little-endian
};

/// Writes a state dict (an OrderedDict of tensors) that torch.load(weights_only=True) reads. `archive` names the root
/// folder inside the zip.
void writeTorchCheckpoint(std::ostream &out, const std::string &archive, const std::vector<TensorToWrite> &tensors);

} // namespace espalier::wire

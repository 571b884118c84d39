// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/torch_save.h"

#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace espalier::wire {

/// What a call gives back, as its operator's schema says: this many tensors, or one list of them.
struct CallReturns {
    std::size_t count = 1;
    bool isList = false;
};

/// A network to be written as a program of torch.export.
struct Pt2Output {
    const graph::Graph *graph = nullptr;
    std::vector<TensorToWrite> tensors; ///< of every stored value, by name
    std::map<std::string, std::string> metadata;
    std::function<CallReturns(const graph::Node &)> returns;
};

/// Writes an archive that torch.export.load (2.8 and later) and readPt2 take: schema 8.17, the calls as they are, with the
/// modules that made them, and the batch as a size that varies. Unsupported, before anything is written, if no input has the
/// batch as a size of its own while other sizes depend on it. Failures of the stream stay in the stream.
base::Status writePt2(std::ostream &out, const std::string &archive, const Pt2Output &output);

} // namespace espalier::wire

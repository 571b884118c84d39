// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/format.h"

namespace espalier::formats::onnx {

/// A network from a model of ONNX, operator sets 13 to 25, external data included (wire/onnx.h). The first
/// axis of the inputs is the batch if the file leaves it open. Modules and weights keep their dotted names
/// where the exporter tells them. Unsupported naming node and operator. metadata["warning"] says if the
/// exporter folded batch norm away.
base::Result<ReadResult> readOnnxFile(const std::filesystem::path &path);

struct OnnxWriteOptions
{
    bool foldBatchNorm = false; ///< into the convolution before it
    /// From this size of the file on, weights lie in a second file beside it (protobuf can't go beyond 2 GB).
    std::uint64_t externalFrom = (std::uint64_t{1} << 31) - (std::uint64_t{1} << 26);
};

/// Writes operator set 17, IR version 8: dynamic batch, initializers and nodes under the names of the graph,
/// recipe and kept indices as metadata. Unsupported naming layer and operator if one has no translation.
base::Result<std::vector<std::filesystem::path>> writeOnnxFile(const Artefact &artefact,
                                                               const std::filesystem::path &path,
                                                               const OnnxWriteOptions &options = {});

} // namespace espalier::formats::onnx

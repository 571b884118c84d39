// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/dataset.h"
#include "data/image.h"

namespace espalier::data {

/// Images of one size as a file of raw pixels holds them.
struct RawImages {
    std::vector<std::uint8_t> pixels; ///< count x height x width x channels
    std::vector<std::int64_t> labels;
    std::int64_t height = 0, width = 0, channels = 0;
};

/// The chosen images in the size and channels that the preset wants: a resize only where the preset has bilinearTo,
/// else a Mismatch that names both sizes. `where` is the directory.
base::Result<ImageSet> makeImageSet(RawImages raw, const OpenOptions &options, const std::string &where);

/// Labels in range and classes named "0", "1", … up to the largest label (at least `least` of them), or as in the file
/// `classes.txt` of the directory, one a line.
base::Result<std::vector<std::string>> classNames(const Dataset &dataset, const std::filesystem::path &directory,
                                                  std::int64_t least);

/// Hash of classes, labels and decoded pixels, for Dataset::hash.
std::string contentHash(const Dataset &dataset);

/// Mismatch if so many decoded bytes would not fit into this machine's memory.
base::Status checkMemory(std::int64_t bytes, const std::string &where);

} // namespace espalier::data

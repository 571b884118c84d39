// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/dataset.h"

namespace espalier::data {

/// A file of the MNIST family: big-endian magic 0x0000 08 rank, sizes, bytes (yann.lecun.com/exdb/mnist).
struct IdxFile {
    std::vector<std::int64_t> sizes;
    std::vector<std::uint8_t> bytes;
};

/// Reads FILE, or FILE.gz. The bytes must be as many as the sizes say, of `rank` axes. Malformed if it is cut short,
/// foreign, or says more than 4 GiB; Unreadable if the gzip data are damaged.
base::Result<IdxFile> readIdx(const std::filesystem::path &path, std::size_t rank);

/// "train-images-idx3-ubyte" under its usual names: with a dot for the last dash, with .gz. Empty if there is none.
std::filesystem::path findIdx(const std::filesystem::path &directory, const std::string &name);

/// The four files of a directory as a data set.
base::Result<std::shared_ptr<Dataset>> openIdx(const std::filesystem::path &directory, const OpenOptions &options);

} // namespace espalier::data

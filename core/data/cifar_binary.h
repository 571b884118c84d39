// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/source.h"

namespace espalier::data {

/// The binary files of CIFAR (cs.toronto.edu/~kriz/cifar.html): records of `labelBytes` labels and 3 x 32 x 32 bytes,
/// channel by channel.
struct CifarLayout {
    std::vector<std::string> trainFiles;
    std::string testFile;
    std::string namesFile; ///< one class a line; may be missing
    std::int64_t labelBytes = 1;
    std::int64_t labelAt = 0; ///< which of them is the class
    std::int64_t classes = 10;
};

/// The directory itself or `subfolder` of it that holds the test file; nothing if neither does.
std::filesystem::path findCifar(const std::filesystem::path &directory, const std::string &subfolder,
                                const std::string &testFile);

/// Malformed for files that are cut short or hold labels out of range; NotFound naming the missing file.
base::Result<std::shared_ptr<Dataset>> openCifar(const std::filesystem::path &directory, const CifarLayout &layout,
                                                 const OpenOptions &options);

} // namespace espalier::data

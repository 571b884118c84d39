// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/dataset.h"

namespace espalier::data {

struct ImageFile {
    std::string path; ///< below the split's folder: "cat/0001.jpg"
    std::int64_t size = 0;
    std::int64_t modified = 0; ///< nanoseconds since 1970
    std::int64_t label = 0;
};

struct FolderSplit {
    std::filesystem::path folder;
    std::vector<ImageFile> files; ///< by class, then by path
};

/// What lies in DIR/train/CLASS/… and DIR/test/CLASS/… (or val/). Classes are the names of the folders, sorted by bytes.
/// Tiny-ImageNet as published (val/images with val/val_annotations.txt) is understood.
struct ImageFolder {
    std::vector<std::string> classes;
    FolderSplit train, test;
};

/// Lists the images (.jpg, .jpeg, .png in either case; other images are named as unreadable later, other files and names
/// that begin with a dot are passed over). Malformed or NotFound, naming folders, if there is no train/ or no test/ and
/// val/, if a class folder is empty, or if the classes of the two differ.
base::Result<ImageFolder> listImageFolder(const std::filesystem::path &directory);

/// Name of the first split folder that exists, or empty.
std::filesystem::path findSplit(const std::filesystem::path &directory, const std::vector<std::string> &names);

} // namespace espalier::data

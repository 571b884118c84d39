// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/image_folder.h"

namespace espalier::data {

/// Decoded images of a folder, kept in one file per key so that the next start does not decode again. A file that is
/// damaged or of another version counts as absent.
class DecodedCache {
public:
    /// `folder` may be empty: nothing is kept then.
    DecodedCache(std::filesystem::path folder, std::string key);

    /// Null if it is not there.
    std::shared_ptr<Dataset> load() const;
    /// Written atomically.
    base::Status save(const Dataset &dataset) const;

private:
    std::filesystem::path file() const;
    std::filesystem::path m_folder;
    std::string m_key;
};

/// Changes whenever a file's path, size or time does, or an option that decides how it is decoded.
std::string cacheKey(const ImageFolder &folder, const OpenOptions &options);

} // namespace espalier::data

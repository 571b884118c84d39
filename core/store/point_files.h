// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/run_store.h"

namespace espalier::store {

/// What state.json's "point" part says, beside the folder's own name and size.
struct PointRecord {
    report::TimelineEntry entry;
    std::int64_t historyNumber = 0; ///< of its PointSaved event
};

/// "003-after-cut" of 3 and "After cut".
std::string pointFolderName(std::int64_t number, const std::string &title);
/// 3 of "003-after-cut"; -1 if it is no such name.
std::int64_t pointNumber(const std::string &folderName);

/// Adds the "point" part to `folder`/state.json (which need not exist yet).
base::Status writePointPart(const std::filesystem::path &folder, const PointRecord &record);
/// Reads it back. Malformed naming the file.
base::Result<PointRecord> readPointPart(const std::filesystem::path &folder);
/// Records of all points below `points`, by number; folders that hold no readable state.json are left out.
base::Result<std::vector<PointRecord>> readPoints(const std::filesystem::path &points);

} // namespace espalier::store

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace espalier::base {

/// "0.1.0"
std::string_view version();

/// Where a program looks for what is shipped with it. Both may be empty.
struct ResourcePlaces {
    std::filesystem::path program; ///< the running program; resources lie in ../share/espalier beside its folder
    std::filesystem::path sources; ///< resources/ of the sources it was built from
};

/// The folder with recipes/ and sample/: that of the installation if there is one, else that of the sources.
/// Any thread; looks at the disk each time.
Result<std::filesystem::path> resourceFolder();
Result<std::filesystem::path> resourceFolder(const ResourcePlaces &places);

} // namespace espalier::base

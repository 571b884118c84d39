// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/installation.h"

#include "base/text.h"

#include <system_error>

namespace espalier::base {

namespace fs = std::filesystem;

std::string_view version()
{
    return ESPALIER_VERSION;
}

Result<fs::path> resourceFolder()
{
    std::error_code ignored; // an unreadable link leaves the path empty, and the sources are tried
    return resourceFolder({fs::read_symlink("/proc/self/exe", ignored), ESPALIER_RESOURCE_DIR});
}

Result<fs::path> resourceFolder(const ResourcePlaces &places)
{
    const fs::path installed = (places.program.parent_path() / ".." / ESPALIER_RESOURCE_SUBDIR).lexically_normal();
    std::error_code ignored;
    if (!places.program.empty() && fs::is_directory(installed / "recipes", ignored))
        return installed;
    if (!places.sources.empty() && fs::is_directory(places.sources / "recipes", ignored))
        return places.sources;
    return Problem{ProblemCode::NotFound,
                   cat("Espalier's own recipes and samples are neither in ", installed.string(), " nor in ",
                       places.sources.string(), "."),
                   "resources", "Install Espalier again, or run it from its build folder."};
}

} // namespace espalier::base

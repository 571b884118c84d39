// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "formats/format.h"
#include "wire/foreign.h"

namespace espalier::formats {

base::Result<ReadResult> readAny(const std::filesystem::path &path)
{
    const auto file = base::MappedFile::open(path);
    if (!file)
        return file.problem();
    for (const auto &format : allFormats()) {
        if (format->reads() && format->recognises(path))
            return format->read(path);
    }
    return wire::describeForeign((*file)->bytes(), path.string());
}

} // namespace espalier::formats

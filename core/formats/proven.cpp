// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/proven.h"

#include "model/shape_check.h"

namespace espalier::formats {

base::Result<ReadResult> proven(base::Result<ReadResult> read)
{
    if (read && read->network)
        if (const base::Status shapes = model::checkShapes(*read->network); !shapes)
            return shapes.problem();
    return read;
}

} // namespace espalier::formats

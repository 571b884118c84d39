// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/format.h"

namespace espalier::formats {

/// What was read, if the shapes that the file claims, or that a reader's rules gave, are those of its calls
/// (model/shape_check.h): the tracer and the surgeon believe them.
base::Result<ReadResult> proven(base::Result<ReadResult> read);

} // namespace espalier::formats

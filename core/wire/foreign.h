// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/bytes.h"

namespace espalier::wire {

/// What a file that no reader takes seems to be, with what to do about it: a download page, a Git LFS pointer, a Keras
/// file, a zip that is cut short, an image, …
base::Problem describeForeign(Bytes file, const std::string &where);

} // namespace espalier::wire

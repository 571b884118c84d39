// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <functional>

namespace espalier::engine {

/// Calls `work` and turns what it throws into a WorkFailed: LibTorch's errors without their backtrace, a failed
/// allocation with what to do about it.
base::Status guarded(const std::function<base::Status()> &work);

} // namespace espalier::engine

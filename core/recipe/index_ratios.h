// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace espalier::recipe {

/// Layers `first` to `last` (inclusive, counted from 0) get `ratio`.
struct IndexRange {
    std::int64_t first = 0;
    std::int64_t last = 0;
    double ratio = 0.0;
};

/// "1-15:0.7, 17:0.5", with or without [ ] around it. BadUsage naming the part that is wrong.
base::Result<std::vector<IndexRange>> parseIndexRatios(const std::string &text);

} // namespace espalier::recipe

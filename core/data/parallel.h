// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>

namespace espalier::data {

/// Calls `work(begin, end)` for consecutive ranges that together make 0 … count-1, from several threads at once (all
/// cores, `grain` items at a time). Returns when all is done; the first exception is rethrown.
void parallelRanges(std::int64_t count, std::int64_t grain,
                    const std::function<void(std::int64_t begin, std::int64_t end)> &work);

} // namespace espalier::data

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/bytes.h"

#include <optional>

namespace espalier::wire {

/// The `size` bytes that a raw deflate stream (RFC 1951) gives; nothing if it gives more, fewer, or is
/// damaged. A stream can't claim more than 1032 times its length, so that is the most that is allocated.
std::optional<std::string> inflated(Bytes packed, std::uint64_t size);

} // namespace espalier::wire

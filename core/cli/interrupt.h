// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace espalier::cli {

/// While it lives, the first SIGINT or SIGTERM is counted and left to the program; a second one prints `farewell` and
/// ends the process with 130 at once (what was saved last stands). One at a time.
class InterruptGuard {
public:
    explicit InterruptGuard(const std::string &farewell);
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard &) = delete;
    InterruptGuard &operator=(const InterruptGuard &) = delete;
    static bool isAsked();
};

} // namespace espalier::cli

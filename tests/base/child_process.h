// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace espalier::test {

/// Exit code with which a child says that the system does not let it set up what it needs.
inline constexpr int cannotSetUp = 77;

/// Runs `body` in a forked child, for changes of limits, users and mounts that must not outlive a test; its return
/// value becomes the exit code. -1 if the child died otherwise.
int exitCodeOfChild(const std::function<int()> &body);

} // namespace espalier::test

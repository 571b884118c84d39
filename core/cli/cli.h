// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace espalier::cli {

/// The whole of espalier-cli (interfaces.md): parses, works, prints, and returns the process's exit code. With --json
/// exactly one JSON document goes to standard output, also on failure ({"error": …}); all else goes to standard error.
int run(int argc, char **argv);

} // namespace espalier::cli

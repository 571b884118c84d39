// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/process.h"

#include <cstdlib>

#include <unistd.h>

namespace espalier::engine {

void limitSpinning(char **arguments)
{
    if (std::getenv("GOMP_SPINCOUNT") || std::getenv("OMP_WAIT_POLICY"))
        return;
    ::setenv("GOMP_SPINCOUNT", "1000", 0);
    ::execv("/proc/self/exe", arguments);
}

} // namespace espalier::engine

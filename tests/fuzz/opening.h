// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/bytes.h"

namespace espalier::fuzz {

/// What the workbench does with a file of a stranger: reads it as what it seems to be, finds the channel groups, plans to
/// remove half of each, and cuts. Aborts if the cut network is one that can't be read back from its own description.
void openAndCut(wire::Bytes file);

} // namespace espalier::fuzz

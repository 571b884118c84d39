// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/trainer.h"

namespace espalier::train {

/// Replaces the network by what a cut made of it. Original widths and kept channels stay in the original numbering,
/// matched by group name; what was chosen is done with.
void adoptCut(ModelState &state, model::Network network, model::Trace trace, const graph::Plan &plan);

} // namespace espalier::train

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/optimiser.h"
#include "train/stage.h"

namespace espalier::train {

/// The option of `cut` by which momentum goes on (methods.md 4.3).
inline constexpr const char *CarryMomentum = "carry_momentum";

/// At the end of a stage that trained: keeps its momentum in the model if the next cut, before any other stage that
/// trains, asks for it; else the model holds none.
void keepMomentum(StageContext &context, const Optimiser &optimiser);

} // namespace espalier::train

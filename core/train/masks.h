// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/trainer.h"

namespace espalier::train {

/// Unstructured pruning (methods.md 3.14): W <- W∘mask for every masked weight, at the cut and after every optimiser step.
void applyMasks(ModelState &model);

/// The cut of unstructured pruning: what was chosen becomes zero from now on, beside what is already.
void adoptMasks(ModelState &model);

/// How many single weights the masks take away.
std::int64_t maskedCount(const Masks &masks);

/// Share of the weights of all layers that are not masked: the theoretical size.
double unmaskedShare(const ModelState &model);

} // namespace espalier::train

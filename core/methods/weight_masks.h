// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/method.h"

namespace espalier::methods {

// One-shot unstructured pruning (methods.md 3.14): single weights become zeros, chosen by their size.

/// The options of a criterion that can also choose channels by what reads them, or single weights: `wg`,
/// `global`, `pattern`.
std::vector<recipe::OptionSchema> weightMaskOptions();

struct WeightChoice
{
    std::vector<LayerView> layers; ///< with their ratios; those of ratio 0 stay whole
    Masks masked;                  ///< what is zero already: it goes first and counts towards the ratio
    graph::Pick pick = graph::Pick::Min;
    std::uint64_t seed = 42; ///< of Pick::Random
};

/// The weights that stay, for every layer of which some go:
///
///     by layer   the n_pruned(r, n) smallest of each layer, stable by (size, row-major index)
///     global     those below sorted[min(ceil(r*n), n-1)] of all layers together, at most floor(.995 n) of a
///     layer; layers of
///                different ratios make r their mean, weighted by size
///     pattern    see WeightPattern. Of blocks, ratios only say which layers take part, none means all, and a
///     rest shorter than N stays whole
///
/// BadUsage for a pattern that can't be read, or if nothing would go.
base::Result<Masks> chooseWeights(const WeightChoice &choice, const recipe::Options &options);

} // namespace espalier::methods

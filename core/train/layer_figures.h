// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/method.h"
#include "report/snapshot.h"

#include <map>
#include <string>
#include <vector>

namespace espalier::train {

/// Figures of a layer that methods.md 6 asks of any method, from its scores and weights as they are. They
/// join the figures that the method gives of itself, which stand where both have one of the same name:
///
///     ratio_now    mean score of the kept channels over that of the chosen ones, not averaged over time
///     separation   deviation / mean of the scores
///     rank_change  mean |rank change| of the scores since the last look, in places; rank_moved the share of
///     the smallest
///                  scores, as many as are chosen, that were exchanged since
///     overlap_l1   share of the chosen channels that were the smallest at the start of the stage
///     gram_off, gram_kept, gram_cross, gram_pruned   energy of W W^T off its diagonal and its parts, by its
///     whole
class LayerFigures
{
public:
    /// One look at one layer; its scores are in `layer`.
    void add(const methods::ProducerView &producer, std::int32_t channels, report::LayerTelemetry &layer);

private:
    struct Look
    {
        std::vector<std::int64_t> ranks;
        std::size_t count = 0;
    };
    std::map<std::string, Look> m_last; ///< by layer
};

} // namespace espalier::train

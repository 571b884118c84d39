// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/surgeon.h"
#include "train/trainer.h"

#include <functional>

namespace espalier::train {

struct CutRequest {
    graph::Plan plan;                      ///< in the numbering of the model as it stands
    std::vector<graph::LedgerRow> ledger;  ///< for the report; may be empty
    bool forwardConstants = false;         ///< methods.md 4.4, before the cut
    bool carryMomentum = false;            ///< cut model.momentum like the weights (methods.md 4.3); else it is forgotten
    std::vector<at::Tensor> parityBatch;   ///< network inputs beside the random samples; may be empty
    std::uint64_t seed = 1;                ///< of the random samples
    std::function<void(const model::Parity &)> onParity; ///< told of each comparison; may be empty
    /// Accuracy of a network, for the figures before, after and after with constants forwarded; may be empty.
    std::function<base::Result<report::Accuracy>(const model::Network &)> measure;
};

/// The physical cut with its proof: validates the plan, cuts a copy, checks that masked equals cut on 64 random samples
/// (fewer where a sample costs more than 0.3 GMACs, at least 2) and on `parityBatch` (methods.md 4), and only then replaces
/// model.network, trace, originalChannels and kept.
/// BadUsage if the plan removes nothing; CheckFailed naming the first difference if parity does not hold: the model is
/// then untouched. Blocks; no progress is reported.
base::Result<report::CutReport> cutModel(ModelState &model, const CutRequest &request);

} // namespace espalier::train

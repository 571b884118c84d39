// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/trainer.h"

#include <nlohmann/json_fwd.hpp>

namespace espalier::engine {

/// Part "model" of state.json: what a ModelState knows beside its network.
nlohmann::ordered_json modelStateToJson(const train::ModelState &state);

/// Fills originals, kept indices and the chosen plan of a state whose network has been traced. Throws
/// nlohmann::json::exception on fields of the wrong type; Mismatch if groups are not those of the structure.
base::Status readModelState(const nlohmann::ordered_json &json, train::ModelState &state);

} // namespace espalier::engine

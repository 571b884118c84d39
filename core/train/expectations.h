// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/recipe.h"
#include "report/run_record.h"

namespace espalier::train {

/// One sentence for a base accuracy that lies more than 0.3 points outside the published range; else nothing.
std::optional<std::string> baseWarning(const recipe::Expectation &expected, const report::Accuracy &base);

/// The result held against the published one: a sentence for each figure that differs (top-1 of the best epoch outside the
/// range; speed-up by more than 3 %, since published counters differ by so much).
std::vector<std::string> resultWarnings(const recipe::Expectation &expected, const report::RunRecord &record);

} // namespace espalier::train

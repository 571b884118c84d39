// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/dataset.h"
#include "recipe/recipe.h"
#include "report/run_record.h"

namespace espalier::train {

/// One sentence for a base accuracy that lies more than 0.3 points outside the published range; else nothing.
std::optional<std::string> baseWarning(const recipe::Expectation &expected, const report::Accuracy &base);

/// The result held against the published one: a sentence for each figure that differs (top-1 of the best epoch outside the
/// range; speed-up by more than 3 %, since published counters differ by so much).
std::vector<std::string> resultWarnings(const recipe::Expectation &expected, const report::RunRecord &record);

/// Every published figure beside ours, with what else differs: the base, a budget that was cut short, data that is not the
/// whole set (`dataset` may be null). `recipe` as it was written, with an expectation.
report::PublishedComparison publishedComparison(const recipe::Recipe &recipe, const report::RunRecord &record,
                                                const data::Dataset *dataset);

/// Sentences for a budget smaller than the recipe's schedules mean: a scale, rates that were never reached.
std::vector<std::string> budgetCaveats(const recipe::Recipe &recipe);

/// Sentences for images fewer than the data set has that the preset is for, or set apart from training.
std::vector<std::string> dataCaveats(const recipe::DataSpec &spec, const data::Dataset &dataset);

} // namespace espalier::train

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/answer.h"
#include "graph/cost.h"
#include "recipe/recipe.h"

#include <memory>

namespace CLI {
class App;
}

namespace espalier::cli {

/// MODEL [--weights FILE] [--classes N]. Filled while parsing: keep the pointer until the action has run.
struct ModelArguments {
    recipe::ModelSpec spec;
};
std::shared_ptr<ModelArguments> addModel(CLI::App &command);

/// --data DATA [--preset NAME] [--subset N].
struct DataArguments {
    recipe::DataSpec spec;
};
std::shared_ptr<DataArguments> addData(CLI::App &command);

/// Ratios or a target, and limits.
struct RatioArguments {
    std::string ratio, stages, index, target, skip, align;
    std::int64_t minimum = 1;
    /// Exactly one of ratio, stages, index, target, or none if that may be. BadUsage otherwise.
    base::Result<recipe::RatioSpec> spec(bool mayBeNone = false) const;
};
std::shared_ptr<RatioArguments> addRatios(CLI::App &command);

/// "name=value" pairs checked against schemas; the value is read as the option's type. BadUsage naming the option.
base::Result<recipe::Options> parseOptions(const std::vector<std::string> &assignments,
                                           const std::vector<recipe::OptionSchema> &schema);

/// "g3", or null for none.
Json groupJson(base::GroupId group);
/// {"parameters": …, "macs": …}
Json costJson(const graph::Cost &cost);

} // namespace espalier::cli

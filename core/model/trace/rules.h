// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/trace/call.h"

#include <string>
#include <unordered_map>

namespace espalier::model::trace {

/// What an operator does to label layers: fills the layers of the call's outputs. False if this use of the operator is
/// not understood; then everything it touches is pinned.
using Rule = bool (*)(Walk &walk, Call &call);
using RuleTable = std::unordered_map<std::string, Rule>;

/// Each category of tracer.md 3 adds its operators, by short name ("conv2d").
void addMovementRules(RuleTable &table);
void addJoiningRules(RuleTable &table);
void addIndexingRules(RuleTable &table);
void addElementwiseRules(RuleTable &table);
void addNormalisationRules(RuleTable &table);
void addContractionRules(RuleTable &table);
void addConvolutionRules(RuleTable &table);
void addPoolingRules(RuleTable &table);
void addReductionRules(RuleTable &table);
void addConstantRules(RuleTable &table);

RuleTable makeRules();

} // namespace espalier::model::trace

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/rules.h"

namespace espalier::model::trace {

RuleTable makeRules()
{
    RuleTable table;
    addMovementRules(table);
    addJoiningRules(table);
    addIndexingRules(table);
    addElementwiseRules(table);
    addNormalisationRules(table);
    addContractionRules(table);
    addConvolutionRules(table);
    addPoolingRules(table);
    addReductionRules(table);
    addConstantRules(table);
    return table;
}

} // namespace espalier::model::trace

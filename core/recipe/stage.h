// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/options.h"

namespace espalier::recipe {

/// One step of an experiment.
struct Stage
{
    std::string kind;               ///< "penalize"
    std::string method;             ///< of penalize; else empty
    std::string criterion;          ///< of select
    Options options;                ///< the stage's own keys ("batch", "lr", …)
    Options methodOptions;          ///< the nested "options" object
    std::vector<Stage> stages = {}; ///< of repeat: what each cycle runs
    int cycle = 0; ///< of an unrolled recipe, not in JSON: the cycle of the repeat that it came from, from 1;
                   ///< 0 = none
    int cycles = 0; ///< how many there are

    friend bool operator==(const Stage &, const Stage &) = default;
};

} // namespace espalier::recipe

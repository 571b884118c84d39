// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/mask_options.h"

namespace espalier::methods {

/// A criterion that scores each member of a group by itself: it says `memberScores`, and the group's score is their mix
/// (`group_score`).
class MemberCriterion : public Criterion {
public:
    std::vector<double> score(const GroupView &group, const recipe::Options &options, std::uint64_t seed) const override;
};

} // namespace espalier::methods

// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/member_criterion.h"

namespace espalier::methods {

std::vector<double> MemberCriterion::score(const GroupView &group, const recipe::Options &options, std::uint64_t seed) const
{
    return mixScores(memberScores(group, options, seed), mixOf(options));
}

} // namespace espalier::methods

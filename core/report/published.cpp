// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/published.h"

#include <cmath>

namespace espalier::report {

std::optional<double> PublishedFigure::difference() const
{
    if (!ours)
        return std::nullopt;
    if (*ours < low)
        return *ours - low;
    return *ours > high ? *ours - high : 0.0;
}

bool PublishedFigure::isInside() const
{
    const auto away = difference();
    return away && std::abs(*away) <= margin;
}

} // namespace espalier::report

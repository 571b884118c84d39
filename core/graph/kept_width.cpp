// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/kept_width.h"

#include "base/text.h"
#include "base/translate.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace espalier::graph {

using base::cat;

namespace {

struct Floor {
    std::int32_t channels = 1;
    std::string why;
};

Floor floorOf(std::int32_t original, const PlanLimits &limits)
{
    Floor floor{1, ESP_TR("Engine", "one channel has to stay")};
    // The small slack keeps 0.1 * 30 at 3 and 0.9 * 10 at 9.
    const auto share = static_cast<std::int32_t>(std::ceil(limits.minimumShare * original - 1e-9));
    if (const std::int32_t least = std::max(limits.minimum, share); least > floor.channels)
        floor = {least, cat("floor of ", least, " channels")};
    const auto mostRemoved = static_cast<std::int32_t>(std::floor(std::min(limits.cap, 1.0) * original + 1e-9));
    if (original - mostRemoved > floor.channels)
        floor = {original - mostRemoved, cat("cap of ", 100.0 * limits.cap, " %")};
    return floor;
}

const char *directionText(AlignDirection direction)
{
    switch (direction) {
    case AlignDirection::Up: return "keep more";
    case AlignDirection::Down: return "keep fewer";
    case AlignDirection::Nearest: return "nearest";
    }
    return "";
}

/// Widths that can be reached: from the present one down in whole units, aligned ones only if asked for.
std::vector<std::int32_t> reachableWidths(const Group &group, std::int32_t floor, std::int32_t align)
{
    const std::int32_t unit = std::max(group.unit, 1);
    std::vector<std::int32_t> widths;
    for (std::int32_t width = group.channels; width >= floor; width -= unit) {
        if (width % align == 0)
            widths.push_back(width);
    }
    return widths;
}

/// The reachable width in the wanted direction; the present one if there is none on that side.
std::int32_t choose(const std::vector<std::int32_t> &widths, std::int32_t wanted, AlignDirection direction,
                    std::int32_t present)
{
    std::int32_t above = present;
    std::int32_t below = -1;
    for (const std::int32_t width : widths) {
        if (width >= wanted)
            above = std::min(above, width);
        else
            below = std::max(below, width);
    }
    const bool takeBelow = direction == AlignDirection::Down || (direction == AlignDirection::Nearest && wanted - below < above - wanted);
    return above != wanted && below > 0 && takeBelow ? below : above;
}

std::string roundingText(const Group &group, const PlanLimits &limits)
{
    const std::string unit = group.unit > 1 ? cat("steps of ", group.unit, " channels") : std::string();
    if (limits.align <= 1)
        return cat(unit, ", ", directionText(limits.direction));
    return cat(unit, unit.empty() ? "" : ", ", "aligned to ", limits.align, ", ", directionText(limits.direction));
}

} // namespace

KeptWidth keptWidth(const Group &group, std::int32_t original, double ratio, const PlanLimits &limits)
{
    const Floor floor = floorOf(original, limits);
    KeptWidth width{group.channels, std::min(floor.channels, group.channels), {}};
    if (limits.locked.contains(group.id)) {
        width.floor = group.channels;
        width.why = ratio > 0.0 ? ESP_TR("Engine", "locked") : "";
        return width;
    }
    const std::int32_t byRatio = original - prunedCount(ratio, original);
    if (byRatio >= group.channels) {
        if (ratio > 0.0 && byRatio > group.channels)
            width.why = cat(original - group.channels, " of ", original, " channels are gone already");
        return width;
    }
    const std::int32_t wanted = std::max(byRatio, width.floor);
    std::vector<std::int32_t> widths = reachableWidths(group, width.floor, std::max(limits.align, 1));
    if (widths.empty())
        widths = reachableWidths(group, width.floor, 1);
    width.kept = choose(widths, wanted, limits.direction, group.channels);
    if (wanted != byRatio)
        width.why = floor.why;
    if (width.kept != wanted)
        width.why += (width.why.empty() ? "" : "; ") + roundingText(group, limits);
    return width;
}

std::int32_t prunedCount(double ratio, std::int32_t channels)
{
    if (!(ratio > 0.0) || channels <= 0)
        return 0;
    const double wanted = std::ceil(ratio * channels);
    return wanted >= channels ? channels - 1 : static_cast<std::int32_t>(wanted);
}

} // namespace espalier::graph

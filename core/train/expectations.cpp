// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/expectations.h"

#include "base/text.h"

#include <cmath>

namespace espalier::train {

using base::cat;

namespace {

using Range = std::pair<double, double>;

std::string rangeText(const Range &range)
{
    return range.first == range.second ? cat(range.first, " %") : cat(range.first, " to ", range.second, " %");
}

std::string sourceText(const recipe::Expectation &expected)
{
    return expected.source.empty() ? std::string("the expectation") : expected.source;
}

/// Best epoch as published, else the last evaluation.
std::optional<double> resultTop1(const report::RunRecord &record)
{
    if (record.best)
        return record.best->top1;
    return record.final ? std::optional(record.final->top1) : std::nullopt;
}

} // namespace

std::optional<std::string> baseWarning(const recipe::Expectation &expected, const report::Accuracy &base)
{
    constexpr double Gate = 0.3;
    if (!expected.baseTop1)
        return std::nullopt;
    const auto &[low, high] = *expected.baseTop1;
    if (base.top1 >= low - Gate && base.top1 <= high + Gate)
        return std::nullopt;
    return cat("base top-1 ", base.top1, " % is more than ", Gate, " points outside ", rangeText(*expected.baseTop1), " of ",
               sourceText(expected), ": the result can't be held against it.");
}

std::vector<std::string> resultWarnings(const recipe::Expectation &expected, const report::RunRecord &record)
{
    constexpr double SpeedupTolerance = 0.03;
    std::vector<std::string> warnings;
    const auto top1 = resultTop1(record);
    if (expected.top1 && top1 && (*top1 < expected.top1->first || *top1 > expected.top1->second))
        warnings.push_back(cat("top-1 ", *top1, " % is outside ", rangeText(*expected.top1), " of ", sourceText(expected), "."));
    if (expected.speedup && record.after.macs > 0) {
        const double speedup = static_cast<double>(record.before.macs) / static_cast<double>(record.after.macs);
        if (std::abs(speedup / *expected.speedup - 1.0) > SpeedupTolerance)
            warnings.push_back(cat("speed-up ", speedup, " differs from ", *expected.speedup, " of ", sourceText(expected), "."));
    }
    return warnings;
}

} // namespace espalier::train

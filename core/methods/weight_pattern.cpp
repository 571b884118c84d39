// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/weight_pattern.h"

#include "base/text.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace espalier::methods {

namespace {

using base::Problem;
using base::ProblemCode;

constexpr const char *BlockHead = "min_";
constexpr const char *CirculantHead = "cs";

/// A whole number in [least, 4096].
std::optional<std::int32_t> wholeNumber(const std::string &part, double least)
{
    const std::optional<double> value = base::parseNumber(part);
    if (!value || !(*value >= least && *value <= 4096.0) || *value != std::floor(*value))
        return std::nullopt;
    return static_cast<std::int32_t>(*value);
}

std::optional<WeightPattern> blocksOf(const std::string &numbers)
{
    const std::vector<std::string> parts = base::split(numbers, ':');
    if (parts.size() != 2)
        return std::nullopt;
    const auto pruned = wholeNumber(parts[0], 1), block = wholeNumber(parts[1], 1);
    if (!pruned || !block || *pruned >= *block)
        return std::nullopt;
    return WeightPattern{WeightPattern::Kind::Blocks, *pruned, *block, 0};
}

std::optional<WeightPattern> circulantOf(const std::string &rest)
{
    WeightPattern pattern;
    pattern.kind = WeightPattern::Kind::Circulant;
    if (rest.empty())
        return pattern;
    const auto position = rest.front() == '_' ? wholeNumber(rest.substr(1), 0) : std::nullopt;
    if (!position)
        return std::nullopt;
    pattern.position = *position;
    return pattern;
}

std::optional<WeightPattern> patternOf(const std::string &text)
{
    if (text == "none" || text.empty())
        return WeightPattern{};
    if (text.starts_with(BlockHead))
        return blocksOf(text.substr(std::string(BlockHead).size()));
    if (text.starts_with(CirculantHead))
        return circulantOf(text.substr(std::string(CirculantHead).size()));
    return std::nullopt;
}

} // namespace

base::Result<WeightPattern> parseWeightPattern(const std::string &text)
{
    if (const auto pattern = patternOf(text))
        return *pattern;
    return Problem{ProblemCode::BadUsage, base::cat("'", text, "' is not a pattern."), "options.pattern",
                   "Write min_M:N with 0 < M < N, such as min_2:4, or cs, cs_1, …, or none."};
}

base::Result<std::vector<bool>> circulantColumn(double ratio, std::size_t length, std::size_t position)
{
    const auto wanted = static_cast<std::size_t>(std::nearbyint(static_cast<double>(length) * ratio));
    const std::size_t gone = std::min(wanted, length - 1), kept = length - gone;
    std::vector<bool> column(length, gone <= kept);
    if (gone <= kept) {
        for (std::size_t k = 0; k < gone; ++k)
            column[k * (1 + kept / gone)] = false;
        return column;
    }
    const std::size_t stretch = 1 + gone / kept;
    if (position >= stretch)
        return Problem{ProblemCode::BadUsage,
                       base::cat("a pattern of stretches of ", stretch, " has no place ", position, "."),
                       "options.pattern", base::cat("Use a place from 0 to ", stretch - 1, ", such as cs_0.")};
    for (std::size_t k = 0; k < kept; ++k)
        column[k * stretch + position] = true;
    return column;
}

} // namespace espalier::methods

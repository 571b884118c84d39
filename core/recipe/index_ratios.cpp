// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/index_ratios.h"

#include "base/text.h"

#include <charconv>
#include <optional>

namespace espalier::recipe {

using base::cat;
using base::Problem;
using base::ProblemCode;

namespace {

Problem bad(std::string what)
{
    return {ProblemCode::BadUsage, std::move(what), "index", "Write ranges of layers with their ratio, such as 1-15:0.7, 17:0.5."};
}

std::optional<std::int64_t> parseIndex(std::string_view text)
{
    text = base::trim(text);
    std::int64_t index = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
    if (error != std::errc() || end != text.data() + text.size() || index < 0)
        return std::nullopt;
    return index;
}

base::Result<IndexRange> parseRange(const std::string &part)
{
    const std::vector<std::string> sides = base::split(part, ':');
    if (sides.size() != 2)
        return bad(cat("'", base::trim(part), "' is not a range with a ratio."));
    const std::vector<std::string> ends = base::split(sides[0], '-');
    const std::optional<std::int64_t> first = parseIndex(ends.front());
    const std::optional<std::int64_t> last = parseIndex(ends.back());
    if (ends.size() > 2 || !first || !last || *last < *first)
        return bad(cat("'", base::trim(sides[0]), "' is not a range of layers."));
    const std::optional<double> ratio = base::parseNumber(base::trim(sides[1]));
    if (!ratio || !(*ratio >= 0.0 && *ratio < 1.0))
        return bad(cat("ratio ", base::trim(sides[1]), " of layers ", base::trim(sides[0]), " is outside [0, 1)."));
    return IndexRange{*first, *last, *ratio};
}

} // namespace

base::Result<std::vector<IndexRange>> parseIndexRatios(const std::string &text)
{
    std::string_view inner = base::trim(text);
    if (inner.size() >= 2 && inner.front() == '[' && inner.back() == ']')
        inner = inner.substr(1, inner.size() - 2);
    std::vector<IndexRange> ranges;
    for (const std::string &part : base::split(inner, ',')) {
        const base::Result<IndexRange> range = parseRange(part);
        if (!range)
            return range.problem();
        ranges.push_back(*range);
    }
    return ranges;
}

} // namespace espalier::recipe

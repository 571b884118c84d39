// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/published_table.h"

#include "base/text.h"
#include "cli/text_table.h"

namespace espalier::cli {

namespace {

std::string titleOf(const std::string &figure)
{
    if (figure == "base_top1")
        return "base top-1, %";
    return figure == "top1" ? "top-1, %" : figure == "speedup" ? "speed-up, x" : figure;
}

std::string signedText(double difference)
{
    return (difference > 0.0 ? "+" : "") + fixed(difference, 2);
}

std::string verdictOf(const report::PublishedFigure &figure)
{
    if (!figure.ours)
        return "not measured";
    if (*figure.difference() == 0.0)
        return "inside";
    return base::cat(figure.isInside() ? "within " : "outside, beyond ", fixed(figure.margin, 2));
}

} // namespace

std::string publishedTable(const report::PublishedComparison &comparison)
{
    const std::string source = comparison.source.empty() ? "published" : comparison.source;
    std::vector<std::vector<std::string>> rows = {{source, "low", "high", "ours", "difference", ""}};
    for (const report::PublishedFigure &figure : comparison.figures) {
        const auto away = figure.difference();
        rows.push_back({titleOf(figure.name), fixed(figure.low, 2), fixed(figure.high, 2),
                        figure.ours ? fixed(*figure.ours, 2) : "-", away ? signedText(*away) : "-",
                        verdictOf(figure)});
    }
    std::string text = textTable(rows);
    for (const std::string &caveat : comparison.caveats)
        text += base::cat("not as published: ", caveat, "\n");
    return text;
}

} // namespace espalier::cli

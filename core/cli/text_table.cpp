// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/text_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <charconv>
#include <cstdio>

namespace espalier::cli {

namespace {

bool looksNumeric(const std::string &cell)
{
    return !cell.empty() && cell.find_first_not_of("0123456789.+-%x ") == std::string::npos;
}

std::vector<bool> numericColumns(const std::vector<std::vector<std::string>> &rows)
{
    std::vector<bool> numeric(rows.front().size(), rows.size() > 1);
    for (std::size_t row = 1; row < rows.size(); ++row)
        for (std::size_t column = 0; column < numeric.size(); ++column)
            numeric[column] = numeric[column] && (rows[row][column].empty() || looksNumeric(rows[row][column]));
    return numeric;
}

} // namespace

std::string textTable(const std::vector<std::vector<std::string>> &rows)
{
    if (rows.empty())
        return "";
    std::vector<std::size_t> widths(rows.front().size(), 0);
    for (const auto &row : rows)
        for (std::size_t column = 0; column < widths.size(); ++column)
            widths[column] = std::max(widths[column], row[column].size());
    const auto numeric = numericColumns(rows);
    std::string text;
    for (const auto &row : rows) {
        std::string line;
        for (std::size_t column = 0; column < widths.size(); ++column) {
            const std::string padding(widths[column] - row[column].size(), ' ');
            line += numeric[column] ? padding + row[column] : row[column] + padding;
            line += "  ";
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

std::string fixed(double value, int decimals)
{
    std::array<char, 400> text{};
    const auto result = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals);
    return std::string(text.data(), result.ptr);
}

std::string shortCount(std::int64_t count)
{
    const auto value = static_cast<double>(count);
    if (value >= 1e9)
        return fixed(value / 1e9, 2) + " G";
    if (value >= 1e6)
        return fixed(value / 1e6, 2) + " M";
    if (value >= 1e4)
        return fixed(value / 1e3, 1) + " k";
    return std::to_string(count);
}

std::string duration(double seconds)
{
    if (seconds < 0 || !std::isfinite(seconds))
        return "?";
    const auto total = static_cast<long long>(seconds + 0.5);
    std::array<char, 40> text{};
    if (total >= 3600)
        std::snprintf(text.data(), text.size(), "%lld:%02lld:%02lld", total / 3600, total / 60 % 60, total % 60);
    else
        std::snprintf(text.data(), text.size(), "%lld:%02lld", total / 60, total % 60);
    return text.data();
}

} // namespace espalier::cli

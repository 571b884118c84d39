// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

namespace espalier::base {

namespace {

struct ClassMatch {
    bool matches = false;
    std::size_t length = 0; ///< of the class in the pattern, brackets included
};

/// The class that starts with the '[' at `start`; empty if it is never closed (then '[' is an ordinary character).
std::optional<ClassMatch> matchClass(std::string_view pattern, std::size_t start, char c)
{
    std::size_t at = start + 1;
    const bool negated = at < pattern.size() && pattern[at] == '!';
    at += negated ? 1 : 0;
    const std::size_t first = at;
    bool found = false;
    for (; at < pattern.size(); ++at) {
        if (pattern[at] == ']' && at > first)
            return ClassMatch{found != negated, at + 1 - start};
        const bool range = at + 2 < pattern.size() && pattern[at + 1] == '-' && pattern[at + 2] != ']';
        const char low = pattern[at];
        const char high = range ? pattern[at + 2] : low;
        found = found || (low <= c && c <= high);
        at += range ? 2 : 0;
    }
    return std::nullopt;
}

/// Length of the one-character element at `at` if it matches `c`, else 0.
std::size_t matchOne(std::string_view pattern, std::size_t at, char c)
{
    if (pattern[at] == '?')
        return 1;
    if (pattern[at] == '[') {
        if (const auto inClass = matchClass(pattern, at, c))
            return inClass->matches ? inClass->length : 0;
    }
    return pattern[at] == c ? 1 : 0;
}

/// Edit distance with neighbours swapped counting as one edit (optimal string alignment).
std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::vector<std::size_t>> rows(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i)
        rows[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j)
        rows[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substituted = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            rows[i][j] = std::min({rows[i - 1][j] + 1, rows[i][j - 1] + 1, substituted});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                rows[i][j] = std::min(rows[i][j], rows[i - 2][j - 2] + 1);
        }
    }
    return rows[a.size()][b.size()];
}

bool isSpace(char c)
{
    return std::isspace(static_cast<unsigned char>(c)) != 0;
}

} // namespace

bool globMatch(std::string_view pattern, std::string_view name)
{
    // Only the last '*' needs to be tried again, which keeps this linear in pattern times name.
    std::size_t p = 0;
    std::size_t n = 0;
    std::size_t afterStar = std::string_view::npos;
    std::size_t starFrom = 0;
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            afterStar = ++p;
            starFrom = n;
            continue;
        }
        const std::size_t length = p < pattern.size() ? matchOne(pattern, p, name[n]) : 0;
        if (length > 0) {
            p += length;
            ++n;
        } else if (afterStar != std::string_view::npos) {
            p = afterStar;
            n = ++starFrom;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::vector<std::string> split(std::string_view text, char separator)
{
    std::vector<std::string> parts;
    std::size_t start = 0;
    for (;;) {
        const std::size_t end = text.find(separator, start);
        parts.emplace_back(text.substr(start, end - start));
        if (end == std::string_view::npos)
            return parts;
        start = end + 1;
    }
}

std::string_view trim(std::string_view text)
{
    while (!text.empty() && isSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back()))
        text.remove_suffix(1);
    return text;
}

std::string join(const std::vector<std::string> &parts, std::string_view separator)
{
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0)
            text += separator;
        text += parts[i];
    }
    return text;
}

std::string listNames(const std::vector<std::string> &names, std::size_t limit)
{
    if (names.size() > limit) {
        const std::vector<std::string> first(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(limit));
        return cat(join(first, ", "), limit > 0 ? " and " : "", names.size() - limit, " more");
    }
    if (names.size() < 2)
        return join(names, "");
    const std::vector<std::string> first(names.begin(), names.end() - 1);
    return cat(join(first, ", "), " and ", names.back());
}

std::string numberText(double value)
{
    std::array<char, 64> digits{};
    const double size = std::abs(value);
    const bool plain = size == 0.0 || (size >= 1e-5 && size < 1e15);
    const auto format = plain ? std::chars_format::fixed : std::chars_format::general;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, format).ptr;
    return {digits.data(), end};
}

std::optional<double> parseNumber(std::string_view text)
{
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

std::string shapeText(const std::vector<std::int64_t> &shape)
{
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text += cat(i > 0 ? ", " : "", shape[i]);
    return text + "]";
}

std::string closest(std::string_view word, const std::vector<std::string> &candidates)
{
    std::string best;
    std::size_t bestDistance = std::max<std::size_t>(word.size() / 3, 1) + 1;
    for (const std::string &candidate : candidates) {
        const std::size_t difference
            = candidate.size() > word.size() ? candidate.size() - word.size() : word.size() - candidate.size();
        if (difference >= bestDistance || word.size() < 2)
            continue;
        const std::size_t distance = editDistance(word, candidate);
        if (distance < bestDistance) {
            bestDistance = distance;
            best = candidate;
        }
    }
    return best;
}

} // namespace espalier::base

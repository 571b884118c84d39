// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace espalier::base {

/// Concatenates anything streamable: cat("ratio ", 1.5, " is out of range"). (g++ 12 has no std::format.)
template <class... Parts>
std::string cat(const Parts &...parts)
{
    std::ostringstream out;
    (out << ... << parts);
    return std::move(out).str();
}

/// Shell-style match of a whole name: `*` any run (dots included), `?` one character, `[abc]`, `[1-3]` classes.
bool globMatch(std::string_view pattern, std::string_view name);

std::vector<std::string> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);
std::string join(const std::vector<std::string> &parts, std::string_view separator);

/// "a, b, c and 12 more": at most `limit` names, for messages.
std::string listNames(const std::vector<std::string> &names, std::size_t limit = 8);

/// The shortest decimal text that reads back as the same double, whatever the locale: "0.0001", "12", "2.5e-07".
std::string numberText(double value);

/// The whole text as a finite number, or nothing. Whatever the locale; no spaces.
std::optional<double> parseNumber(std::string_view text);

/// Shape as "[64, 3, 7, 7]".
std::string shapeText(const std::vector<std::int64_t> &shape);

/// The candidate that is closest to `word` in edit distance (at most a third of its length), or empty: "did you mean".
std::string closest(std::string_view word, const std::vector<std::string> &candidates);

} // namespace espalier::base

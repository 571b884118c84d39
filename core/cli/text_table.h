// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace espalier::cli {

/// Rows with aligned columns, two spaces apart; columns whose cells below the head are numbers are aligned right. The
/// first row is the head.
std::string textTable(const std::vector<std::vector<std::string>> &rows);

/// "12.34" with so many decimals, whatever the locale.
std::string fixed(double value, int decimals);
/// "1.81 G", "40.6 M", "512": for counts of work.
std::string shortCount(std::int64_t count);
/// "1:02:03" or "2:03"; "?" if negative.
std::string duration(double seconds);

} // namespace espalier::cli

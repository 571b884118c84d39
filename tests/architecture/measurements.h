// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "architecture/rules.h"

#include <string>
#include <vector>

namespace espalier::architecture {

/// Sizes of a room: functions in lines, with the aim of a median of at most 8 and a 95th percentile of at most 40.
struct RoomSizes {
    std::string room;
    int files = 0;
    int lines = 0;
    int functions = 0;
    int median = 0;
    int p95 = 0;
    int longest = 0;
    std::string longestName;
    int longestFile = 0;
};

/// One entry for each room that has files, in the order of the table, tests last.
std::vector<RoomSizes> measure(const std::vector<SourceFile> &files);

std::string toTable(const std::vector<RoomSizes> &sizes);

} // namespace espalier::architecture

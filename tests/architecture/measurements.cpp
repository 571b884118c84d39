// SPDX-License-Identifier: GPL-3.0-or-later
#include "architecture/measurements.h"

#include <algorithm>
#include <cstdio>

namespace espalier::architecture {

namespace {

int percentile(std::vector<int> values, double share)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    const auto last = static_cast<double>(values.size() - 1);
    return values[static_cast<std::size_t>(share * last + 0.5)];
}

RoomSizes measureRoom(const std::string &room, const std::vector<SourceFile> &files)
{
    RoomSizes sizes;
    sizes.room = room;
    std::vector<int> lengths;
    for (const SourceFile &file : files) {
        if (file.room() != room || !file.isCpp())
            continue;
        ++sizes.files;
        sizes.lines += countLines(file.text);
        sizes.longestFile = std::max(sizes.longestFile, countLines(file.text));
        for (const Function &function : findFunctions(file.text)) {
            lengths.push_back(function.lines());
            if (function.lines() > sizes.longest) {
                sizes.longest = function.lines();
                sizes.longestName = function.name;
            }
        }
    }
    sizes.functions = static_cast<int>(lengths.size());
    sizes.median = percentile(lengths, 0.5);
    sizes.p95 = percentile(lengths, 0.95);
    return sizes;
}

std::string row(const RoomSizes &sizes)
{
    char line[256];
    std::snprintf(line, sizeof line, "%-9s %6d %7d %10d %7d %5d %8d %10d  %s\n", sizes.room.c_str(), sizes.files,
                  sizes.lines, sizes.functions, sizes.median, sizes.p95, sizes.longest, sizes.longestFile,
                  sizes.longestName.c_str());
    return line;
}

} // namespace

std::vector<RoomSizes> measure(const std::vector<SourceFile> &files)
{
    static const std::vector<std::string> order{"base",  "graph",   "wire",  "recipe", "report", "store", "session",
                                                "kernels", "model", "formats", "data",  "methods", "train",
                                                "engine", "cli",    "widgets", "app",   "tests"};
    std::vector<RoomSizes> result;
    for (const std::string &room : order)
        if (RoomSizes sizes = measureRoom(room, files); sizes.files > 0)
            result.push_back(std::move(sizes));
    return result;
}

std::string toTable(const std::vector<RoomSizes> &sizes)
{
    std::string table = "room       files   lines  functions  median   p95  longest  long file  longest function\n";
    for (const RoomSizes &room : sizes)
        table += row(room);
    return table;
}

} // namespace espalier::architecture

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "architecture/source_scanner.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace espalier::architecture {

/// A file of the project; the path is relative to its root.
struct SourceFile {
    std::string path;
    std::string text;

    std::string room() const;       ///< "graph", "widgets", "app", "tests"; empty for none
    std::string name() const;       ///< last part of the path
    bool isHeader() const;          ///< .h, .cuh
    bool isCpp() const;             ///< .h, .cuh, .cpp, .cu
};

/// A broken rule: where, and the rule with the value that breaks it.
struct Violation {
    std::string path;
    int line = 0;
    std::string text;
};

using Violations = std::vector<Violation>;
std::string toString(const Violations &violations);

/// Room -> the rooms that it may include. The table of ARCHITECTURE.md; base is open to all.
const std::map<std::string, std::set<std::string>> &roomTable();

/// What the limits are measured against.
struct Limits {
    int functionLines = 60;
    int constructorLines = 40;
    int sourceLines = 500;
    int headerLines = 200;
    int parameters = 5;
    int connects = 15;
};

/// Includes of other rooms go only where the table says, or where headers of such rooms lead.
Violations checkRooms(const std::vector<SourceFile> &files);
/// torch, Qt, spdlog, JSON, SQLite and the others only where they belong.
Violations checkThirdParties(const std::vector<SourceFile> &files);
/// No conditional compilation on CUDA outside core/kernels.
Violations checkCudaConditions(const std::vector<SourceFile> &files);
/// Licence line, #pragma once, snake_case names, Qt's keywords in their long form.
Violations checkForm(const std::vector<SourceFile> &files);
Violations checkSizes(const std::vector<SourceFile> &files, const Limits &limits = {});
/// No absolute path into somebody's home or work folder, in any text file.
Violations checkPaths(const std::vector<SourceFile> &files);
/// Room -> libraries its target links: what the table says, and app never reaches a room below the torch line.
Violations checkLinks(const std::map<std::string, std::vector<std::string>> &links);

} // namespace espalier::architecture

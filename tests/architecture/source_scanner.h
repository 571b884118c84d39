// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace espalier::architecture {

/// A function definition as it stands in a file. Lines count from 1; the first is the one where its declaration
/// starts, the last that of its closing brace.
struct Function {
    std::string name; ///< as written: "Graph::validate", "operator()", "TEST"
    int firstLine = 0;
    int lastLine = 0;
    int parameters = 0;
    bool constructor = false;

    int lines() const { return lastLine - firstLine + 1; }
};

struct Include {
    std::string path;
    bool quoted = false;
    int line = 0;
};

/// The text with comments, the contents of string and character literals (raw ones too) and, if asked for,
/// preprocessor lines turned into spaces. Line breaks stay where they are.
std::string blankComments(std::string_view text, bool alsoDirectives);

/// The functions defined in a C++ file, in order. Lambdas and local classes count as part of the function around
/// them. A light reading, not a parser: it knows namespaces, classes, initialiser lists, trailing return types and
/// brace initialisers, and takes macros at their word.
std::vector<Function> findFunctions(std::string_view text);

std::vector<Include> findIncludes(std::string_view text);

/// Occurrences of a word that is followed by "(".
int countCalls(std::string_view text, std::string_view word);

int countLines(std::string_view text);

} // namespace espalier::architecture

// SPDX-License-Identifier: GPL-3.0-or-later
#include "architecture/rules.h"

#include <algorithm>
#include <regex>
#include <sstream>

namespace espalier::architecture {

namespace {

using Names = std::set<std::string>;

/// The room that a quoted include leads to; empty if it is a file beside the includer.
std::string roomOfInclude(const std::string &path)
{
    const std::string first = path.substr(0, path.find('/'));
    return roomTable().contains(first) ? first : std::string();
}

/// What the headers of each room include, room by room.
std::map<std::string, Names> exposedRooms(const std::vector<SourceFile> &files)
{
    std::map<std::string, Names> exposed;
    for (const SourceFile &file : files)
        if (file.isHeader())
            for (const Include &include : findIncludes(file.text))
                if (const std::string room = roomOfInclude(include.path); include.quoted && !room.empty())
                    exposed[file.room()].insert(room);
    return exposed;
}

Names reachable(const std::string &from, const std::map<std::string, Names> &links)
{
    Names seen;
    std::vector<std::string> open{from};
    while (!open.empty()) {
        const std::string next = open.back();
        open.pop_back();
        if (!seen.insert(next).second || !links.contains(next))
            continue;
        open.insert(open.end(), links.at(next).begin(), links.at(next).end());
    }
    return seen;
}

Names allowedRooms(const std::string &room, const std::map<std::string, Names> &exposed)
{
    Names allowed{room, "base"};
    for (const std::string &direct : roomTable().at(room))
        allowed.merge(reachable(direct, exposed));
    return allowed;
}

// Kinds of third parties. The first whose test accepts an include decides.
struct ThirdParty {
    std::string name;
    std::regex include;
    Names rooms;
};

const Names &torchRooms()
{
    static const Names rooms{"model", "formats", "data", "methods", "train", "engine"};
    return rooms;
}

const std::vector<ThirdParty> &thirdParties()
{
    static const Names json{"graph",   "wire",   "recipe", "report", "store",  "session", "model",
                            "formats", "data",   "methods", "train", "engine",  "cli"};
    static const std::vector<ThirdParty> list{
        {"torch", std::regex("(ATen|torch|c10|caffe2)/.*"), torchRooms()},
        {"Qt", std::regex("Q[A-Za-z0-9]+(/.*)?"), {"widgets", "app"}},
        {"QCustomPlot", std::regex("qcustomplot\\.h"), {"widgets"}},
        {"spdlog", std::regex("(spdlog|fmt)/.*"), {"base"}},
        {"nlohmann/json", std::regex("nlohmann/.*"), json},
        {"SQLite", std::regex("sqlite3\\.h"), {"store"}},
        {"CLI11", std::regex("CLI/.*"), {"cli"}},
        {"libjpeg-turbo, libpng", std::regex("(turbojpeg|png)\\.h"), {"data"}},
        {"zlib", std::regex("zlib\\.h"), {"data", "wire"}},
        {"CUDA", std::regex("(cuda|cudnn|cublas|nccl).*"), {"kernels"}},
        {"GoogleTest", std::regex("g(test|mock)/.*"), {}},
    };
    return list;
}

/// The C++ library has no dot in its names; of C and POSIX a few are in use.
bool isSystemHeader(const std::string &path)
{
    static const Names headers{"unistd.h", "fcntl.h",  "dlfcn.h",   "signal.h",    "pthread.h", "sched.h",
                               "errno.h",  "poll.h",   "termios.h", "immintrin.h", "cpuid.h",   "stdio.h",
                               "malloc.h", "spawn.h",  "endian.h",  "dirent.h",    "omp.h",     "cxxabi.h"};
    return path.find('.') == std::string::npos || path.starts_with("sys/") || headers.contains(path);
}

void checkThirdParty(const SourceFile &file, const Include &include, Violations &out)
{
    const auto &parties = thirdParties();
    const auto found = std::find_if(parties.begin(), parties.end(),
                                    [&](const ThirdParty &p) { return std::regex_match(include.path, p.include); });
    if (found == parties.end()) {
        if (!isSystemHeader(include.path))
            out.push_back({file.path, include.line, "<" + include.path + "> is a third party that no rule names"});
        return;
    }
    if (!found->rooms.contains(file.room()))
        out.push_back({file.path, include.line, found->name + " (<" + include.path + ">) has no place in room " + file.room()});
}

void add(Violations &out, Violations more)
{
    out.insert(out.end(), more.begin(), more.end());
}

} // namespace

std::string SourceFile::name() const
{
    return path.substr(path.rfind('/') + 1);
}

std::string SourceFile::room() const
{
    const std::string inner = path.starts_with("core/") ? path.substr(5) : path;
    const std::size_t slash = inner.find('/');
    if (slash == std::string::npos)
        return {};
    const std::string first = inner.substr(0, slash);
    return roomTable().contains(first) || first == "tests" ? first : std::string();
}

bool SourceFile::isHeader() const
{
    return path.ends_with(".h") || path.ends_with(".cuh");
}

bool SourceFile::isCpp() const
{
    return isHeader() || path.ends_with(".cpp") || path.ends_with(".cu");
}

std::string toString(const Violations &violations)
{
    std::ostringstream out;
    for (const Violation &violation : violations)
        out << "\n  " << violation.path << ':' << violation.line << ": " << violation.text;
    return out.str();
}

const std::map<std::string, Names> &roomTable()
{
    static const std::map<std::string, Names> table{
        {"base", {}},
        {"graph", {}},
        {"wire", {"graph"}},
        {"recipe", {"graph"}},
        {"report", {"graph"}},
        {"store", {"report", "recipe"}},
        {"session", {"store", "report", "recipe", "graph"}},
        {"kernels", {}},
        {"model", {"graph", "kernels"}},
        {"formats", {"model", "wire"}},
        {"data", {"kernels"}},
        {"methods", {"model", "recipe", "kernels", "report"}}, // report: a method's probes are what reports show
        {"train", {"methods", "data", "model", "recipe", "report", "kernels"}}, // kernels: the step of the optimiser
        {"engine", {"session", "train", "formats", "store"}},
        {"cli", {"session", "engine"}},
        {"widgets", {}},
        {"app", {"session", "report", "recipe", "graph", "store", "widgets"}},
    };
    return table;
}

namespace {

bool joinsSessionAndQt(const SourceFile &file, const Include &include)
{
    const bool mayJoin = file.path.starts_with("app/bridge/") || file.path == "app/main.cpp";
    return file.room() == "app" && !mayJoin && include.path == "session/session.h";
}

} // namespace

Violations checkRooms(const std::vector<SourceFile> &files)
{
    const auto exposed = exposedRooms(files);
    Violations out;
    for (const SourceFile &file : files) {
        if (file.isCpp() && file.room().empty())
            out.push_back({file.path, 0, "lies in no room of the table"});
        if (!file.isCpp() || file.room().empty() || file.room() == "tests")
            continue;
        Names allowed = allowedRooms(file.room(), exposed);
        if (file.room() == "widgets")
            allowed = {"widgets"};
        if (file.path == "app/main.cpp")
            allowed.insert("engine");
        for (const Include &include : findIncludes(file.text)) {
            if (!include.quoted || include.path.ends_with(".moc"))
                continue;
            const std::string room = roomOfInclude(include.path);
            const std::string name = "\"" + include.path + "\"";
            if (room.empty())
                out.push_back({file.path, include.line, name + " is no path from core/, or to widgets/ or app/"});
            else if (joinsSessionAndQt(file, include))
                out.push_back({file.path, include.line, "only app/bridge knows both the Session and Qt"});
            else if (!allowed.contains(room))
                out.push_back({file.path, include.line, file.room() + " may not include " + room + " (" + name + ")"});
        }
    }
    return out;
}

Violations checkThirdParties(const std::vector<SourceFile> &files)
{
    Violations out;
    for (const SourceFile &file : files) {
        if (!file.isCpp() || file.room().empty() || file.room() == "tests")
            continue;
        for (const Include &include : findIncludes(file.text)) {
            if (!include.quoted)
                checkThirdParty(file, include, out);
            if (file.isHeader() && (include.path.starts_with("spdlog/") || include.path.starts_with("fmt/")))
                out.push_back({file.path, include.line, "spdlog stays inside the .cpp of the log"});
        }
    }
    return out;
}

Violations checkCudaConditions(const std::vector<SourceFile> &files)
{
    static const std::regex condition(R"(^\s*#\s*(if|ifdef|ifndef|elif)\b.*CUDA)");
    Violations out;
    for (const SourceFile &file : files) {
        if (!file.isCpp() || file.room() == "kernels" || file.room().empty())
            continue;
        std::istringstream lines(blankComments(file.text, false));
        std::string line;
        for (int number = 1; std::getline(lines, line); ++number)
            if (std::regex_search(line, condition))
                out.push_back({file.path, number, "condition on CUDA outside core/kernels; link a stub instead"});
    }
    return out;
}

namespace {

Violations checkOneSize(const SourceFile &file, const Limits &limits)
{
    Violations out;
    const int lines = countLines(file.text);
    const int limit = file.isHeader() ? limits.headerLines : limits.sourceLines;
    if (lines > limit)
        out.push_back({file.path, lines, std::to_string(lines) + " lines, at most " + std::to_string(limit)});
    for (const Function &function : findFunctions(file.text)) {
        const int most = function.constructor ? limits.constructorLines : limits.functionLines;
        const bool isDataTable = file.room() == "tests" && function.name.ends_with("_data"); // rows of Qt Test
        if (function.lines() > most && !isDataTable)
            out.push_back({file.path, function.firstLine, function.name + " has " + std::to_string(function.lines())
                                                              + " lines, at most " + std::to_string(most)});
        if (function.parameters > limits.parameters)
            out.push_back({file.path, function.firstLine, function.name + " has " + std::to_string(function.parameters)
                                                              + " parameters, at most " + std::to_string(limits.parameters)
                                                              + "; make them a struct"});
    }
    if (const int connects = countCalls(file.text, "connect"); connects > limits.connects)
        out.push_back({file.path, 0, std::to_string(connects) + " connects, at most " + std::to_string(limits.connects)});
    return out;
}

Violations checkOneForm(const SourceFile &file)
{
    static const std::regex snakeCase("[a-z][a-z0-9_]*\\.(h|cuh|cpp|cu)");
    static const std::regex keyword(R"((^|\n)\s*(signals\s*:|(public|private|protected)\s+slots\s*:|emit\s+\w))");
    static const std::string licence = "// SPDX-License-Identifier: GPL-3.0-or-later\n";
    Violations out;
    if (!file.text.starts_with(licence))
        out.push_back({file.path, 1, "does not begin with \"" + licence.substr(0, licence.size() - 1) + "\""});
    if (file.isHeader() && file.text.find("#pragma once") == std::string::npos)
        out.push_back({file.path, 1, "header without #pragma once"});
    if (!std::regex_match(file.name(), snakeCase))
        out.push_back({file.path, 1, "file names are snake_case"});
    if (std::regex_search(blankComments(file.text, true), keyword))
        out.push_back({file.path, 0, "write Q_SIGNALS, Q_SLOTS and Q_EMIT"});
    return out;
}

} // namespace

Violations checkForm(const std::vector<SourceFile> &files)
{
    Violations out;
    for (const SourceFile &file : files)
        if (file.isCpp())
            add(out, checkOneForm(file));
    return out;
}

Violations checkSizes(const std::vector<SourceFile> &files, const Limits &limits)
{
    Violations out;
    for (const SourceFile &file : files)
        if (file.isCpp())
            add(out, checkOneSize(file, limits));
    return out;
}

Violations checkPaths(const std::vector<SourceFile> &files)
{
    // Put together here, so that this file does not break its own rule.
    static const std::regex absolute("(^|[^A-Za-z0-9_.}>~-])/" + std::string("(home|root|work|Users|mnt)/"));
    Violations out;
    for (const SourceFile &file : files) {
        std::istringstream lines(file.text);
        std::string line;
        for (int number = 1; std::getline(lines, line); ++number)
            if (line.size() < 2000 && std::regex_search(line, absolute))
                out.push_back({file.path, number, "a path of somebody's machine: " + line.substr(0, 80)});
    }
    return out;
}

Violations checkLinks(const std::map<std::string, std::vector<std::string>> &links)
{
    Violations out;
    const std::string prefix = "espalier::";
    std::map<std::string, Names> rooms;
    for (const auto &[room, libraries] : links)
        for (const std::string &library : libraries)
            if (library.starts_with(prefix) && roomTable().contains(library.substr(prefix.size())))
                rooms[room].insert(library.substr(prefix.size()));
    for (const auto &[room, linked] : rooms)
        for (const std::string &other : linked)
            if (other != "base" && !(roomTable().contains(room) && roomTable().at(room).contains(other)))
                out.push_back({"espalier_" + room, 0, "links " + other + ", which the table does not give it"});
    for (const std::string &room : reachable("app", rooms))
        if (torchRooms().contains(room))
            out.push_back({"espalier_app", 0, "reaches " + room + "; only app/main.cpp may join app and engine"});
    return out;
}

} // namespace espalier::architecture

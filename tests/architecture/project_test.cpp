// SPDX-License-Identifier: GPL-3.0-or-later
// The rules, applied to this project.
#include "architecture/measurements.h"
#include "architecture/rules.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace espalier::architecture {
namespace {

namespace fs = std::filesystem;

std::string readText(const fs::path &path)
{
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

bool isText(const fs::path &path)
{
    static const std::set<std::string> extensions{"",    ".h",    ".cuh", ".cpp", ".cu",  ".txt", ".md",  ".cmake", ".json",
                                                  ".sh", ".py",   ".in",  ".xml", ".ts",  ".svg", ".qss", ".yml",   ".desktop"};
    return extensions.contains(path.extension().string()) && fs::file_size(path) < (1u << 20);
}

void collect(const fs::path &root, const fs::path &place, std::vector<SourceFile> &out)
{
    if (fs::is_regular_file(place)) {
        if (isText(place))
            out.push_back({fs::relative(place, root).generic_string(), readText(place)});
        return;
    }
    if (!fs::is_directory(place))
        return;
    for (const fs::directory_entry &entry : fs::recursive_directory_iterator(place))
        if (entry.is_regular_file() && isText(entry.path()))
            out.push_back({fs::relative(entry.path(), root).generic_string(), readText(entry.path())});
}

const std::vector<SourceFile> &project()
{
    static const std::vector<SourceFile> files = [] {
        const fs::path root = ESPALIER_SOURCE_DIR;
        std::vector<SourceFile> found;
        for (const char *place : {"core", "widgets", "app", "tests", "cmake", "packaging", "resources", "docs",
                                  "translations", "dev", ".ci", "CMakeLists.txt", "CMakePresets.json", "README.md",
                                  "ARCHITECTURE.md", "CONTRIBUTING.md"})
            collect(root, root / place, found);
        return found;
    }();
    return files;
}

std::map<std::string, std::vector<std::string>> linksOfThisBuild()
{
    std::map<std::string, std::vector<std::string>> links;
    std::ifstream in(fs::path(ESPALIER_BINARY_DIR) / "room_links.txt");
    std::string line;
    while (std::getline(in, line)) {
        const std::size_t colon = line.find(": ");
        if (colon == std::string::npos)
            continue;
        std::istringstream libraries(line.substr(colon + 2));
        std::vector<std::string> &list = links[line.substr(0, colon)];
        for (std::string library; std::getline(libraries, library, ';');)
            list.push_back(library);
    }
    return links;
}

void expectNone(const Violations &violations)
{
    EXPECT_TRUE(violations.empty()) << violations.size() << " places break the rule:" << toString(violations);
}

TEST(Project, IsFound)
{
    EXPECT_GT(project().size(), 50U);
}

TEST(Project, RoomsIncludeWhatTheTableGives)
{
    expectNone(checkRooms(project()));
}

TEST(Project, ThirdPartiesStayInTheirRooms)
{
    expectNone(checkThirdParties(project()));
}

TEST(Project, TargetsLinkWhatTheTableGives)
{
    const auto links = linksOfThisBuild();
    ASSERT_TRUE(links.contains("graph"));
    expectNone(checkLinks(links));
}

TEST(Project, CudaConditionsStayInTheKernels)
{
    expectNone(checkCudaConditions(project()));
}

TEST(Project, FilesHaveOneForm)
{
    expectNone(checkForm(project()));
}

TEST(Project, HoldsNoPathOfAMachine)
{
    expectNone(checkPaths(project()));
}

TEST(Project, FunctionsAndFilesAreShort)
{
    std::cout << toTable(measure(project())) << "Aims: median at most 8, p95 at most 40 lines.\n";
    expectNone(checkSizes(project()));
}

} // namespace
} // namespace espalier::architecture

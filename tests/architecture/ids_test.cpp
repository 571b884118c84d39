// SPDX-License-Identifier: GPL-3.0-or-later
// One id names the program everywhere, and translations say the language that their names do.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

namespace {

namespace fs = std::filesystem;

const std::string appId = ESPALIER_APP_ID;

std::string readText(const fs::path &path)
{
    std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

bool hasLine(const std::string &text, const std::string &line)
{
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST(Ids, DesktopFileCarriesTheAppId)
{
    const std::string desktop = readText(fs::path(ESPALIER_BINARY_DIR) / "packaging" / (appId + ".desktop"));
    ASSERT_FALSE(desktop.empty());
    EXPECT_TRUE(hasLine(desktop, "Icon=" + appId));
    EXPECT_TRUE(hasLine(desktop, "StartupWMClass=espalier"));
    EXPECT_EQ(desktop.find('@'), std::string::npos);
}

TEST(Ids, AppStreamRecordCarriesTheAppId)
{
    const std::string record = readText(fs::path(ESPALIER_BINARY_DIR) / "packaging" / (appId + ".metainfo.xml"));
    ASSERT_FALSE(record.empty());
    EXPECT_NE(record.find("<id>" + appId + "</id>"), std::string::npos);
    EXPECT_NE(record.find("<launchable type=\"desktop-id\">" + appId + ".desktop</launchable>"), std::string::npos);
    EXPECT_NE(record.find("<icon type=\"stock\">" + appId + "</icon>"), std::string::npos);
    EXPECT_EQ(record.find('@'), std::string::npos);
}

TEST(Ids, SourcesTakeTheIdFromTheBuild)
{
    for (const fs::directory_entry &entry : fs::recursive_directory_iterator(fs::path(ESPALIER_SOURCE_DIR) / "app")) {
        if (!entry.is_regular_file() || entry.path().extension() != ".cpp")
            continue;
        EXPECT_EQ(readText(entry.path()).find(appId), std::string::npos)
            << entry.path() << " spells the id out; write ESPALIER_APP_ID";
    }
}

TEST(Translations, SayTheLanguageOfTheirName)
{
    const fs::path folder = fs::path(ESPALIER_SOURCE_DIR) / "translations";
    if (!fs::exists(folder))
        GTEST_SKIP() << "no translations yet";
    static const std::regex name("espalier_([a-z]{2}(_[A-Z]{2})?)\\.ts");
    static const std::regex language("<TS[^>]* language=\"([a-zA-Z_]+)\"");
    for (const fs::directory_entry &entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() != ".ts")
            continue;
        const std::string file = entry.path().filename().string();
        const std::string text = readText(entry.path());
        std::smatch named;
        std::smatch said;
        ASSERT_TRUE(std::regex_match(file, named, name)) << file;
        ASSERT_TRUE(std::regex_search(text, said, language)) << file;
        EXPECT_EQ(said[1].str().substr(0, named[1].length()), named[1].str()) << file;
    }
}

} // namespace

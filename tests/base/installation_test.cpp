// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/installation.h"

#include "base/text.h"

#include <gtest/gtest.h>

#include <algorithm>

#include <unistd.h>

namespace fs = std::filesystem;
using namespace espalier;

namespace {

class InstallationTest : public testing::Test {
protected:
    void SetUp() override
    {
        m_folder = fs::temp_directory_path() / base::cat("espalier-installation-", ::getpid());
        m_places = {m_folder / "prefix/bin/espalier", m_folder / "resources"};
    }
    void TearDown() override { fs::remove_all(m_folder); }

    fs::path m_folder;
    base::ResourcePlaces m_places;
};

TEST_F(InstallationTest, TakesTheInstalledFolderFirst)
{
    fs::create_directories(m_folder / "prefix/share/espalier/recipes");
    fs::create_directories(m_folder / "resources/recipes");
    EXPECT_EQ(*base::resourceFolder(m_places), m_folder / "prefix/share/espalier");
}

TEST_F(InstallationTest, TakesTheSourcesOtherwise)
{
    fs::create_directories(m_folder / "resources/recipes");
    EXPECT_EQ(*base::resourceFolder(m_places), m_folder / "resources");
    m_places.program.clear();
    EXPECT_EQ(*base::resourceFolder(m_places), m_folder / "resources");
}

TEST_F(InstallationTest, NamesBothPlacesIfThereIsNeither)
{
    const auto found = base::resourceFolder(m_places);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.problem().code, base::ProblemCode::NotFound);
    EXPECT_NE(found.problem().what.find((m_folder / "prefix/share/espalier").string()), std::string::npos);
    EXPECT_NE(found.problem().what.find((m_folder / "resources").string()), std::string::npos);
}

TEST(Version, HasThreeNumbers)
{
    const std::string_view version = base::version();
    EXPECT_EQ(std::count(version.begin(), version.end(), '.'), 2);
}

} // namespace

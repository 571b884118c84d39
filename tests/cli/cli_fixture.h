// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/cli_process.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

namespace espalier::test {

/// A folder of coloured squares and a recipe that trains, penalises, cuts and fine-tunes LeNet-5 on them in about a
/// second. Nothing is written outside the test's own folder.
class Cli : public ::testing::Test {
protected:
    static void SetUpTestSuite();
    static void TearDownTestSuite();

    /// Of the whole suite; read only.
    static const std::filesystem::path &data();
    /// Of this test.
    std::filesystem::path operator/(const std::string &name) const { return m_folder / name; }
    const std::filesystem::path &folder() const { return m_folder.path(); }
    std::string squares() const { return "folder:" + data().string(); }

    /// The recipe as JSON, to be changed and written.
    nlohmann::ordered_json tinyRecipe() const;
    std::filesystem::path writeRecipe(const nlohmann::ordered_json &recipe, const std::string &name = "recipe.json") const;

    CliResult run(const std::vector<std::string> &arguments) const;
    CliRequest request(const std::vector<std::string> &arguments) const;

private:
    TemporaryFolder m_folder;
};

/// Failed as it should: the exit code, one sentence with its remedy on standard error that holds each of the words.
void expectFailure(const CliResult &result, int exitCode, const std::vector<std::string> &words);

} // namespace espalier::test

// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli_fixture.h"

#include "support/image_folder.h"

#include <algorithm>
#include <memory>

namespace espalier::test {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

std::unique_ptr<TemporaryFolder> sharedFolder;
fs::path sharedData;

} // namespace

void Cli::SetUpTestSuite()
{
    sharedFolder = std::make_unique<TemporaryFolder>();
    // Also for those who lost their rights.
    fs::permissions(sharedFolder->path(), fs::perms::all);
    sharedData = *sharedFolder / "squares";
    makeSquares(sharedData);
}

void Cli::TearDownTestSuite()
{
    sharedFolder.reset();
}

const fs::path &Cli::data()
{
    return sharedData;
}

Json Cli::tinyRecipe() const
{
    return Json::parse(R"({
      "espalier": 1, "name": "tiny", "seed": 3, "device": "cpu", "precision": "fp32",
      "model": {"source": "zoo:lenet5"},
      "data": {"source": ")" + squares() + R"(", "preset": "mnist32"},
      "ratios": {"patterns": {"conv1": 0.5, "conv2": 0.5}},
      "stages": [
        {"stage": "train", "epochs": 8, "batch": 16, "lr": "0.02"},
        {"stage": "evaluate"},
        {"stage": "penalize", "method": "greg1", "batch": 16, "lr": "0.01", "test_interval": 0, "probes": 0,
         "options": {"update_interval": 1, "granularity_prune": 0.1, "reg_upper_limit": 1.0, "stabilize_interval": 5}},
        {"stage": "cut"},
        {"stage": "finetune", "epochs": 2, "batch": 16, "lr": "0.01"},
        {"stage": "evaluate"}]})");
}

fs::path Cli::writeRecipe(const Json &recipe, const std::string &name) const
{
    const auto path = *this / name;
    writeText(path, recipe.dump(2));
    return path;
}

CliRequest Cli::request(const std::vector<std::string> &arguments) const
{
    return {arguments, folder(), {"XDG_CACHE_HOME=" + (*this / "cache").string(), "OMP_NUM_THREADS=2"}, false};
}

CliResult Cli::run(const std::vector<std::string> &arguments) const
{
    return runCli(request(arguments));
}

void expectFailure(const CliResult &result, int exitCode, const std::vector<std::string> &words)
{
    EXPECT_EQ(result.exitCode, exitCode) << result.err;
    const auto begin = result.err.rfind("espalier-cli: ");
    ASSERT_NE(begin, std::string::npos) << result.err;
    const std::string line = result.err.substr(begin);
    for (const auto &word : words)
        EXPECT_NE(line.find(word), std::string::npos) << "no '" << word << "' in: " << line;
    // A sentence and a remedy, no C++ insides.
    const auto ends = [](char c) { return c == '.' || c == '?'; };
    EXPECT_GE(std::count_if(line.begin(), line.end(), ends), 2) << line;
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1) << line;
    for (const auto *inside : {"Exception raised", "c10::", "std::", "terminate"})
        EXPECT_EQ(result.err.find(inside), std::string::npos) << result.err;
}

} // namespace espalier::test

// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli_fixture.h"

#include <algorithm>

namespace espalier::test {
namespace {

using Json = nlohmann::json;

const Json *withField(const Json &list, const std::string &key, const std::string &value)
{
    const auto found = std::find_if(list.begin(), list.end(), [&](const Json &one) { return one.at(key) == value; });
    return found == list.end() ? nullptr : &*found;
}

TEST_F(Cli, HelpNamesTheCommandsOfThisVersionOnly)
{
    const auto result = run({"--help"});
    EXPECT_EQ(result.exitCode, 0);
    for (const auto *name : {"inspect", "evaluate", "plan", "cut", "run", "resume", "export", "verify", "replay",
                             "compare", "methods", "formats", "bench"})
        EXPECT_NE(result.out.find(std::string("  ") + name), std::string::npos) << name;
    for (const auto *name : {"sensitivity", "latency", "report "})
        EXPECT_EQ(result.out.find(std::string("\n  ") + name), std::string::npos) << name;
}

TEST_F(Cli, CommandsOfLaterVersionsSayThatTheyAre)
{
    for (const auto *name : {"sensitivity", "latency", "report"})
        expectFailure(run({name, "x"}), 2, {name, "is not part of this version"});
}

TEST_F(Cli, WrongCommandLinesExitWithTwo)
{
    expectFailure(run({"evalute", "zoo:lenet5"}), 2, {"evalute", "Did you mean 'evaluate'?"});
    expectFailure(run({"inspect"}), 2, {"MODEL", "--help"});
    expectFailure(run({"inspect", "zoo:lenet5", "--nonsense"}), 2, {"--nonsense"});
    EXPECT_EQ(run({}).exitCode, 2);
}

TEST_F(Cli, AnErrorIsOneJsonDocumentToo)
{
    const auto result = run({"--json", "inspect", "zoo:lenet6"});
    EXPECT_EQ(result.exitCode, 2);
    EXPECT_EQ(result.json()["error"]["code"], "bad_usage");
    EXPECT_FALSE(result.json()["error"]["remedy"].get<std::string>().empty());
    EXPECT_EQ(run({"inspect", "--json"}).json()["error"]["code"], "bad_usage");
}

TEST_F(Cli, MethodsListsOptionsWithRangesAndDefaults)
{
    const auto json = run({"methods", "--json"}).json();
    const auto *greg = withField(json["methods"], "id", "greg1");
    ASSERT_NE(greg, nullptr);
    EXPECT_EQ(greg->at("title"), "GReg-1");
    const auto *interval = withField(greg->at("options"), "name", "update_interval");
    ASSERT_NE(interval, nullptr);
    for (const auto *key : {"type", "default", "range", "unit", "help"})
        EXPECT_TRUE(interval->contains(key)) << key;
    EXPECT_NE(withField(json["criteria"], "id", "l1"), nullptr);
    for (const auto *stage : {"train", "select", "penalize", "cut", "recalibrate", "finetune", "evaluate"})
        EXPECT_NE(withField(json["stages"], "id", stage), nullptr) << stage;
    EXPECT_EQ(run({"methods", "greg1", "--json"}).json()["methods"].size(), 1u);
    expectFailure(run({"methods", "greg9"}), 2, {"greg9", "greg1"});
    EXPECT_NE(run({"methods"}).out.find("update_interval"), std::string::npos);
}

TEST_F(Cli, FormatsListsWhatIsReadAndWritten)
{
    const auto json = run({"--json", "formats"}).json();
    const auto *format = withField(json["formats"], "id", "safetensors");
    ASSERT_NE(format, nullptr);
    EXPECT_TRUE(format->at("reads").get<bool>());
    EXPECT_TRUE(format->at("writes").get<bool>());
    EXPECT_EQ(format->at("extensions")[0], ".safetensors");
}

TEST_F(Cli, InspectGivesLayersGroupsAndCost)
{
    const auto json = run({"inspect", "zoo:cifar_resnet20", "--json"}).json();
    EXPECT_EQ(json["model"]["source"], "zoo:cifar_resnet20");
    EXPECT_EQ(json["model"]["inputs"][0]["shape"], Json({-1, 3, 32, 32}));
    EXPECT_EQ(json["model"]["inputs"][0]["dtype"], "float32");
    EXPECT_EQ(json["model"]["outputs"][0]["shape"], Json({-1, 10}));
    EXPECT_EQ(json["parameters"], 269722);
    EXPECT_EQ(json["macs"], 40551040);
    const auto *layer = withField(json["layers"], "name", "layer1.0.conv1");
    ASSERT_NE(layer, nullptr);
    EXPECT_EQ(layer->at("op"), "aten.conv2d");
    EXPECT_EQ(layer->at("in"), 16);
    EXPECT_EQ(layer->at("out"), 16);
    EXPECT_EQ(layer->at("macs"), 2359296);
    const auto *group = withField(json["groups"], "id", layer->at("group").get<std::string>());
    ASSERT_NE(group, nullptr);
    EXPECT_EQ(group->at("channels"), 16);
    EXPECT_NE(withField(group->at("members"), "parameter", "layer1.0.conv1.weight"), nullptr);
    const auto *classifier = withField(json["layers"], "name", "linear");
    ASSERT_NE(classifier, nullptr);
    EXPECT_TRUE(classifier->at("group").is_null());
    EXPECT_EQ(classifier->at("frozen"), withField(json["frozen"], "what", "linear")->at("reason"));
    EXPECT_EQ(json["coverage"]["layers"], 20);
    EXPECT_TRUE(json["seconds"].contains("trace"));
    EXPECT_NE(run({"inspect", "zoo:cifar_resnet20"}).out.find("40551040"), std::string::npos);
}

TEST_F(Cli, BenchMeasuresWhatItIsAskedFor)
{
    const auto json = run({"bench", "trace", "--model", "lenet5", "--iterations", "3", "--json"}).json();
    ASSERT_EQ(json["benchmarks"].size(), 1u);
    EXPECT_EQ(json["benchmarks"][0]["name"], "trace");
    EXPECT_GT(json["benchmarks"][0]["median"].get<double>(), 0.0);
    EXPECT_EQ(json["benchmarks"][0]["unit"], "s");
    const auto open = run({"bench", "open", "--model", "lenet5", "--iterations", "3", "--json"}).json();
    EXPECT_GE(open["benchmarks"][0]["groups"].get<int>(), 4);
    const auto step = run({"bench", "step", "--model", "lenet5", "--batch", "4", "--iterations", "2", "--json"}).json();
    EXPECT_GT(step["benchmarks"][0]["images_per_second"].get<double>(), 0.0);
    expectFailure(run({"bench", "coffee"}), 2, {"coffee", "step"});
}

} // namespace
} // namespace espalier::test

// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli_fixture.h"

#include <fstream>

namespace espalier::test {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

TEST_F(Cli, PlanCountsAsTheRuleSaysAndWritesAFile)
{
    const auto result
        = run({"plan", "zoo:cifar_resnet20", "--ratio", "layer*.conv1:0.5,layer3.*.conv1:0.7", "-o", "plan.json", "--json"});
    ASSERT_EQ(result.exitCode, 0) << result.err;
    const auto json = result.json();
    int pruned = 0;
    for (const auto &group : json["groups"]) {
        const std::string name = group["name"];
        if (group["removed"].empty())
            continue;
        ++pruned;
        EXPECT_EQ(group["removed"].size(), name.rfind("layer3", 0) == 0 ? 45u : group["channels"].get<std::size_t>() / 2)
            << name;
        EXPECT_EQ(group["kept"].get<std::size_t>() + group["removed"].size(), group["channels"].get<std::size_t>());
    }
    EXPECT_EQ(pruned, 9);
    EXPECT_LT(json["after"]["macs"], json["before"]["macs"]);
    EXPECT_LT(json["achievable"]["min"].get<double>(), 0.5);
    EXPECT_EQ(Json::parse(readText(*this / "plan.json"))["groups"], json["groups"]);
}

TEST_F(Cli, PlanMeetsATargetOrSaysThatItCant)
{
    const auto result = run({"plan", "zoo:cifar_resnet20", "--target", "macs=0.5", "--json"});
    ASSERT_EQ(result.exitCode, 0) << result.err;
    const auto json = result.json();
    EXPECT_LE(json["after"]["macs"].get<double>(), 0.5 * json["before"]["macs"].get<double>());
    EXPECT_GE(json["after"]["macs"].get<double>(), 0.4 * json["before"]["macs"].get<double>());
    expectFailure(run({"plan", "zoo:cifar_resnet20", "--target", "macs=0.5", "--min", "1", "--skip", "*"}), 3, {});
    expectFailure(run({"plan", "zoo:cifar_resnet20", "--target", "tea=0.5"}), 2, {"tea"});
}

TEST_F(Cli, PlanRefusesWhatMakesNoSense)
{
    expectFailure(run({"plan", "zoo:cifar_resnet20", "--ratio", "1.5"}), 2, {"1.5"});
    expectFailure(run({"plan", "zoo:cifar_resnet20", "--ratio", "layer9*:0.5"}), 2, {"layer9*"});
    expectFailure(run({"plan", "zoo:cifar_resnet20"}), 2, {"--ratio"});
    expectFailure(run({"plan", "zoo:cifar_resnet20", "--ratio", "0.5", "--target", "macs=0.5"}), 2, {"More than one"});
    expectFailure(run({"plan", "zoo:cifar_resnet20", "--ratio", "0.5", "--criterion", "taste"}), 2, {"taste", "l1"});
    expectFailure(run({"plan", "zoo:cifar_resnet20", "--ratio", "0.5", "--align", "8:sideways"}), 2, {"8:sideways"});
}

TEST_F(Cli, CutIsWhatThePlanSaidAndHoldsParity)
{
    const auto plan
        = run({"plan", "zoo:cifar_resnet20", "--ratio", "layer*.conv1:0.5", "-o", "plan.json", "--json"}).json();
    const auto result
        = run({"cut", "zoo:cifar_resnet20", "--plan", "plan.json", "-o", "small.espalier", "--json"});
    ASSERT_EQ(result.exitCode, 0) << result.err;
    const auto json = result.json();
    EXPECT_EQ(json["before"], plan["before"]);
    EXPECT_EQ(json["after"], plan["after"]);
    EXPECT_TRUE(json["parity"]["ok"].get<bool>());
    EXPECT_LE(json["parity"]["max_abs_diff"].get<double>(), json["parity"]["tolerance"].get<double>());
    EXPECT_GE(json["parity"]["samples"].get<int>(), 64);
    EXPECT_EQ(json["widths"]["layer1.0.conv1"], Json({{"before", 16}, {"after", 8}}));
    const auto small = run({"inspect", "small.espalier", "--json"}).json();
    EXPECT_EQ(small["macs"], plan["after"]["macs"]);
    EXPECT_EQ(small["parameters"], plan["after"]["parameters"]);
    // A ratio stays one of the original width: half is gone already.
    const auto again = run({"plan", "small.espalier", "--ratio", "layer*.conv1:0.5", "--json"}).json();
    EXPECT_EQ(again["after"], again["before"]);
}

TEST_F(Cli, CutRefusesAPlanOfAnotherNetwork)
{
    run({"plan", "zoo:cifar_resnet20", "--ratio", "layer*.conv1:0.5", "-o", "plan.json"});
    const auto result = run({"cut", "zoo:vgg19_cifar", "--plan", "plan.json", "-o", "small.espalier"});
    EXPECT_NE(result.exitCode, 0);
    EXPECT_FALSE(fs::exists(*this / "small.espalier"));
    EXPECT_NE(result.err.find("plan"), std::string::npos) << result.err;
}

TEST_F(Cli, ExportIsReadBackAndLoadsAgain)
{
    const auto result = run({"export", "zoo:lenet5", "--to", "net.safetensors", "--json"});
    ASSERT_EQ(result.exitCode, 0) << result.err;
    EXPECT_TRUE(result.json()["verified"]["ok"].get<bool>());
    EXPECT_EQ(result.json()["verified"]["max_abs_diff"], 0.0);
    EXPECT_GT(result.json()["bytes"].get<int>(), 1000);
    const auto back = run({"inspect", "zoo:lenet5", "--weights", "net.safetensors", "--json"});
    EXPECT_EQ(back.exitCode, 0) << back.err;
    const auto torch = run({"export", "zoo:lenet5", "--weights", "net.safetensors", "--to", "net.pth", "--json"});
    EXPECT_EQ(torch.exitCode, 0) << torch.err;
    const auto last = run({"verify", "zoo:lenet5", "--weights", "net.pth", "--io", "net.safetensors"});
    expectFailure(last, 1, {"tensor 'x'"});
    EXPECT_FALSE(run({"export", "zoo:lenet5", "--to", "raw.safetensors", "--no-verify", "--json"}).json().contains("verified"));
}

TEST_F(Cli, ExportNamesTheFormatsItKnows)
{
    const auto result = run({"export", "zoo:lenet5", "--to", "net.docx"});
    EXPECT_NE(result.exitCode, 0);
    EXPECT_FALSE(fs::exists(*this / "net.docx"));
}

TEST_F(Cli, EvaluateMeasuresTheTestSplit)
{
    const auto result = run({"evaluate", "zoo:lenet5", "--classes", "3", "--data", squares(), "--preset", "mnist32", "--json"});
    ASSERT_EQ(result.exitCode, 0) << result.err;
    const auto json = result.json();
    EXPECT_EQ(json["samples"], 30);
    for (const auto *key : {"top1", "top5", "loss", "seconds"})
        EXPECT_TRUE(json.contains(key)) << key;
    EXPECT_EQ(json["top5"], 100.0);
    EXPECT_FALSE(json.contains("jsv"));
    EXPECT_NE(run({"evaluate", "zoo:lenet5", "--data", squares(), "--preset", "mnist32"}).out.find("top-1"),
              std::string::npos);
}

TEST_F(Cli, EvaluateMeasuresTheJacobianOnRequest)
{
    const auto result = run({"evaluate", "zoo:lenet5", "--data", squares(), "--preset", "mnist32", "--jsv", "1", "--json"});
    ASSERT_EQ(result.exitCode, 0) << result.err;
    const auto jsv = result.json()["jsv"];
    EXPECT_GT(jsv["mean"], 0.0);
    EXPECT_GT(jsv["max"], jsv["mean"]);
    EXPECT_LT(jsv["min"], jsv["mean"]);
    EXPECT_GT(jsv["condition"], 1.0);
    EXPECT_GT(jsv["samples"], 0);
}

} // namespace
} // namespace espalier::test

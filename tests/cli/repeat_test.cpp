// SPDX-License-Identifier: GPL-3.0-or-later
// Iterative pruning and channel masks from the command line.
#include "cli/cli_fixture.h"

namespace espalier::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

Json iterative(Json recipe)
{
    recipe["ratios"] = {{"patterns", {{"conv1", 0.5}, {"conv2", 0.75}}}};
    recipe["stages"] = Json::parse(R"([
        {"stage": "train", "epochs": 2, "batch": 16, "lr": "0.02"},
        {"stage": "repeat", "times": 2, "rewind": "init", "stages": [
          {"stage": "select", "criterion": "l1"}, {"stage": "cut"}, {"stage": "finetune", "epochs": 1, "batch": 16, "lr": "0.01"}]},
        {"stage": "finetune", "epochs": 1, "batch": 16, "lr": "0.01"}])");
    return recipe;
}

TEST_F(Cli, ARepeatRunsItsCyclesAndKeepsItsList)
{
    const auto recipe = writeRecipe(iterative(tinyRecipe()));
    const auto dry = run({"run", recipe, "--dry-run", "--set", "stages.1.stages.2.lr=0.5"});
    ASSERT_EQ(dry.exitCode, 0) << dry.err;
    EXPECT_NE(dry.out.find("select l1 (cycle 2 of 2)"), std::string::npos) << dry.out;
    EXPECT_NE(dry.out.find("lr=0.5"), std::string::npos) << dry.out;
    const auto result = run({"run", recipe, "--out", "run", "--json"});
    ASSERT_EQ(result.exitCode, 0) << result.err;
    const auto json = result.json();
    EXPECT_EQ(json["widths"]["conv2"], nlohmann::json({16, 4}));
    EXPECT_TRUE(json["method"].contains("repeat.2.macs_left")) << json["method"].dump();
    const auto written = nlohmann::json::parse(readText(*this / "run/recipe.json"));
    ASSERT_EQ(written["stages"].size(), 3u) << "as it was written";
    EXPECT_EQ(written["stages"][1]["stages"][2]["epochs"], 1);
    expectFailure(run({"run", recipe, "--out", "other", "--set", "stages.1.stages.2.epochs=0"}), 2,
                  {"stages[1].stages[2].epochs"});
    // From the recorded recipe the same comes out, and a run that was cut in steps can be inherited from.
    const auto again = run({"run", "run/recipe.json", "--out", "again", "--json"});
    ASSERT_EQ(again.exitCode, 0) << again.err;
    EXPECT_EQ(again.json()["kept"], json["kept"]);
    Json heir = tinyRecipe();
    heir["ratios"] = {{"inherit", {{"from", "run"}, {"as", "index"}}}};
    heir["stages"] = Json::parse(R"([{"stage": "select", "criterion": "l1"}, {"stage": "cut"}])");
    const auto inherited = run({"run", writeRecipe(heir, "heir.json"), "--out", "heir", "--json"});
    ASSERT_EQ(inherited.exitCode, 0) << inherited.err;
    EXPECT_EQ(inherited.json()["kept"], json["kept"]);
}

TEST_F(Cli, PlansAreWrittenAsMasksToo)
{
    ASSERT_EQ(run({"plan", "zoo:lenet5", "--ratio", "conv1:0.5", "-o", "plan.json"}).exitCode, 0);
    ASSERT_EQ(run({"plan", "zoo:lenet5", "--ratio", "conv1:0.5", "-o", "net.mask.json"}).exitCode, 0);
    const auto mask = nlohmann::json::parse(readText(*this / "net.mask.json"));
    EXPECT_EQ(mask["model"], "zoo:lenet5");
    EXPECT_EQ(mask["criterion"], "l1");
    EXPECT_EQ(mask["widths"]["conv1"], 6);
    const std::string bits = mask["keep"]["conv1"];
    EXPECT_EQ(std::count(bits.begin(), bits.end(), '0'), 3);
    const auto byPlan = run({"cut", "zoo:lenet5", "--plan", "plan.json", "-o", "a.espalier", "--json"});
    const auto byMask = run({"cut", "zoo:lenet5", "--plan", "net.mask.json", "-o", "b.espalier", "--json"});
    ASSERT_EQ(byMask.exitCode, 0) << byMask.err;
    EXPECT_EQ(byMask.json()["after"], byPlan.json()["after"]);
    EXPECT_EQ(
        run({"plan", "zoo:lenet5", "--ratio", "conv1:0.5", "--format", "plan", "-o", "c.mask.json"}).exitCode,
        0);
    EXPECT_TRUE(nlohmann::json::parse(readText(*this / "c.mask.json")).contains("groups"));
}

TEST_F(Cli, PlansRefuseWhatOnlyARecipeCanChoose)
{
    expectFailure(run({"plan", "zoo:lenet5", "--ratio", "0.5", "--set", "wg=weight"}), 1, {"wg"});
    expectFailure(run({"plan", "zoo:lenet5", "--criterion", "bn_scale", "--set", "rule=absolute"}), 1,
                  {"can score no group"});
    expectFailure(run({"plan", "zoo:lenet5", "--set", "rule=ratio"}), 2, {"neither ratios nor a target"});
}

TEST_F(Cli, PlansFollowARule)
{
    const auto pooled =
        run({"plan", "zoo:cifar_resnet20", "--set", "rule=percentile", "--set", "percentile=0.25", "--json"});
    ASSERT_EQ(pooled.exitCode, 0) << pooled.err;
    EXPECT_LT(pooled.json()["after"]["macs"], pooled.json()["before"]["macs"]);
    const auto searched =
        run({"plan", "zoo:cifar_resnet20", "--set", "rule=percentile", "--target", "macs=0.6", "--json"})
            .json();
    EXPECT_NEAR(searched["after"]["macs"].get<double>() / searched["before"]["macs"].get<double>(), 0.6,
                0.02);
    const auto mask = run({"plan", "zoo:cifar_resnet20", "--criterion", "bn_scale", "--set", "rule=absolute",
                           "--set", "threshold=2", "-o", "all.mask.json"});
    ASSERT_EQ(mask.exitCode, 0) << mask.err;
    const auto written = nlohmann::json::parse(readText(*this / "all.mask.json"));
    EXPECT_EQ(written["tau"], 2.0);
    EXPECT_EQ(written["policy"], "vote");
    EXPECT_EQ(written["criterion"], "bn_scale");
}

} // namespace
} // namespace espalier::test

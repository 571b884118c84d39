// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli_fixture.h"

#include "base/random.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>

namespace espalier::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// Weights of the run's last point, as bytes.
std::string finalWeights(const fs::path &run)
{
    fs::path last;
    for (const auto &entry : fs::directory_iterator(run / "points"))
        if (last.empty() || entry.path().filename() > last.filename())
            last = entry.path();
    EXPECT_NE(last.filename().string().find("end-of-run"), std::string::npos) << last;
    return readText(last / "weights.safetensors");
}

TEST_F(Cli, ARunLeavesEverythingItPromises)
{
    const auto result = run({"run", writeRecipe(tinyRecipe()), "--out", "run", "--json"});
    ASSERT_EQ(result.exitCode, 0) << result.err;
    const auto json = result.json();
    EXPECT_EQ(json, Json::parse(readText(*this / "run/result.json")));
    EXPECT_EQ(json["status"], "done");
    for (const auto *key : {"recipe", "base", "after_cut", "final", "before", "after", "speedup", "widths", "kept", "parity",
                            "method", "iterations", "seconds", "peak_memory_bytes", "seed", "versions"})
        EXPECT_TRUE(json.contains(key)) << key;
    EXPECT_EQ(json["seed"], 3);
    EXPECT_EQ(json["widths"]["conv1"], Json({6, 3}));
    EXPECT_EQ(json["widths"]["conv2"], Json({16, 8}));
    EXPECT_EQ(json["kept"]["conv1"].size(), 3u);
    EXPECT_TRUE(json["parity"]["ok"].get<bool>());
    EXPECT_GT(json["final"]["top1"].get<double>(), 80.0) << "squares are easy";
    for (const auto *name : {"recipe.json", "history.db", "points", "result.json"})
        EXPECT_TRUE(fs::exists(*this / "run" / name)) << name;
    // Both of the run directory's names open as a model.
    EXPECT_EQ(run({"inspect", "run", "--json"}).json()["macs"], json["after"]["macs"]);
    EXPECT_EQ(run({"inspect", "run@000-start-of-run", "--json"}).json()["macs"], json["before"]["macs"]);
    // A finished run is not begun again.
    const auto again = run({"resume", "run", "--json"});
    EXPECT_EQ(again.exitCode, 0) << again.err;
    EXPECT_EQ(again.json(), json);
}

TEST_F(Cli, TheSameSeedGivesTheSameWeights)
{
    const auto recipe = writeRecipe(tinyRecipe());
    ASSERT_EQ(run({"run", recipe, "--out", "a", "-q"}).exitCode, 0);
    ASSERT_EQ(run({"run", recipe, "--out", "b", "-q"}).exitCode, 0);
    ASSERT_EQ(run({"run", recipe, "--out", "c", "-q", "--set", "seed=4"}).exitCode, 0);
    EXPECT_EQ(finalWeights(*this / "a"), finalWeights(*this / "b"));
    EXPECT_NE(finalWeights(*this / "a"), finalWeights(*this / "c"));
}

TEST_F(Cli, ARunStandsBesideThePublishedOne)
{
    auto recipe = tinyRecipe();
    recipe["expect"] = {{"base_top1", {99.0, 99.5}}, {"top1", {10.0, 100.0}}, {"speedup", 2.0}, {"source", "a table"}};
    const auto result = run({"run", writeRecipe(recipe), "--out", "run", "--json", "--set", "data.subset=40"});
    ASSERT_EQ(result.exitCode, 0) << result.err;
    const auto published = result.json()["published"];
    EXPECT_EQ(published["source"], "a table");
    ASSERT_EQ(published["figures"].size(), 3u);
    EXPECT_EQ(published["figures"][1]["figure"], "top1");
    EXPECT_EQ(published["figures"][1]["inside"], true);
    EXPECT_EQ(published["figures"][1]["ours"], result.json()["best"]["top1"]);
    EXPECT_NE(published["caveats"].dump().find("60000"), std::string::npos) << published["caveats"];
    EXPECT_NE(result.err.find("base top-1, %"), std::string::npos) << result.err;
    EXPECT_NE(result.err.find("not as published: data"), std::string::npos) << result.err;
    const auto phases = result.json()["phases"];
    ASSERT_GE(phases.size(), 6u);
    EXPECT_EQ(phases[0]["phase"], "train");
    EXPECT_EQ(phases[3]["phase"], "stabilise");
    EXPECT_GT(phases[3]["step"], phases[2]["step"]);
}

TEST_F(Cli, RunsAreCompared)
{
    auto recipe = tinyRecipe();
    recipe["stages"][0]["epochs"] = 2;
    recipe["stages"][2] = {{"stage", "select"}, {"criterion", "l1"}};
    const auto path = writeRecipe(recipe);
    ASSERT_EQ(run({"run", path, "--out", "a", "-q"}).exitCode, 0);
    ASSERT_EQ(run({"run", path, "--out", "b", "-q", "--set", "stages.2.criterion=random"}).exitCode, 0);
    ASSERT_EQ(run({"run", path, "--out", "c", "-q", "--set", "stages.4.lr=0.001"}).exitCode, 0);
    const auto json = run({"compare", "a", "b", "c", "--json"}).json();
    ASSERT_EQ(json["runs"].size(), 3u);
    EXPECT_EQ(json["runs"][0]["run"], "a");
    EXPECT_EQ(json["runs"][0]["final"], Json::parse(readText(*this / "a/result.json"))["final"]["top1"]);
    EXPECT_EQ(json["differences"][0]["path"], "stages[2].criterion");
    const auto &ab = json["pairs"][0], &ac = json["pairs"][1];
    EXPECT_EQ(ab["total"]["channels"], 6 + 16);
    EXPECT_EQ(ab["layers"]["conv1"]["only_a"], ab["layers"]["conv1"]["only_b"]); // as many go
    EXPECT_EQ(ac["total"]["iou"], 1.0);
    EXPECT_FALSE(ab.contains("lr_sensitivity"));
    EXPECT_DOUBLE_EQ(ac["lr_sensitivity"].get<double>(),
                     json["runs"][2]["best"].get<double>() - json["runs"][0]["best"].get<double>());
    EXPECT_EQ(json["fairness"]["level"], 3);
    const auto text = run({"compare", "a/result.json", "b", "--layers"});
    EXPECT_NE(text.out.find("IoU"), std::string::npos) << text.out;
    expectFailure(run({"compare", "nowhere"}), 1, {"nowhere"});
}

TEST_F(Cli, WithoutATerminalProgressIsPlainLines)
{
    const auto result = run({"run", writeRecipe(tinyRecipe()), "--out", "run"});
    EXPECT_EQ(result.err.find('\r'), std::string::npos);
    EXPECT_EQ(result.err.find('\033'), std::string::npos);
    EXPECT_NE(result.err.find("penalize"), std::string::npos) << result.err;
    EXPECT_NE(result.out.find("after cut"), std::string::npos) << result.out;
}

TEST_F(Cli, ADryRunWritesNothing)
{
    const auto result = run({"run", writeRecipe(tinyRecipe()), "--dry-run"});
    EXPECT_EQ(result.exitCode, 0) << result.err;
    EXPECT_NE(result.out.find("penalize greg1"), std::string::npos) << result.out;
    EXPECT_EQ(std::distance(fs::directory_iterator(folder()), {}), 1);
}

/// Long enough to be interrupted.
nlohmann::ordered_json longRecipe(nlohmann::ordered_json recipe)
{
    recipe["stages"][0]["epochs"] = 6;
    recipe["stages"][2]["options"]["granularity_prune"] = 0.03;
    recipe["stages"][4]["epochs"] = 6;
    return recipe;
}

TEST_F(Cli, InterruptedOnceItSavesAndCanBeResumed)
{
    const auto recipe = writeRecipe(longRecipe(tinyRecipe()));
    ASSERT_EQ(run({"run", recipe, "--out", "whole", "-q"}).exitCode, 0);
    CliProcess process(request({"run", recipe, "--out", "part", "--json"}));
    while (process.isRunning() && process.errorSoFar().find("penalize") == std::string::npos)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    process.signal(SIGINT);
    const auto stopped = process.wait();
    ASSERT_EQ(stopped.exitCode, 130) << stopped.err;
    EXPECT_EQ(stopped.json()["status"], "stopped");
    EXPECT_NE(stopped.err.find("espalier-cli resume"), std::string::npos) << stopped.err;
    const auto resumed = run({"resume", "part", "--json"});
    ASSERT_EQ(resumed.exitCode, 0) << resumed.err;
    EXPECT_EQ(resumed.json()["status"], "done");
    EXPECT_EQ(finalWeights(*this / "part"), finalWeights(*this / "whole"));
}

bool hasStartPoint(const fs::path &run)
{
    const auto points = fs::directory_iterator(run / "points");
    return std::any_of(begin(points), end(points), [](const fs::directory_entry &entry) {
        return entry.path().filename().string().ends_with("-start-of-run");
    });
}

/// What two runs of a recipe must share: everything but times.
Json withoutTimes(Json result)
{
    for (const auto *key : {"seconds", "peak_memory_bytes"})
        result.erase(key);
    for (const auto *key : {"base", "before_cut", "after_cut", "after_cut_forwarded", "after_recalibration", "final"})
        if (result.contains(key))
            result[key].erase("seconds");
    for (Json &phase : result["phases"])
        phase.erase("seconds");
    // Rounding of the check's own forward passes follows how tensors lie in memory, and so what was loaded from where.
    if (result.contains("parity"))
        result["parity"].erase("max_abs_diff");
    return result;
}

TEST_F(Cli, KilledAtTwentyMomentsItEndsWithTheSameBits)
{
    const auto recipe = writeRecipe(longRecipe(tinyRecipe()));
    const auto began = std::chrono::steady_clock::now();
    ASSERT_EQ(run({"run", recipe, "--out", "whole", "-q"}).exitCode, 0);
    const std::chrono::duration<double> whole = std::chrono::steady_clock::now() - began;
    const std::string expected = finalWeights(*this / "whole");
    int kills = 0, finished = 0;
    for (std::uint64_t attempt = 0; kills < 20 || finished == 0; ++attempt) {
        ASSERT_LT(attempt, 200u);
        const std::string name = "run" + std::to_string(finished);
        const bool begun = fs::exists(*this / name / "recipe.json");
        if (!begun)
            fs::remove_all(*this / name);
        auto order = request(begun ? std::vector<std::string>{"resume", name, "-q"}
                                   : std::vector<std::string>{"run", recipe, "--out", name, "-q"});
        order.environment.push_back("ESPALIER_CHECKPOINT_SECONDS=0.05");
        CliProcess process(order);
        std::this_thread::sleep_for(std::chrono::duration<double>(whole * (0.2 + base::randomUnit(5, 0, attempt))));
        if (kills < 20 && process.isRunning()) {
            process.signal(SIGKILL);
            (void)process.wait();
            ++kills;
            continue;
        }
        const auto result = process.wait();
        ASSERT_EQ(result.exitCode, 0) << result.err;
        ++finished;
        EXPECT_EQ(finalWeights(*this / name), expected) << name << " after " << kills << " kills";
        EXPECT_TRUE(hasStartPoint(*this / name)) << "thinned out among the automatic points, which later stages read";
        EXPECT_EQ(withoutTimes(Json::parse(readText(*this / name / "result.json"))),
                  withoutTimes(Json::parse(readText(*this / "whole/result.json"))));
    }
    EXPECT_EQ(kills, 20);
}

} // namespace
} // namespace espalier::test

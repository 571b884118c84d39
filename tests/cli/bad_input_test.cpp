// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli_fixture.h"
#include "support/image_folder.h"

#include <fstream>

namespace espalier::test {
namespace {

namespace fs = std::filesystem;

TEST_F(Cli, AForeignFileIsNoModel)
{
    writeText(*this / "cat.pt2", "this is a shopping list\n");
    expectFailure(run({"inspect", "cat.pt2"}), 1, {"cat.pt2"});
    expectFailure(run({"inspect", "zoo:lenet5", "--weights", "cat.pt2"}), 1, {"cat.pt2"});
    expectFailure(run({"inspect", "nowhere.pt2"}), 1, {"nowhere.pt2"});
}

TEST_F(Cli, ATruncatedFileIsNamed)
{
    ASSERT_EQ(run({"export", "zoo:lenet5", "--to", "net.pth"}).exitCode, 0);
    ASSERT_EQ(run({"export", "zoo:lenet5", "--to", "net.safetensors"}).exitCode, 0);
    for (const auto *name : {"net.pth", "net.safetensors"}) {
        const auto text = readText(*this / name);
        writeText(*this / name, text.substr(0, text.size() / 2));
        expectFailure(run({"inspect", "zoo:lenet5", "--weights", name}), 1, {name});
    }
}

TEST_F(Cli, WeightsOfAnotherNetworkAreRefusedWithBothShapes)
{
    ASSERT_EQ(run({"export", "zoo:cifar_resnet20", "--to", "net.safetensors"}).exitCode, 0);
    expectFailure(run({"inspect", "zoo:cifar_resnet56", "--weights", "net.safetensors"}), 1,
                  {"net.safetensors", "layer1.3.conv1.weight"});
    ASSERT_EQ(run({"export", "zoo:lenet5_mini", "--to", "mini.safetensors"}).exitCode, 0);
    expectFailure(run({"inspect", "zoo:lenet5", "--weights", "mini.safetensors"}), 1, {"conv1.weight", "[10, 1, 5, 5]",
                                                                                        "[6, 1, 5, 5]"});
    expectFailure(run({"inspect", "mini.safetensors"}), 1, {"weights but no network", "--weights"});
}

TEST_F(Cli, DataThatDoesNotFitIsSaid)
{
    expectFailure(run({"evaluate", "zoo:lenet5", "--classes", "2", "--data", squares(), "--preset", "mnist32"}), 1,
                  {"3 classes", "2 outputs"});
    expectFailure(run({"evaluate", "zoo:cifar_resnet20", "--data", squares(), "--preset", "mnist32"}), 1, {"channels"});
    expectFailure(run({"evaluate", "zoo:lenet5", "--data", squares(), "--preset", "mnist33"}), 2, {"mnist33", "mnist32"});
    expectFailure(run({"evaluate", "zoo:lenet5", "--data", "folder:nowhere", "--preset", "mnist32"}), 1, {"nowhere"});
}

TEST_F(Cli, AnEmptyClassFolderIsNamed)
{
    makeSquares(*this / "data", {2, 2, 2, 32});
    fs::create_directories(*this / "data/train/empty");
    fs::create_directories(*this / "data/test/empty");
    expectFailure(run({"evaluate", "zoo:lenet5", "--data", "folder:data", "--preset", "mnist32"}), 1, {"empty"});
}

TEST_F(Cli, AnUnreadableImageIsNamed)
{
    makeSquares(*this / "data", {2, 2, 2, 32});
    writeText(*this / "data/test/class0/0.png", "not a picture");
    expectFailure(run({"evaluate", "zoo:lenet5", "--data", "folder:data", "--preset", "mnist32"}), 1, {"class0/0.png"});
}

TEST_F(Cli, AWrongRecipeIsRefusedWithTheKeysPath)
{
    auto recipe = tinyRecipe();
    recipe["stages"][2]["options"]["updat_interval"] = 5;
    expectFailure(run({"run", writeRecipe(recipe), "--out", "run"}), 2, {"updat_interval", "update_interval", "stages"});
    recipe = tinyRecipe();
    recipe["ratios"]["patterns"]["conv1"] = 1.5;
    expectFailure(run({"run", writeRecipe(recipe), "--out", "run"}), 2, {"1.5", "ratios"});
    recipe = tinyRecipe();
    recipe["stages"][0]["stage"] = "trian";
    expectFailure(run({"run", writeRecipe(recipe), "--out", "run"}), 2, {"trian"});
    writeText(*this / "broken.json", "{");
    expectFailure(run({"run", "broken.json", "--out", "run"}), 2, {"broken.json"});
    expectFailure(run({"run", "none.json", "--out", "run"}), 1, {"none.json"});
    EXPECT_FALSE(fs::exists(*this / "run"));
}

TEST_F(Cli, SettingsAreCheckedAsTheRecipeIs)
{
    const auto recipe = writeRecipe(tinyRecipe());
    expectFailure(run({"run", recipe, "--out", "run", "--set", "stages.0.epochs=-1"}), 2, {"epochs", "-1"});
    expectFailure(run({"run", recipe, "--out", "run", "--set", "nonsense"}), 2, {"nonsense"});
    EXPECT_EQ(run({"run", recipe, "--dry-run", "--set", "stages.0.epochs=9", "--json"}).json()["recipe"]["stages"][0]["epochs"], 9);
}

TEST_F(Cli, AFolderInUseIsNotOverwritten)
{
    fs::create_directories(*this / "run");
    writeText(*this / "run/thesis.txt", "precious");
    expectFailure(run({"run", writeRecipe(tinyRecipe()), "--out", "run"}), 2, {"run", "not empty"});
    EXPECT_EQ(readText(*this / "run/thesis.txt"), "precious");
    expectFailure(run({"resume", "nowhere"}), 1, {"nowhere"});
    expectFailure(run({"inspect", "run@001-x"}), 1, {"run"});
}

TEST_F(Cli, NoPermissionToWriteIsSaid)
{
    fs::create_directories(*this / "locked");
    fs::permissions(*this / "locked", fs::perms::owner_read | fs::perms::owner_exec);
    auto bound = request({"export", "zoo:lenet5", "--to", "locked/net.safetensors"});
    bound.noRights = true;
    const auto result = runCli(bound);
    if (result.exitCode == 126)
        GTEST_SKIP() << "no right to give up rights";
    expectFailure(result, 1, {"locked"});
    bound.arguments = {"run", writeRecipe(tinyRecipe()), "--out", "locked/run"};
    expectFailure(runCli(bound), 1, {"locked"});
    EXPECT_TRUE(fs::is_empty(*this / "locked"));
}

TEST_F(Cli, AFullDiskLeavesNoHalfFile)
{
    const SmallDisk disk(1200 << 10);
    if (!disk.isMounted())
        GTEST_SKIP() << "no right to mount a small disk";
    const auto target = disk.path() / "net.safetensors";
    writeText(target, "what was there before");
    expectFailure(run({"export", "zoo:cifar_resnet56", "--to", target}), 1, {"net.safetensors"});
    EXPECT_EQ(readText(target), "what was there before");
    const auto out = disk.path() / "run";
    const auto result = run({"run", writeRecipe(tinyRecipe()), "--out", out, "--set", "model.source=zoo:lenet5"});
    expectFailure(result, 1, {});
    for (const auto &entry : fs::recursive_directory_iterator(disk.path()))
        EXPECT_EQ(entry.path().filename().string().rfind(".espalier-tmp", 0), std::string::npos) << entry.path();
}

} // namespace
} // namespace espalier::test

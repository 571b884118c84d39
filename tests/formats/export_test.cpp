// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/format_fixtures.h"
#include "formats/kept_file.h"
#include "formats/python/interpreter.h"
#include "formats/python/module_check.h"
#include "formats/safetensors_io.h"
#include "formats/tensor_io.h"
#include "support/temporary_folder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <set>

namespace espalier::formats {
namespace {

namespace fs = std::filesystem;

std::string textOf(const fs::path &path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::set<std::string> filesIn(const fs::path &folder)
{
    std::set<std::string> names;
    for (const fs::directory_entry &entry : fs::directory_iterator(folder))
        names.insert(entry.path().filename().string());
    return names;
}

/// exportNetwork without the Python of the environment, whose start takes seconds.
class ExportTest : public testing::Test {
protected:
    void SetUp() override
    {
        const char *python = std::getenv("ESPALIER_PYTHON");
        m_python = python ? python : "";
        pythonWithTorch(); // remembers it
        unsetenv("ESPALIER_PYTHON");
    }
    void TearDown() override
    {
        if (!m_python.empty())
            setenv("ESPALIER_PYTHON", m_python.c_str(), 1);
    }

    base::Result<Exported> exportTo(const std::string &name, const Artefact &artefact, const std::string &format = "") const
    {
        return exportNetwork(artefact, {m_folder / name, format, true});
    }

    test::TemporaryFolder m_folder;
    std::string m_python;
};

TEST(Formats, HaveUniqueIdsAndSayWhatTheyDo)
{
    std::set<std::string> ids;
    for (const auto &format : allFormats()) {
        EXPECT_TRUE(ids.insert(format->id()).second) << format->id();
        EXPECT_TRUE(format->reads() || format->writes()) << format->id();
        EXPECT_FALSE(format->note().empty()) << format->id();
        EXPECT_FALSE(format->extensions().empty()) << format->id();
        for (const std::string &extension : format->extensions())
            EXPECT_TRUE(extension.starts_with('.')) << extension;
    }
    for (const char *id : {"kept", "python", "safetensors", "torch_save"})
        EXPECT_TRUE(ids.contains(id)) << id;
}

TEST_F(ExportTest, WritesChecksAndRenames)
{
    const Artefact artefact = smallPruned({0, 2, 5, 6, 7});
    for (const char *name : {"a.pth", "a.safetensors"}) {
        const auto exported = exportTo(name, artefact);
        ASSERT_TRUE(exported) << problemText(exported);
        EXPECT_EQ(exported->files, std::vector{m_folder / name});
        EXPECT_EQ(exported->bytes, fs::file_size(m_folder / name));
        ASSERT_TRUE(exported->verified);
        EXPECT_TRUE(exported->verified->ok);
        const auto back = readAny(m_folder / name);
        ASSERT_TRUE(back) << problemText(back);
        EXPECT_EQ(*largestDifference(artefact.network.weights, back->weights), 0.0);
    }
    EXPECT_EQ(filesIn(m_folder.path()), (std::set<std::string>{"a.pth", "a.safetensors"}));
}

TEST_F(ExportTest, SafetensorsCarryRecipeAndKeptIndices)
{
    ASSERT_TRUE(exportTo("a.safetensors", smallPruned({1, 3})));
    const auto file = readSafetensors(m_folder / "a.safetensors");
    ASSERT_TRUE(file);
    EXPECT_EQ(file->metadata.at("recipe"), R"({"espalier": 1, "name": "say \"hello\""})");
    const auto kept = nlohmann::json::parse(file->metadata.at("kept"));
    EXPECT_EQ(kept["conv1"]["kept"], (std::vector<int>{1, 3}));
    EXPECT_EQ(kept["conv1"]["original"], 8);
}

TEST_F(ExportTest, ExistingFilesAreReplacedOnlyBySuccess)
{
    std::ofstream(m_folder / "a.pth") << "precious";
    Artefact broken = smallPruned({0, 1});
    broken.network.weights.set("fc.bias", at::zeros({9}));
    const auto refused = exportTo("a.pth", broken);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.problem().code, base::ProblemCode::Mismatch);
    EXPECT_EQ(textOf(m_folder / "a.pth"), "precious");
    ASSERT_TRUE(exportTo("a.pth", smallPruned({0, 1})));
    EXPECT_TRUE(readAny(m_folder / "a.pth"));
}

TEST_F(ExportTest, FilesThatNobodyNamedAreNotReplaced)
{
    std::ofstream(m_folder / "net.pth") << "the user's own";
    const auto refused = exportTo("net.py", smallPruned({0, 1}));
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.problem().what.find("net.pth"), std::string::npos) << problemText(refused);
    EXPECT_EQ(textOf(m_folder / "net.pth"), "the user's own");
    EXPECT_EQ(filesIn(m_folder.path()), std::set<std::string>{"net.pth"});

    fs::remove(m_folder / "net.pth");
    ASSERT_TRUE(exportTo("net.py", smallPruned({0, 1})));
    ASSERT_TRUE(exportTo("net.py", smallPruned({0, 2}))); // an export replaces the one before
    const auto beside = exportTo("net.json", smallPruned({0, 2}), "kept"); // shares the same weights
    ASSERT_TRUE(beside) << problemText(beside);
    EXPECT_EQ(filesIn(m_folder.path()), (std::set<std::string>{"net.json", "net.pth", "net.py", "net_kept.py"}));
}

/// A format whose file gives back other weights.
class Liar final : public Format {
public:
    std::string id() const override { return "liar"; }
    std::vector<std::string> extensions() const override { return {".liar"}; }
    std::string title() const override { return "Liar"; }
    std::string note() const override { return "for the test"; }
    bool holdsNetwork() const override { return false; }
    bool reads() const override { return true; }
    bool writes() const override { return true; }
    bool recognises(const fs::path &) const override { return false; }
    base::Result<ReadResult> read(const fs::path &) const override
    {
        ReadResult result;
        result.weights = smallPruned({0, 1}).network.weights.clone();
        result.weights.get("fc.bias").add_(1.0);
        return result;
    }
    base::Result<std::vector<fs::path>> write(const Artefact &, const fs::path &path) const override { return std::vector{path}; }
};

TEST_F(ExportTest, VerificationSeesOtherWeights)
{
    const auto verified = Liar().verify(smallPruned({0, 1}), m_folder / "a.liar");
    ASSERT_TRUE(verified) << problemText(verified);
    EXPECT_FALSE(verified->ok);
    EXPECT_NEAR(verified->maxAbsDiff, 1.0, 1e-6);
}

TEST_F(ExportTest, UnknownFormatsAndEndingsAreNamed)
{
    const Artefact artefact = smallPruned({0, 1});
    const auto id = exportTo("a.pth", artefact, "safetensor");
    ASSERT_FALSE(id);
    EXPECT_EQ(id.problem().code, base::ProblemCode::BadUsage);
    EXPECT_NE(id.problem().remedy.find("'safetensors'"), std::string::npos) << id.problem().remedy;
    const auto ending = exportTo("a.docx", artefact);
    ASSERT_FALSE(ending);
    EXPECT_NE(ending.problem().what.find(".docx"), std::string::npos);
    EXPECT_TRUE(filesIn(m_folder.path()).empty());
}

TEST_F(ExportTest, AFolderWithoutPermissionIsNamed)
{
    const test::NoWriting guard(m_folder.path());
    const auto refused = exportTo("a.pth", smallPruned({0, 1}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.problem().code, base::ProblemCode::NoPermission) << problemText(refused);
    EXPECT_EQ(refused.problem().where, (m_folder / "a.pth").string());
}

TEST_F(ExportTest, KeptFilesGiveBackLayersAndWeights)
{
    const Artefact artefact = smallPruned({0, 2, 5});
    const auto exported = exportTo("small.json", artefact, "kept");
    ASSERT_TRUE(exported) << problemText(exported);
    EXPECT_EQ(filesIn(m_folder.path()), (std::set<std::string>{"small.json", "small.pth", "small_kept.py"}));
    const auto back = readAny(m_folder / "small.json");
    ASSERT_TRUE(back) << problemText(back);
    EXPECT_EQ(*largestDifference(artefact.network.weights, back->weights), 0.0);
    const auto kept = keptFromJson(back->metadata.at("kept"), "f");
    ASSERT_TRUE(kept) << problemText(kept);
    EXPECT_EQ(kept->layers.at("conv1").kept, (std::vector<std::int32_t>{0, 2, 5}));
    EXPECT_EQ(kept->layers.at("fc").original, 5);
    EXPECT_EQ(kept->groups.at("conv2"), 3);

    std::ofstream(m_folder / "small.pth", std::ios::app) << "x";
    const auto changed = readAny(m_folder / "small.json");
    ASSERT_FALSE(changed);
    EXPECT_EQ(changed.problem().code, base::ProblemCode::Mismatch);
}

TEST(KeptFileTest, RefusesIndicesThatCannotBe)
{
    const auto problem = [](const std::string &layers) {
        const auto file = keptFromJson(R"({"espalier_kept": 1, "layers": )" + layers + "}", "k.json");
        return file ? std::string("read") : file.problem().what;
    };
    EXPECT_NE(problem(R"({"a": {"original": 3, "kept": [0, 3]}})").find("channel 3"), std::string::npos);
    EXPECT_NE(problem(R"({"a": {"original": 3, "kept": [1, 1]}})").find("channel 1"), std::string::npos);
    EXPECT_NE(problem(R"({"a": {"original": 3, "kept": [-1]}})").find("channel -1"), std::string::npos);
    EXPECT_NE(problem(R"({"a": {"original": 0, "kept": []}})").find("claims 0"), std::string::npos);
    EXPECT_NE(problem(R"({"a": 3})").find("understood"), std::string::npos);
    EXPECT_EQ(problem(R"({"a": {"original": 3, "kept": [0, 2]}})"), "read");
}

TEST_F(ExportTest, KeptLoaderRebuildsThePrunedModuleFromTheOriginalClass)
{
    const std::string python = pythonWithTorch();
    if (python.empty())
        GTEST_SKIP() << "no Python with torch: set ESPALIER_PYTHON";
    const Artefact pruned = smallPruned({0, 2, 5, 6, 7});
    ASSERT_TRUE(exportTo("original.py", artefactOf(smallNetwork(8), "small")));
    ASSERT_TRUE(exportTo("pruned.json", pruned, "kept"));
    // The original class, rebuilt by the loader, must compute what the pruned network computes here.
    std::ofstream(m_folder / "rebuilt.py") << "import sys\nsys.path.insert(0, " << m_folder.path() << ")\n"
                                           << "from original import Small\nfrom pruned_kept import rebuild\n"
                                           << "def load():\n    model = rebuild(Small())\n"
                                           << "    assert model.conv2.groups == 5 and model.fc.in_features == 5, model\n"
                                           << "    return model\n";
    const auto verified = checkPythonModule(pruned, m_folder / "rebuilt.py", python);
    ASSERT_TRUE(verified) << problemText(verified);
    EXPECT_TRUE(verified->ok) << verified->maxAbsDiff;
}

TEST_F(ExportTest, PythonTextHasTheSourcesNamesAndLiteralWidths)
{
    const auto exported = exportTo("net.py", smallPruned({0, 2, 5}));
    ASSERT_TRUE(exported) << problemText(exported);
    EXPECT_EQ(filesIn(m_folder.path()), (std::set<std::string>{"net.py", "net.pth"}));
    const std::string text = textOf(m_folder / "net.py");
    for (const char *part : {"class Small(nn.Module):", "self.conv1 = nn.Conv2d(3, 3, 3, padding=1, bias=False)",
                             "self.conv2 = nn.Conv2d(3, 3, 3, padding=1, groups=3, bias=False)", "self.bn1 = nn.BatchNorm2d(3)",
                             "self.fc = nn.Linear(3, 5)", "x = torch.relu(x)", "def load(", "\"net.pth\"",
                             R"("recipe": "{\"espalier\": 1, \"name\": \"say \\\"hello\\\"\"}",)"})
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    EXPECT_NE(exported->verified->how.find("ESPALIER_PYTHON is not set"), std::string::npos);
}

TEST_F(ExportTest, PythonModulesOfTheBuiltInNetworksCompute)
{
    const std::string python = pythonWithTorch();
    if (python.empty())
        GTEST_SKIP() << "no Python with torch: set ESPALIER_PYTHON";
    // One process for all, since importing torch takes longer than the rest.
    struct Case {
        const char *zoo;
        std::int64_t inSize;
    };
    std::ofstream all(m_folder / "all.py");
    all << "import sys\nsys.path.insert(0, " << m_folder.path() << ")\nimport py_compile\n";
    for (const Case &c : {Case{"lenet5", 0}, Case{"mlp7_relu", 0}, Case{"cifar_resnet20", 0}, Case{"cifar_resnet20b", 0},
                          Case{"resnet18", 64}, Case{"mobilenet_v2", 64}}) {
        const Artefact artefact = artefactOf(zooNetwork(c.zoo, c.inSize), c.zoo);
        ASSERT_TRUE(exportTo(std::string(c.zoo) + ".py", artefact)) << c.zoo;
        all << "py_compile.compile(" << m_folder / (std::string(c.zoo) + ".py") << ", doraise=True)\n"
            << "import " << c.zoo << "\nassert " << c.zoo << ".load() is not None\n";
    }
    const Artefact small = smallPruned({0, 1, 2});
    ASSERT_TRUE(exportTo("small_net.py", small));
    all << "from small_net import load\n";
    all.close();
    const auto verified = checkPythonModule(small, m_folder / "all.py", python);
    ASSERT_TRUE(verified) << problemText(verified);
    EXPECT_TRUE(verified->ok) << verified->maxAbsDiff;
    for (const char *zoo : {"cifar_resnet20", "mobilenet_v2"}) {
        const Artefact artefact = artefactOf(zooNetwork(zoo, std::string(zoo) == "mobilenet_v2" ? 64 : 0), zoo);
        const auto compared = checkPythonModule(artefact, m_folder / (std::string(zoo) + ".py"), python);
        ASSERT_TRUE(compared) << problemText(compared);
        EXPECT_TRUE(compared->ok) << zoo << " " << compared->maxAbsDiff;
    }
}

TEST_F(ExportTest, PythonModulesOfOddNetworksCompute)
{
    const Artefact artefact = artefactOf(oddNetwork(), "9 odd/things");
    const auto exported = exportTo("odd.py", artefact);
    ASSERT_TRUE(exported) << problemText(exported);
    const std::string text = textOf(m_folder / "odd.py");
    EXPECT_NE(text.find("class Network9OddThings(nn.Module):"), std::string::npos) << text;
    const std::string python = pythonWithTorch();
    if (python.empty())
        GTEST_SKIP() << "no Python with torch: set ESPALIER_PYTHON";
    const auto verified = checkPythonModule(artefact, m_folder / "odd.py", python);
    ASSERT_TRUE(verified) << problemText(verified) << "\n" << text;
    EXPECT_TRUE(verified->ok) << verified->maxAbsDiff << "\n" << text;
}

TEST(Interpreter, ReportsWhatGoesWrong)
{
    const auto missing = runPython("/no/such/python", {"-c", "pass"});
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.problem().what.find("can't be started"), std::string::npos) << missing.problem().what;
    if (!runPython("python3", {"-c", "pass"}))
        GTEST_SKIP() << "no python3";
    const auto failing = runPython("python3", {"-c", "raise ValueError('seven')"});
    ASSERT_FALSE(failing);
    EXPECT_NE(failing.problem().what.find("ValueError: seven"), std::string::npos) << failing.problem().what;
    const auto hanging = runPython("python3", {"-c", "import time; time.sleep(60)"}, 1);
    ASSERT_FALSE(hanging);
    EXPECT_NE(hanging.problem().what.find("within 1 seconds"), std::string::npos);
}

} // namespace
} // namespace espalier::formats

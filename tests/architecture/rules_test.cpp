// SPDX-License-Identifier: GPL-3.0-or-later
// Each rule is shown a sample that breaks it and one that keeps it.
#include "architecture/measurements.h"
#include "architecture/rules.h"

#include <gtest/gtest.h>

namespace espalier::architecture {
namespace {

const std::string licence = "// SPDX-License-Identifier: GPL-3.0-or-later\n";

Violations roomsOf(const std::string &path, const std::string &text)
{
    return checkRooms({{path, text}});
}

Violations thirdPartiesOf(const std::string &path, const std::string &include)
{
    return checkThirdParties({{path, "#include <" + include + ">\n"}});
}

TEST(Rooms, AreNamedAfterTheirFolder)
{
    EXPECT_EQ((SourceFile{"core/model/zoo/vgg.cpp", ""}.room()), "model");
    EXPECT_EQ((SourceFile{"app/shell/window.h", ""}.room()), "app");
    EXPECT_EQ((SourceFile{"tests/graph/plan_test.cpp", ""}.room()), "tests");
    EXPECT_EQ((SourceFile{"core/CMakeLists.txt", ""}.room()), "");
}

TEST(Rooms, IncludeOnlyWhatTheTableGives)
{
    EXPECT_TRUE(roomsOf("core/recipe/a.cpp", "#include \"graph/graph.h\"\n#include \"base/id.h\"\n").empty());
    ASSERT_EQ(roomsOf("core/graph/a.cpp", "\n#include \"model/weights.h\"\n").size(), 1U);
    EXPECT_EQ(roomsOf("core/graph/a.cpp", "\n#include \"model/weights.h\"\n")[0].line, 2);
    EXPECT_EQ(roomsOf("core/base/a.h", "#include \"graph/graph.h\"\n").size(), 1U);
    EXPECT_EQ(roomsOf("core/data/a.cpp", "#include \"model/weights.h\"\n").size(), 1U);
    EXPECT_EQ(roomsOf("core/store/a.cpp", "#include \"app/shell/window.h\"\n").size(), 1U);
    EXPECT_EQ(roomsOf("widgets/a.cpp", "#include \"base/id.h\"\n").size(), 1U);
    EXPECT_TRUE(roomsOf("widgets/a.cpp", "#include \"widgets/b.h\"\n#include \"a.moc\"\n").empty());
}

TEST(Rooms, MayFollowWhatHeadersExpose)
{
    const SourceFile user{"core/formats/a.cpp", "#include \"graph/graph.h\"\n"};
    EXPECT_EQ(checkRooms({user}).size(), 1U);
    EXPECT_TRUE(checkRooms({user, {"core/model/weights.h", "#include \"graph/graph.h\"\n"}}).empty());
    EXPECT_EQ(checkRooms({user, {"core/model/weights.cpp", "#include \"graph/graph.h\"\n"}}).size(), 1U);
}

TEST(Rooms, OnlyMainJoinsAppAndEngine)
{
    EXPECT_TRUE(roomsOf("app/main.cpp", "#include \"engine/torch_engine.h\"\n").empty());
    EXPECT_EQ(roomsOf("app/shell/a.cpp", "#include \"engine/torch_engine.h\"\n").size(), 1U);
    EXPECT_EQ(roomsOf("app/bridge/a.cpp", "#include \"train/trainer.h\"\n").size(), 1U);
}

TEST(Rooms, OnlyTheBridgeKnowsTheSession)
{
    EXPECT_TRUE(roomsOf("app/bridge/session_bridge.h", "#include \"session/session.h\"\n").empty());
    EXPECT_TRUE(roomsOf("app/panels/a.cpp", "#include \"session/command.h\"\n").empty());
    EXPECT_EQ(roomsOf("app/panels/a.cpp", "#include \"session/session.h\"\n").size(), 1U);
}

TEST(Rooms, AreAllInTheTable)
{
    EXPECT_EQ(roomsOf("core/attic/a.cpp", "").size(), 1U);
    EXPECT_EQ(roomsOf("core/a.cpp", "").size(), 1U);
}

TEST(Rooms, PathsStartAtTheRoots)
{
    EXPECT_EQ(roomsOf("core/graph/a.cpp", "#include \"plan.h\"\n").size(), 1U);
    EXPECT_EQ(roomsOf("core/graph/a.cpp", "#include \"../base/id.h\"\n").size(), 1U);
}

TEST(ThirdParties, TorchStaysBelowTheLine)
{
    EXPECT_TRUE(thirdPartiesOf("core/model/a.cpp", "ATen/ATen.h").empty());
    for (const char *path : {"core/base/a.h", "core/graph/a.cpp", "core/session/a.cpp", "core/kernels/a.cu",
                             "core/cli/a.cpp", "widgets/a.cpp", "app/panels/a.cpp"})
        EXPECT_EQ(thirdPartiesOf(path, "ATen/ATen.h").size(), 1U) << path;
}

TEST(ThirdParties, QtStaysInTheWindow)
{
    EXPECT_TRUE(thirdPartiesOf("widgets/a.cpp", "QWidget").empty());
    EXPECT_TRUE(thirdPartiesOf("app/shell/a.cpp", "QtWidgets/QMainWindow").empty());
    EXPECT_EQ(thirdPartiesOf("core/report/a.cpp", "QString").size(), 1U);
    EXPECT_TRUE(thirdPartiesOf("widgets/plots/a.cpp", "qcustomplot.h").empty());
    EXPECT_EQ(thirdPartiesOf("app/panels/a.cpp", "qcustomplot.h").size(), 1U);
}

TEST(ThirdParties, HaveARoomEach)
{
    EXPECT_TRUE(thirdPartiesOf("core/base/log.cpp", "spdlog/spdlog.h").empty());
    EXPECT_FALSE(thirdPartiesOf("core/base/log.h", "spdlog/spdlog.h").empty());
    EXPECT_FALSE(thirdPartiesOf("core/train/a.cpp", "fmt/format.h").empty());
    EXPECT_FALSE(thirdPartiesOf("core/base/a.cpp", "nlohmann/json.hpp").empty());
    EXPECT_FALSE(thirdPartiesOf("core/report/a.cpp", "sqlite3.h").empty());
    EXPECT_FALSE(thirdPartiesOf("core/engine/a.cpp", "CLI/CLI.hpp").empty());
    EXPECT_FALSE(thirdPartiesOf("core/model/a.cpp", "cuda_runtime.h").empty());
    EXPECT_FALSE(thirdPartiesOf("core/model/a.cpp", "opencv2/core.hpp").empty());
    EXPECT_TRUE(thirdPartiesOf("core/base/file.cpp", "sys/stat.h").empty());
}

TEST(CudaConditions, StayInTheKernels)
{
    const std::string text = "#ifdef __CUDACC__\n#endif\n";
    EXPECT_TRUE(checkCudaConditions({{"core/kernels/sgd_math.h", text}}).empty());
    EXPECT_EQ(checkCudaConditions({{"core/train/a.cpp", text}}).size(), 1U);
    EXPECT_TRUE(checkCudaConditions({{"core/train/a.cpp", "// #ifdef USE_CUDA\n"}}).empty());
}

TEST(Form, IsTheSameEverywhere)
{
    EXPECT_TRUE(checkForm({{"core/base/a_b.h", licence + "#pragma once\n"}}).empty());
    EXPECT_EQ(checkForm({{"core/base/a.h", licence}}).size(), 1U);
    EXPECT_EQ(checkForm({{"core/base/a.cpp", "int a;\n"}}).size(), 1U);
    EXPECT_EQ(checkForm({{"core/base/aB.cpp", licence}}).size(), 1U);
    EXPECT_EQ(checkForm({{"app/shell/a.cpp", licence + "class A {\npublic slots:\n void b();\n};\n"}}).size(), 1U);
    EXPECT_EQ(checkForm({{"app/shell/a.cpp", licence + "void A::f()\n{\n    emit changed();\n}\n"}}).size(), 1U);
}

std::string functionOf(int lines, const std::string &head)
{
    std::string text = head + "\n{\n";
    for (int i = 0; i < lines - 3; ++i)
        text += "    f();\n";
    return text + "}\n";
}

TEST(Sizes, OfFunctions)
{
    EXPECT_TRUE(checkSizes({{"core/base/a.cpp", functionOf(60, "void f()")}}).empty());
    EXPECT_EQ(checkSizes({{"core/base/a.cpp", functionOf(61, "void f()")}}).size(), 1U);
    EXPECT_TRUE(checkSizes({{"core/base/a.cpp", functionOf(40, "A::A(int a)")}}).empty());
    EXPECT_EQ(checkSizes({{"core/base/a.cpp", functionOf(41, "A::A(int a)")}}).size(), 1U);
    EXPECT_TRUE(checkSizes({{"core/base/a.cpp", "void f(int a, int b, int c, int d, int e) { }\n"}}).empty());
    EXPECT_EQ(checkSizes({{"core/base/a.cpp", "void f(int a, int b, int c, int d, int e, int g) { }\n"}}).size(), 1U);
}

TEST(Sizes, OfFiles)
{
    EXPECT_TRUE(checkSizes({{"core/base/a.cpp", std::string(500, '\n')}}).empty());
    EXPECT_EQ(checkSizes({{"core/base/a.cpp", std::string(501, '\n')}}).size(), 1U);
    EXPECT_TRUE(checkSizes({{"core/base/a.h", std::string(200, '\n')}}).empty());
    EXPECT_EQ(checkSizes({{"core/base/a.h", std::string(201, '\n')}}).size(), 1U);
    std::string connects;
    for (int i = 0; i < 16; ++i)
        connects += "int a" + std::to_string(i) + " = connect(a, b);\n";
    EXPECT_EQ(checkSizes({{"app/shell/a.cpp", connects}}).size(), 1U);
}

TEST(Paths, OfSomebodysMachineAreReported)
{
    const std::string root = "/";
    EXPECT_EQ(checkPaths({{"README.md", "see " + root + "home/me/file\n"}}).size(), 1U);
    EXPECT_EQ(checkPaths({{"core/base/a.cpp", "open(\"" + root + "work/file\");\n"}}).size(), 1U);
    EXPECT_TRUE(checkPaths({{"README.md", "in ~/.cache/espalier and build" + root + "work/file\n"}}).empty());
}

TEST(Links, FollowTheTable)
{
    EXPECT_TRUE(checkLinks({{"recipe", {"espalier::graph", "espalier::base", "nlohmann_json::nlohmann_json"}}}).empty());
    EXPECT_EQ(checkLinks({{"graph", {"espalier::model"}}}).size(), 1U);
    EXPECT_EQ(checkLinks({{"attic", {"espalier::model"}}}).size(), 1U);
}

TEST(Links, KeepAppFromTheEngine)
{
    EXPECT_FALSE(checkLinks({{"app", {"espalier::engine"}}}).empty());
    const Violations hidden = checkLinks({{"app", {"espalier::session"}}, {"session", {"espalier::engine"}}});
    EXPECT_EQ(hidden.size(), 2U);
}

TEST(Measurements, AreOfEachRoom)
{
    const std::string text = functionOf(4, "void a()") + functionOf(10, "void b()") + functionOf(6, "void c()");
    const std::vector<RoomSizes> sizes = measure({{"core/base/a.cpp", text}, {"tests/base/a_test.cpp", "\n"}});
    ASSERT_EQ(sizes.size(), 2U);
    EXPECT_EQ(sizes[0].room, "base");
    EXPECT_EQ(sizes[0].functions, 3);
    EXPECT_EQ(sizes[0].median, 6);
    EXPECT_EQ(sizes[0].longest, 10);
    EXPECT_EQ(sizes[0].longestName, "b");
    EXPECT_EQ(sizes[1].room, "tests");
    EXPECT_NE(toTable(sizes).find("base"), std::string::npos);
}

} // namespace
} // namespace espalier::architecture

// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/script.h"

#include "wire/inflate.h"
#include "wire/script_archive.h"
#include "wire/script_archive_writer.h"
#include "wire/script_lexer.h"
#include "wire/wire_fixtures.h"

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

namespace espalier::wire {
namespace {

ScriptFile parsed(const std::string &text)
{
    auto file = parseScript(text, "f");
    EXPECT_TRUE(file) << (file ? "" : base::toString(file.problem()));
    return file ? *std::move(file) : ScriptFile{};
}

/// The value of the last statement of `def f(): ...`, in the file.
const Expression &valueOf(const ScriptFile &file)
{
    return file.at(file.functions.at("f").body.back().value);
}

std::string problemOf(const std::string &text, const ScriptLimits &limits = {})
{
    const auto file = parseScript(text, "f", limits);
    return file ? "" : file.problem().what;
}

TEST(Script, ReadsClassesWithTheirAttributes)
{
    const ScriptFile file = parsed("class Conv(Module):\n"
                                   "  __parameters__ = [\"weight\", ]\n"
                                   "  weight : Tensor\n"
                                   "  eps : Final[float] = 1.0000000000000001e-05\n"
                                   "  __annotations__[\"0\"] = __torch__.a.___torch_mangle_3.B\n"
                                   "  def forward(self: __torch__.Conv,\n"
                                   "    x: Optional[Tensor]=None) -> Tuple[Tensor, int]:\n"
                                   "    return (x, 1)\n");
    const ScriptClass &type = file.classes.at("Conv");
    EXPECT_EQ(type.base, "Module");
    EXPECT_EQ(type.fields, (std::vector<std::string>{"weight", "eps", "0"}));
    EXPECT_DOUBLE_EQ(file.at(type.constants.at("eps")).real, 1e-5);
    const ScriptFunction &forward = type.methods.at("forward");
    ASSERT_EQ(forward.parameters.size(), 2u);
    EXPECT_FALSE(forward.parameters[0].hasDefault);
    EXPECT_TRUE(forward.parameters[1].hasDefault);
    EXPECT_EQ(file.at(forward.body[0].value).kind, ExpressionKind::Tuple);
}

TEST(Script, ReadsCallsWithKeywordsAndTrailingCommas)
{
    const ScriptFile file = parsed("def f() -> Tensor:\n"
                                   "  _0 = (self.a).forward((b).forward1(x, ), )  # a comment\n"
                                   "  return torch.zeros([2, -1, ], dtype=6, layout=None)\n");
    const Expression &call = valueOf(file);
    ASSERT_EQ(call.kind, ExpressionKind::Call);
    EXPECT_EQ(call.keywords, (std::vector<std::string>{"dtype", "layout"}));
    EXPECT_EQ(call.items.size(), 4u);
    const Expression &list = file.at(call.items[1]);
    EXPECT_EQ(list.items.size(), 2u);
    EXPECT_EQ(file.at(list.items[1]).integer, -1);
    EXPECT_EQ(call.line, 3);
}

TEST(Script, ReadsStatements)
{
    const ScriptFile file = parsed("def f(x: int) -> NoneType:\n"
                                   "  a, b, = x\n"
                                   "  a, = x\n"
                                   "  c : Optional[int] = None\n"
                                   "  p, q = None, a\n"
                                   "  if torch.gt(a, 1):\n"
                                   "    pass\n"
                                   "  else:\n"
                                   "    for i in range(3):\n"
                                   "      while True:\n"
                                   "        _ = g(i, )\n"
                                   "\n"
                                   "  return None\n");
    const std::vector<Statement> &body = file.functions.at("f").body;
    ASSERT_EQ(body.size(), 6u);
    EXPECT_EQ(body[0].targets.size(), 2u);
    EXPECT_TRUE(body[1].unpacks);
    EXPECT_FALSE(body[2].unpacks);
    EXPECT_EQ(file.at(body[3].value).items.size(), 2u);
    EXPECT_TRUE(body[4].body.empty());
    EXPECT_EQ(body[4].orelse[0].kind, StatementKind::For);
    EXPECT_EQ(body[4].orelse[0].body[0].kind, StatementKind::While);
    EXPECT_EQ(body[5].kind, StatementKind::Return);
}

TEST(Script, ReadsLiteralsAsPythonDoes)
{
    const auto read = [](const std::string &text) {
        const ScriptFile file = parsed("def f():\n  return " + text + "\n");
        return valueOf(file);
    };
    EXPECT_EQ(read("9223372036854775807").integer, INT64_MAX);
    EXPECT_EQ(read("0.").real, 0.0);
    EXPECT_EQ(read("-4.5e3").real, -4500.0);
    EXPECT_EQ(read("-inf").real, -HUGE_VAL);
    EXPECT_TRUE(std::isnan(read("nan").real));
    EXPECT_EQ(read("\"a\\\"b\\n\\x41\\101\"").text, "a\"b\nAA");
    EXPECT_EQ(read("'it\\'s'").text, "it's");
    EXPECT_EQ(read("(torch.size(x))[0]").kind, ExpressionKind::Subscript);
    EXPECT_EQ(read("()").kind, ExpressionKind::Tuple);
    EXPECT_EQ(read("(1)").kind, ExpressionKind::Integer);
    EXPECT_EQ(read("(1,)").kind, ExpressionKind::Tuple);
    EXPECT_EQ(read("{\"out\": x, \"aux\": y}").items.size(), 4u);
}

TEST(Script, RefusesWithTheLine)
{
    EXPECT_EQ(problemOf("def f():\n  return (1\n"), "The code ends inside of brackets.");
    EXPECT_NE(problemOf("def f():\n  with torch.no_grad():\n    pass\n").find("Line 2: 'with' is not read"),
              std::string::npos);
    EXPECT_NE(problemOf("def f():\n  x = $\n").find("Line 2"), std::string::npos);
    EXPECT_NE(problemOf("def f():\n  x = \"abc\n").find("a string does not end"), std::string::npos);
    EXPECT_NE(problemOf("def f():\n    x = 1\n  y = 2\n").find("column"), std::string::npos);
    EXPECT_NE(problemOf("def f():\nx = 1\n").find("indented"), std::string::npos);
    EXPECT_NE(problemOf("def f(:):\n  pass\n").find("a name"), std::string::npos);
    EXPECT_NE(problemOf("def f():\n  1 = x\n").find("assigned to"), std::string::npos);
    EXPECT_NE(problemOf("def f():\n  x = 99999999999999999999\n").find("is no number"), std::string::npos);
    EXPECT_NE(problemOf("def f():\n  f(a=1, 2)\n").find("positional"), std::string::npos);
}

TEST(Script, BoundsDepthAndLength)
{
    EXPECT_NE(problemOf("def f():\n  x = " + std::string(5000, '(') + "1" + std::string(5000, ')') + "\n")
                  .find("nested"),
              std::string::npos);
    std::string blocks = "def f():\n";
    for (int depth = 1; depth < 400; ++depth)
        blocks += std::string(static_cast<std::size_t>(depth), ' ') + "if True:\n";
    EXPECT_NE(problemOf(blocks).find("nested"), std::string::npos);
    ScriptLimits limits;
    limits.tokens = 10;
    EXPECT_NE(problemOf("def f():\n  x = g(1, 2, 3, 4)\n", limits).find("too long"), std::string::npos);
    limits.bytes = 4;
    EXPECT_NE(problemOf("def f():\n  pass\n", limits).find("bytes"), std::string::npos);
}

TEST(ScriptArchive, TakesATracedFileApart)
{
    const std::string file = fixture("traced.pt");
    ASSERT_TRUE(looksLikeTorchScript(asBytes(file)));
    EXPECT_FALSE(looksLikeTorchSave(asBytes(file)));
    EXPECT_FALSE(looksLikeTorchScript(asBytes(fixture("state_dict.pth"))));
    auto archive = ScriptArchive::open(asBytes(file), "f");
    ASSERT_TRUE(archive) << base::toString(archive.problem());
    const Pickle &pickle = archive->module().pickle;
    const PickleNode &root = pickle.node(pickle.root);
    ASSERT_EQ(root.kind, PickleKind::Object);
    EXPECT_EQ(pickle.node(root.items[0]).text, "__torch__.Small");
    const PickleNode *stem = pickle.lookUp(pickle.node(static_cast<std::uint32_t>(root.integer)), "stem");
    ASSERT_TRUE(stem);
    EXPECT_EQ(stem->kind, PickleKind::Object);
    ASSERT_EQ(archive->tracedInputs().size(), 1u);
    EXPECT_EQ(archive->tracedInputs()[0].shape, (std::vector<std::int64_t>{3, 2, 8, 8}));
    const auto code = archive->fileOf("__torch__.Small");
    ASSERT_TRUE(code) << base::toString(code.problem());
    EXPECT_TRUE((*code)->classes.at("Small").methods.contains("forward"));
    EXPECT_FALSE(archive->fileOf("__torch__.nobody.Here"));
    EXPECT_FALSE(archive->extra("espalier.json"));
}

TEST(ScriptArchive, GivesBackWhatIsWritten)
{
    const std::string data("\0\0\x80\x3f\0\0\0\x40", 8);
    ScriptArchiveToWrite archive;
    archive.tensors = {{"fc.weight", graph::DType::Float32, {2, 1}, asBytes(data)}};
    archive.trainable = {true};
    archive.module = {"", "__torch__.m.Net", {}, {{"fc", "__torch__.m.Fc", {{"weight", 0}}, {}}}};
    archive.code["__torch__/m.py"] = "class Net(Module):\n  training : bool\n";
    archive.extra["note.txt"] = "hello";
    std::ostringstream out;
    writeScriptArchive(out, "net", archive);
    const std::string file = out.str();
    auto back = ScriptArchive::open(asBytes(file), "f");
    ASSERT_TRUE(back) << base::toString(back.problem());
    EXPECT_EQ(back->extra("note.txt"), "hello");
    ASSERT_EQ(back->module().pickle.tensors.size(), 1u);
    EXPECT_EQ(elements(back->module().tensor(0)), (std::vector<double>{1.0, 2.0}));
    EXPECT_TRUE(back->fileOf("__torch__.m.Net"));
}

TEST(Pickle, ObjectsAreForTorchScriptAlone)
{
    const std::string pickle = std::string("\x80\x02") + global("__torch__.a", "B") + ")\x81}b.";
    const auto object = readPickle(asBytes(pickle), 0, "f", {}, PickleDialect::TorchScript);
    ASSERT_TRUE(object) << base::toString(object.problem());
    EXPECT_EQ(object->node(object->root).kind, PickleKind::Object);
    EXPECT_FALSE(readPickle(asBytes(pickle), 0, "f"));
    for (const char *name : {"system", "Popen"}) {
        const std::string foreign = std::string("\x80\x02") + global("os", name) + ")\x81}b.";
        EXPECT_FALSE(readPickle(asBytes(foreign), 0, "f", {}, PickleDialect::TorchScript));
    }
    const std::string called = std::string("\x80\x02") + global("__torch__.a", "B") + ")R.";
    EXPECT_FALSE(readPickle(asBytes(called), 0, "f", {}, PickleDialect::TorchScript));
}

TEST(Inflate, UnpacksWithinItsBounds)
{
    // "hello hello hello hello", deflated by zlib
    const std::string packed("\xcb\x48\xcd\xc9\xc9\x57\xc8\x40\x27\x01", 10);
    EXPECT_EQ(inflated(asBytes(packed), 23), "hello hello hello hello");
    EXPECT_FALSE(inflated(asBytes(packed), 22));
    EXPECT_FALSE(inflated(asBytes(packed), 24));
    EXPECT_FALSE(inflated(asBytes(packed.substr(0, 8)), 23));
    EXPECT_FALSE(inflated(asBytes(packed), std::uint64_t{1} << 40));
    EXPECT_EQ(inflated(asBytes(std::string("\x03\x00", 2)), 0), "");
}

} // namespace
} // namespace espalier::wire

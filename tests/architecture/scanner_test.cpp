// SPDX-License-Identifier: GPL-3.0-or-later
#include "architecture/source_scanner.h"

#include <gtest/gtest.h>

namespace espalier::architecture {
namespace {

std::vector<std::string> names(std::string_view code)
{
    std::vector<std::string> result;
    for (const Function &function : findFunctions(code))
        result.push_back(function.name);
    return result;
}

using Names = std::vector<std::string>;

TEST(BlankComments, KeepsLinesAndCode)
{
    EXPECT_EQ(blankComments("a /* b\n c */ d // e\nf", false), "a     \n      d     \nf");
    EXPECT_EQ(blankComments("x = \"a{\\\"b\"; y = '{';", false), "x = \"     \"; y = ' ';");
    EXPECT_EQ(blankComments("1'000 {", false), "1'000 {");
    EXPECT_EQ(blankComments("#define A \\\n {\nb", true), "           \n  \nb");
}

TEST(BlankComments, BlanksRawStrings)
{
    EXPECT_EQ(blankComments("f(R\"x(a)\" { )x\");", false), "f(R\"          \");");
}

TEST(FindFunctions, SeesTheUsualForms)
{
    EXPECT_EQ(names("int f() { return 1; }\nvoid C::g(int) const { }"), (Names{"f", "C::g"}));
    EXPECT_EQ(names("namespace a::b { static auto f(int x) -> std::vector<int> { return {x}; } }"), (Names{"f"}));
    EXPECT_EQ(names("template <class T> requires (sizeof(T) > 4) T f(T t) noexcept(true) { return t; }"), (Names{"f"}));
    EXPECT_EQ(names("extern \"C\" { int f() { return 1; } }"), (Names{"f"}));
    EXPECT_EQ(names("TEST(A, b) { } TEST(A, c) { }"), (Names{"TEST", "TEST"}));
    EXPECT_EQ(names("decltype(auto) f() try { } catch (...) { }").at(0), "f");
}

TEST(FindFunctions, SeesOperators)
{
    EXPECT_EQ(names("bool operator<(A a, B b) { return 1; } std::ostream &operator<<(std::ostream &o, A a) { return o; }"),
              (Names{"operator<", "operator<<"}));
    EXPECT_EQ(names("struct A { void operator()(int a) const { } explicit operator bool() const { return true; } };"),
              (Names{"operator()", "operator bool"}));
    EXPECT_EQ(names("A &A::operator=(const A &a) { return *this; } bool operator==(A a, A b) { return true; }"),
              (Names{"A::operator=", "operator=="}));
}

TEST(FindFunctions, SeesClasses)
{
    const std::string_view code = R"(
class A final : public Base<int(int)> {
    Q_OBJECT
public:
    explicit A(int a, B b = B{1, 2}) : Base(a), m_b{b}, m_c(3) { }
    ~A() override { }
Q_SIGNALS:
    void changed();
public Q_SLOTS:
    void set(std::map<int, int> m, std::function<void(int, int)> f) { use(m, f); }
private:
    struct Inner { int value() const { return v; } int v = 0; };
    std::vector<int> m_list{1, 2};
    std::function<void(int)> m_f{[](int) { }};
};
)";
    const std::vector<Function> found = findFunctions(code);
    ASSERT_EQ(names(code), (Names{"A", "~A", "set", "value"}));
    EXPECT_TRUE(found[0].constructor);
    EXPECT_FALSE(found[1].constructor);
    EXPECT_EQ(found[0].parameters, 2);
    EXPECT_EQ(found[2].parameters, 2);
    EXPECT_EQ(found[0].firstLine, 5);
    EXPECT_EQ(found[0].lines(), 1);
}

TEST(FindFunctions, LeavesInitialisersAlone)
{
    EXPECT_EQ(names("const std::vector<int> table = {1, 2};\nconst std::array<A, 2> other{{{1}, {2}}};"), Names{});
    EXPECT_EQ(names("auto f = [](int a) { return a; };\nenum class E { A, B };\nint g() { return 0; }"), (Names{"g"}));
    EXPECT_EQ(names("template <class T> concept C = requires(T t) { t.f(); };\nint g() { return 0; }"), (Names{"g"}));
    EXPECT_EQ(names("using F = std::function<void(int)>;\nF f{nullptr};"), Names{});
}

TEST(FindFunctions, IsNotFooledByText)
{
    EXPECT_EQ(names("// int f() { }\n/* int g() { */ const char *s = \"int h() {\"; int k() { return '}'; }"), (Names{"k"}));
    EXPECT_EQ(names("#define M(x) void x() {\nint k() { return 1; }"), (Names{"k"}));
}

TEST(FindFunctions, CountsLinesFromDeclarationToBrace)
{
    const std::vector<Function> found = findFunctions("\n\nA::A(int a,\n     int b)\n    : m_a(a)\n{\n    f();\n}\n");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(found[0].constructor);
    EXPECT_EQ(found[0].firstLine, 3);
    EXPECT_EQ(found[0].lastLine, 8);
    EXPECT_EQ(found[0].parameters, 2);
}

TEST(FindIncludes, TellsQuotedFromAngled)
{
    const auto found = findIncludes("#pragma once\n#include \"a/b.h\"\n// #include \"c.h\"\n  # include <vector>\n");
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].path, "a/b.h");
    EXPECT_TRUE(found[0].quoted);
    EXPECT_EQ(found[1].path, "vector");
    EXPECT_FALSE(found[1].quoted);
    EXPECT_EQ(found[1].line, 4);
}

TEST(CountCalls, CountsWholeWordsOnly)
{
    EXPECT_EQ(countCalls("connect(a); disconnect(b); QObject::connect (c); // connect(d)\nconnect;", "connect"), 2);
}

TEST(CountLines, CountsALastLineWithoutBreak)
{
    EXPECT_EQ(countLines(""), 0);
    EXPECT_EQ(countLines("a\n"), 1);
    EXPECT_EQ(countLines("a\nb"), 2);
}

} // namespace
} // namespace espalier::architecture

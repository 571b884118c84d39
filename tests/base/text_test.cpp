// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"

#include "base/random.h"

#include <gtest/gtest.h>

#include <cmath>

#include <fnmatch.h>

using namespace espalier;

TEST(Glob, MatchesWholeNames)
{
    EXPECT_TRUE(base::globMatch("layer1.0.conv1", "layer1.0.conv1"));
    EXPECT_FALSE(base::globMatch("layer1.0.conv1", "layer1.0.conv11"));
    EXPECT_FALSE(base::globMatch("conv1", "layer1.0.conv1"));
    EXPECT_TRUE(base::globMatch("*", ""));
    EXPECT_TRUE(base::globMatch("", ""));
    EXPECT_FALSE(base::globMatch("", "a"));
}

TEST(Glob, StarsCrossDots)
{
    EXPECT_TRUE(base::globMatch("layer*.conv1", "layer1.0.conv1"));
    EXPECT_TRUE(base::globMatch("*layer*.conv1", "layer3.17.conv1"));
    EXPECT_FALSE(base::globMatch("layer*.conv1", "layer1.0.conv2"));
    EXPECT_TRUE(base::globMatch("*a*b*c*", "xxaxxbxxcxx"));
    EXPECT_FALSE(base::globMatch("*a*b*c*", "xxaxxcxxbxx"));
}

TEST(Glob, Classes)
{
    EXPECT_TRUE(base::globMatch("*layer[1-3]*conv[1-2]", "layer3.0.conv2"));
    EXPECT_FALSE(base::globMatch("*layer[1-3]*conv[1-2]", "layer4.0.conv2"));
    EXPECT_FALSE(base::globMatch("*layer[1-3]*conv[1-2]", "layer3.0.conv3"));
    EXPECT_TRUE(base::globMatch("l[ae]yer", "layer"));
    EXPECT_FALSE(base::globMatch("l[!ae]yer", "layer"));
    EXPECT_TRUE(base::globMatch("a[]x]b", "a]b"));
    EXPECT_TRUE(base::globMatch("a[b", "a[b"));
    EXPECT_TRUE(base::globMatch("conv?", "conv1"));
    EXPECT_FALSE(base::globMatch("conv?", "conv"));
}

TEST(Glob, AgreesWithFnmatchOnRandomPatterns)
{
    const std::string letters = "ab.1";
    const std::vector<std::string> pieces{"a", "b", ".", "1", "*", "?", "[ab]", "[0-9]", "[!a]"};
    int matches = 0;
    for (std::uint64_t trial = 0; trial < 20000; ++trial) {
        std::string pattern;
        std::string name;
        for (std::uint64_t i = 0; i < base::randomBelow(6, trial, 0, 0); ++i)
            pattern += pieces[base::randomBelow(static_cast<std::uint32_t>(pieces.size()), trial, 1, i)];
        for (std::uint64_t i = 0; i < base::randomBelow(6, trial, 2, 0); ++i)
            name += letters[base::randomBelow(4, trial, 3, i)];
        const bool expected = ::fnmatch(pattern.c_str(), name.c_str(), FNM_NOESCAPE) == 0;
        ASSERT_EQ(base::globMatch(pattern, name), expected) << pattern << " on " << name;
        matches += expected ? 1 : 0;
    }
    EXPECT_GT(matches, 500);
}

TEST(Glob, ManyStarsStayFast)
{
    std::string pattern;
    for (int i = 0; i < 200; ++i)
        pattern += "*a";
    EXPECT_FALSE(base::globMatch(pattern + "b", std::string(20000, 'a')));
}

TEST(Text, SplitsTrimsAndJoins)
{
    EXPECT_EQ(base::split("a,b,,c", ','), (std::vector<std::string>{"a", "b", "", "c"}));
    EXPECT_EQ(base::split("", ','), std::vector<std::string>{""});
    EXPECT_EQ(base::trim(" \t a b \n"), "a b");
    EXPECT_EQ(base::trim("  "), "");
    EXPECT_EQ(base::join({"a", "b"}, ", "), "a, b");
    EXPECT_EQ(base::join({}, ", "), "");
}

TEST(Text, ListsNames)
{
    EXPECT_EQ(base::listNames({}), "");
    EXPECT_EQ(base::listNames({"a"}), "a");
    EXPECT_EQ(base::listNames({"a", "b", "c"}), "a, b and c");
    EXPECT_EQ(base::listNames({"a", "b", "c", "d", "e"}, 3), "a, b, c and 2 more");
    EXPECT_EQ(base::shapeText({64, 3, 7, 7}), "[64, 3, 7, 7]");
    EXPECT_EQ(base::shapeText({}), "[]");
}

TEST(Text, FindsTheClosestName)
{
    const std::vector<std::string> known{"update_interval", "stabilize_interval", "reg_upper_limit", "lr"};
    EXPECT_EQ(base::closest("updat_interval", known), "update_interval");
    EXPECT_EQ(base::closest("update_intervla", known), "update_interval");
    EXPECT_EQ(base::closest("rl", known), "lr");
    EXPECT_EQ(base::closest("weight_decay", known), "");
    EXPECT_EQ(base::closest("x", known), "");
    EXPECT_EQ(base::closest("", known), "");
}

TEST(Text, NumbersReadBackExactly)
{
    EXPECT_EQ(base::numberText(0.0001), "0.0001");
    EXPECT_EQ(base::numberText(12.0), "12");
    EXPECT_EQ(base::numberText(0.0), "0");
    EXPECT_EQ(base::numberText(-1.5), "-1.5");
    EXPECT_EQ(base::numberText(2.5e-7), "2.5e-07");
    EXPECT_EQ(base::numberText(1e300), "1e+300");
    for (std::uint64_t i = 0; i < 1000; ++i) {
        const double value = (base::randomUnit(1, 0, i) - 0.5) * std::pow(10.0, 20.0 * base::randomUnit(1, 1, i) - 10.0);
        EXPECT_EQ(base::parseNumber(base::numberText(value)), value);
    }
}

TEST(Text, ParsesWholeFiniteNumbersOnly)
{
    EXPECT_EQ(base::parseNumber("1e-3"), 0.001);
    for (const char *text : {"", " 1", "1 ", "1x", "0x10", "inf", "nan", "1e999", "+", "1,5"})
        EXPECT_FALSE(base::parseNumber(text)) << text;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/recipe.h"

#include <gtest/gtest.h>

using namespace espalier;
using namespace espalier::recipe;

namespace {

std::string compact(std::string text)
{
    std::erase_if(text, [](char c) { return c == '\n' || c == ' '; });
    return text;
}

std::string after(const std::string &json, const std::string &assignment)
{
    const auto changed = withSetting(json, assignment);
    return changed ? compact(*changed) : "refused: " + changed.problem().what;
}

const char *const document = R"({"seed": 1, "stages": [{"stage": "cut"}, {"lr": 0.1, "options": {"k": 1}}]})";

} // namespace

TEST(Setting, ReplacesValues)
{
    EXPECT_EQ(after(document, "seed=5"), R"({"seed":5,"stages":[{"stage":"cut"},{"lr":0.1,"options":{"k":1}}]})");
    EXPECT_EQ(after(document, "stages.1.options.k=7"), R"({"seed":1,"stages":[{"stage":"cut"},{"lr":0.1,"options":{"k":7}}]})");
    EXPECT_EQ(after(document, "stages[1].options.k=7"), after(document, "stages.1.options.k=7"));
    EXPECT_EQ(after(document, "stages[1]['options'][\"k\"]=7"), after(document, "stages.1.options.k=7"));
}

TEST(Setting, ValuesAreJsonOrText)
{
    EXPECT_EQ(after("{}", "a=1e-3"), R"({"a":0.001})");
    EXPECT_EQ(after("{}", "a=true"), R"({"a":true})");
    EXPECT_EQ(after("{}", "a=null"), R"({"a":null})");
    EXPECT_EQ(after("{}", "a=[1,2]"), R"({"a":[1,2]})");
    EXPECT_EQ(after("{}", "a=0:0.01,60:0.001"), R"({"a":"0:0.01,60:0.001"})");
    EXPECT_EQ(after("{}", "a=macs=0.5"), R"({"a":"macs=0.5"})");
    EXPECT_EQ(after("{}", "a="), R"({"a":""})");
    EXPECT_EQ(after("{}", "a=\"5\""), R"({"a":"5"})");
}

TEST(Setting, MakesMissingObjects)
{
    EXPECT_EQ(after("{}", "ratios.patterns['layer1.*=x']=0.5"), R"({"ratios":{"patterns":{"layer1.*=x":0.5}}})");
    EXPECT_EQ(after(R"({"a": null})", "a.b=1"), R"({"a":{"b":1}})");
}

TEST(Setting, RefusesWhatLeadsNowhere)
{
    for (const char *assignment : {"", "seed", "=5", ".=5", "stages.2.lr=1", "stages.x=1", "stages.-1=1", "stages.99999999999999999999=1",
                                   "seed.x=1", "stages.1.lr.x=1", "a['b=1", "a[b=1"})
        EXPECT_EQ(after(document, assignment).find("refused: "), 0u) << assignment;
    EXPECT_EQ(after(document, "stages.2.lr=1"), "refused: '2' is not one of the 2 entries, counted from 0.");
    EXPECT_EQ(withSetting("{", "a=1").problem().code, base::ProblemCode::BadUsage);
    EXPECT_EQ(withSetting(document, "x").problem().code, base::ProblemCode::BadUsage);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/vocabulary.h"
#include "recipe/recipe.h"

#include "base/file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

namespace espalier::engine {
namespace {

namespace fs = std::filesystem;

const fs::path recipes = fs::path(ESPALIER_SOURCE_DIR) / "resources/recipes";

TEST(Recipes, EachOneThatIsShippedIsValid)
{
    const auto vocabulary = makeVocabulary();
    std::set<std::string> found;
    for (const auto &entry : fs::directory_iterator(recipes)) {
        const auto text = base::readFile(entry.path());
        ASSERT_TRUE(text.hasValue());
        const auto recipe = recipe::recipeFromJson(*text, vocabulary, recipes);
        ASSERT_TRUE(recipe.hasValue()) << entry.path() << ": " << base::toString(recipe.problem());
        EXPECT_FALSE(recipe->name.empty());
        EXPECT_EQ(*recipe::recipeFromJson(recipe::toJson(*recipe), vocabulary), *recipe) << entry.path();
        found.insert(entry.path().filename().string());
    }
    for (const auto *name : {"sample.json", "sample-l1.json", "train-sample.json", "cifar10-resnet20-adapt.json",
                             "cifar10-resnet20-greg1-0.5.json", "cifar10-resnet20-l1-0.9.json",
                             "greg1-resnet56-2.55x.json"})
        EXPECT_TRUE(found.contains(name)) << name;
}

TEST(Recipes, TwinsDifferInHowTheyChooseOnly)
{
    const auto vocabulary = makeVocabulary();
    for (const std::string ratio : {"0.5", "0.7", "0.9"}) {
        const auto greg
            = recipe::recipeFromJson(*base::readFile(recipes / ("cifar10-resnet20-greg1-" + ratio + ".json")), vocabulary);
        const auto l1
            = recipe::recipeFromJson(*base::readFile(recipes / ("cifar10-resnet20-l1-" + ratio + ".json")), vocabulary);
        EXPECT_EQ(greg->model, l1->model);
        EXPECT_EQ(greg->data, l1->data);
        EXPECT_EQ(greg->ratios, l1->ratios);
        ASSERT_EQ(greg->stages.size(), l1->stages.size());
        for (std::size_t i = 2; i < greg->stages.size(); ++i)
            EXPECT_EQ(greg->stages[i], l1->stages[i]) << i;
    }
}

} // namespace
} // namespace espalier::engine

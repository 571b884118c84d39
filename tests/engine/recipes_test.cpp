// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/planner.h"
#include "engine/vocabulary.h"
#include "model/zoo.h"
#include "recipe/recipe.h"
#include "train/pruning_setup.h"

#include "base/file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
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
                             "greg1-resnet56-2.55x.json", "greg-tab1-vgg19-0.5-l1.json", "greg-tab2-resnet56-2.55x-greg2.json",
                             "tpp-tab1-resnet56-0.95-tpp.json", "fixreg-resnet56-0.7.json", "mlp7-fashion-base.json",
                             "mlp7-fashion-l1.json", "mlp7-fashion-orthp.json",
                             "mlp7-fashion-tpp.json", "mlp7-fashion-jsv.json"})
        EXPECT_TRUE(found.contains(name)) << name;
}

/// The network that a recipe starts from, with fresh weights: a built-in one, or what its base recipe trains.
std::string zooNameOf(const recipe::Recipe &recipe)
{
    if (recipe.model.source.starts_with("zoo:"))
        return recipe.model.source.substr(4);
    return recipe.model.source.ends_with("cifar100-vgg19-base") ? "vgg19_cifar" : "";
}

TEST(Recipes, CutAsMuchAsPublished)
{
    const auto vocabulary = makeVocabulary();
    std::map<std::string, train::ModelState> models;
    int compared = 0;
    for (const auto &entry : fs::directory_iterator(recipes)) {
        const auto recipe = recipe::recipeFromJson(*base::readFile(entry.path()), vocabulary, recipes);
        const std::string name = zooNameOf(*recipe);
        if (!recipe->expect || !recipe->expect->speedup || name.empty())
            continue;
        if (recipe->ratios.kind == recipe::RatioSpec::Kind::Target) {
            // What reaches it is only known once scales are: the target itself has to be the published one.
            const auto target = graph::parseTarget(recipe->ratios.target);
            ASSERT_TRUE(target) << entry.path();
            EXPECT_NEAR(target->value * *recipe->expect->speedup, 1.0, 0.005) << entry.path();
            continue;
        }
        if (!models.contains(name)) {
            auto network = model::buildZooModel(name, {.classes = name == "vgg19_cifar" ? 100 : 0});
            ASSERT_TRUE(network) << base::toString(network.problem());
            models.emplace(name, std::move(*train::makeModelState(std::move(*network))));
        }
        const auto planned = planChannels(models.at(name), {.ratios = recipe->ratios, .options = {}}, vocabulary);
        ASSERT_TRUE(planned) << entry.path() << ": " << base::toString(planned.problem());
        // The published counter was up to 3 % off.
        EXPECT_NEAR(planned->preview.speedup() / *recipe->expect->speedup, 1.0, 0.03) << entry.path();
        ++compared;
    }
    EXPECT_GE(compared, 40);
}

TEST(Recipes, PenaltiesOfTheirMethodsCanBegin)
{
    // Beyond what validation sees: a method may refuse options that do not go together.
    const auto vocabulary = makeVocabulary();
    for (const auto &entry : fs::directory_iterator(recipes)) {
        const auto recipe = recipe::recipeFromJson(*base::readFile(entry.path()), vocabulary, recipes);
        for (const auto &stage : recipe->stages)
            if (stage.kind == "penalize" && zooNameOf(*recipe) == "cifar_resnet56") {
                static const auto model =
                    std::move(*train::makeModelState(std::move(*model::buildZooModel("cifar_resnet56"))));
                const auto setup = train::pruningSetup(*recipe, model);
                ASSERT_TRUE(setup) << entry.path();
                const auto method = train::findMethod(stage.method)->create();
                const auto prepared = method->prepare(train::methodContext(*setup, model, stage));
                EXPECT_TRUE(prepared) << entry.path() << ": " << (prepared ? "" : base::toString(prepared.problem()));
            }
    }
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

TEST(Recipes, SparsityTwinsCutToTheSameCostAndFinetuneAlike)
{
    const auto vocabulary = makeVocabulary();
    const auto read = [&](const std::string &name) {
        const auto recipe = recipe::recipeFromJson(*base::readFile(recipes / name), vocabulary);
        EXPECT_TRUE(recipe.hasValue()) << name;
        return *recipe;
    };
    const auto masked = read("cifar10-resnet20-masksparsity-0.5.json");
    const auto global = read("cifar10-resnet20-slimming-0.5.json");
    EXPECT_EQ(masked.model, global.model);
    EXPECT_EQ(masked.data, global.data);
    EXPECT_EQ(masked.ratios, global.ratios);
    constexpr std::size_t Common = 4; // cut, recalibrate, finetune, evaluate
    for (std::size_t i = 1; i <= Common; ++i)
        EXPECT_EQ(masked.stages[masked.stages.size() - i], global.stages[global.stages.size() - i]);
    const auto epochs = [](const recipe::Recipe &recipe) {
        std::int64_t sum = 0;
        for (const recipe::Stage &stage : recipe.stages)
            if (stage.options.contains("epochs"))
                sum += recipe::integerOption(stage.options, "epochs");
        return sum;
    };
    EXPECT_EQ(epochs(masked), epochs(global));
}

} // namespace
} // namespace espalier::engine

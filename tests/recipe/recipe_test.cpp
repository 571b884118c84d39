// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/recipe.h"

#include "base/random.h"
#include "base/text.h"
#include "recipe/small_vocabulary.h"

#include <gtest/gtest.h>

using namespace espalier;
using namespace espalier::recipe;
using base::ProblemCode;

namespace {

const char *const published = R"({"espalier": 1, "name": "GReg-1, ResNet-56, 2.55x", "seed": 1, "device": "auto", "precision": "fp32",
 "model": {"source": "zoo:cifar_resnet56", "weights": "resnet56-4bfd9763.th"},
 "data": {"source": "folder:cifar10", "preset": "cifar10", "subset": null},
 "ratios": {"stages": [0, 0.75, 0.75, 0.32, 0], "skip": []},
 "stages": [
   {"stage": "evaluate"},
   {"stage": "penalize", "method": "greg1", "batch": 128, "lr": 0.001, "options": {"update_interval": 10, "stabilize_interval": 10000}},
   {"stage": "cut"},
   {"stage": "finetune", "epochs": 120, "batch": 128, "lr": "0:0.01,60:0.001,90:0.0001", "weight_decay": 5e-4}],
 "expect": {"base_top1": [93.1, 93.6], "top1": [92.9, 93.5], "speedup": 2.55, "source": "GReg Tab. 2"}})";

class RecipeTest : public testing::Test {
protected:
    base::Result<Recipe> read(const std::string &text, const std::string &folder = {}) const { return recipeFromJson(text, m_vocabulary, folder); }

    Recipe publishedRecipe() const
    {
        const auto recipe = read(published);
        EXPECT_TRUE(recipe) << (recipe ? "" : toString(recipe.problem()));
        return recipe ? *recipe : Recipe();
    }

    /// The message for the published recipe with one setting changed.
    std::string messageWith(const std::string &assignment) const
    {
        const auto changed = withSetting(published, assignment);
        if (!changed)
            return toString(changed.problem());
        const auto recipe = read(*changed);
        EXPECT_TRUE(recipe || recipe.problem().code == ProblemCode::BadUsage);
        return recipe ? "accepted" : toString(recipe.problem());
    }

    const Vocabulary m_vocabulary = test::smallVocabulary();
};

} // namespace

TEST_F(RecipeTest, ReadsThePublishedOne)
{
    const Recipe recipe = publishedRecipe();
    EXPECT_EQ(recipe.name, "GReg-1, ResNet-56, 2.55x");
    EXPECT_EQ(recipe.model.source, "zoo:cifar_resnet56");
    EXPECT_EQ(recipe.data.subset, 0);
    EXPECT_EQ(recipe.data.tuningShare, 0.1);
    EXPECT_EQ(recipe.ratios.kind, RatioSpec::Kind::Stages);
    EXPECT_EQ(recipe.ratios.stages, (std::vector<double>{0, .75, .75, .32, 0}));
    ASSERT_EQ(recipe.stages.size(), 4u);
    EXPECT_EQ(recipe.stages[1].method, "greg1");
    EXPECT_EQ(integerOption(recipe.stages[1].methodOptions, "stabilize_interval"), 10000);
    EXPECT_EQ(realOption(recipe.stages[1].options, "lr"), 0.001);
    EXPECT_EQ(textOption(recipe.stages[3].options, "lr"), "0:0.01,60:0.001,90:0.0001");
    EXPECT_EQ(realOption(recipe.stages[3].options, "momentum"), 0.9); // by default
    ASSERT_TRUE(recipe.expect && recipe.expect->top1);
    EXPECT_EQ(recipe.expect->top1->second, 93.5);
    EXPECT_EQ(recipe.expect->speedup, 2.55);
}

TEST_F(RecipeTest, WritesEveryDefaultOut)
{
    const std::string text = toJson(publishedRecipe());
    for (const char *part : {"\"scale\": 1.0", "\"momentum\": 0.9", "\"block_loss_grad\": false", "\"tuning_share\": 0.1", "\"subset\": null",
                             "\"align\": 1", "\"min\": 1", "\"lr\": \"0:0.01,60:0.001,90:0.0001\"", "\"classes\": 0"})
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    EXPECT_EQ(text.find("\"espalier\": 1"), 4u);
    EXPECT_EQ(*read(text), publishedRecipe());
}

TEST_F(RecipeTest, MistakesAreNamedByTheirPath)
{
    EXPECT_EQ(messageWith("stages.1.options.updat_interval=5"),
              "stages[1].options.updat_interval: unknown key 'updat_interval'. Did you mean 'update_interval'?");
    EXPECT_EQ(messageWith("ratios={\"patterns\": {\"layer1*\": 1.5}}"),
              "ratios.patterns['layer1*']: ratio 1.5 is outside [0, 1). Use a share such as 0.5.");
    EXPECT_EQ(messageWith("ratios.stages.1=1"), "ratios.stages[1]: ratio 1 is outside [0, 1). Use a share such as 0.5.");
    EXPECT_EQ(messageWith("ratios.uniform=0.5"),
              "ratios: found uniform and stages; ratios are given in exactly one way. Keep one of them.");
    EXPECT_EQ(messageWith("stages.3.learning_rate=5").find("stages[3].learning_rate: unknown key"), 0u);
    EXPECT_EQ(messageWith("stages.3.options={\"x\": 1}"), "stages[3].options.x: unknown key 'x'. Nothing can be set here.");
    EXPECT_EQ(messageWith("stages.0.stage=evaluat"), "stages[0].stage: unknown stage 'evaluat'. Did you mean 'evaluate'?");
    EXPECT_EQ(messageWith("stages.1.method=greg"), "stages[1].method: unknown method 'greg'. Did you mean 'greg1'?");
    EXPECT_EQ(messageWith("stages.2.method=greg1"), "stages[2].method: this stage reads no 'method'. Leave it out.");
    EXPECT_EQ(messageWith("stages.0={\"stage\": \"penalize\"}"), "stages[0].method: the key 'method' is missing. Known: greg1 and none.");
    EXPECT_EQ(messageWith("stages.0={\"stage\": \"select\"}"), "stages[0].criterion: the key 'criterion' is missing. Known: l1 and taylor.");
    EXPECT_EQ(messageWith("stages.0={\"stag\": \"cut\"}"), "stages[0]: the key 'stage' is missing.");
    EXPECT_EQ(messageWith("sed=1"), "sed: unknown key 'sed'. Did you mean 'seed'?");
    EXPECT_EQ(messageWith("model.source=zoo:cifar_resnet57"),
              "model.source: unknown built-in model 'cifar_resnet57'. Did you mean 'cifar_resnet56'?");
    EXPECT_EQ(messageWith("data.preset=cifar11"), "data.preset: unknown preset 'cifar11'. Did you mean 'cifar10'?");
    EXPECT_EQ(messageWith("device=gpu"), "device: unknown device 'gpu'. Did you mean 'cpu'?");
    EXPECT_EQ(messageWith("ratios.align=\"8:dwn\""), "ratios.align: unknown direction 'dwn'. Did you mean 'down'?");
}

TEST_F(RecipeTest, RefusesWrongTypesAndRanges)
{
    for (const char *assignment :
         {"seed=-1", "seed=1.5", "seed=\"x\"", "scale=0", "scale=1000", "precision=fp8", "name=3", "espalier=2", "espalier=\"1\"", "model=3",
          "model.source=", "model.weights=3", "model.classes=-1", "data.subset=0", "data.subset=-5", "data.tuning_share=1", "data.x=1", "ratios=[]",
          "ratios.skip=a", "ratios.skip=[\"\"]", "ratios.align=0", "ratios.align=\"x\"", "ratios.align=\"8:down:up\"", "ratios.min=0", "ratios.min=1.5",
          "ratios={\"patterns\": {}}", "ratios={\"patterns\": {\"\": 0.5}}", "ratios={\"patterns\": [0.5]}", "ratios={\"uniform\": 1}",
          "ratios={\"stages\": [0, 0.5]}", "ratios={\"index\": \"1-5\"}", "ratios={\"target\": \"macs=2\"}", "ratios={\"plan\": \"\"}",
          "ratios={\"unifrm\": 0.5}", "stages=[]", "stages=3", "stages.0=3", "stages.0=[]", "stages.1.options=3", "stages.1.options.pick=null",
          "stages.1.options.pick=[]", "stages.1.options.pick={}", "stages.3.lr=\"0:0.1,0:0.2\"", "stages.3.epochs=0", "stages.3.nesterov=1",
          "expect.top1=[93]", "expect.top1=[94, 93]", "expect.top1=[93, 101]", "expect.speedup=0", "expect.speed=1", "expect=3"})
        EXPECT_NE(messageWith(assignment), "accepted") << assignment;
}

TEST_F(RecipeTest, AcceptsWhatIsRight)
{
    for (const char *assignment :
         {"seed=0", "scale=0.01", "precision=bf16", "device=cuda", "data={}", "data.subset=512", "data.subset=null", "ratios={}",
          "ratios.align=\"8:down\"", "ratios.align=16", "ratios={\"uniform\": 0}", "ratios={\"index\": \"1-15:0.7\"}", "ratios={\"target\": \"speedup=2x\"}",
          "ratios={\"plan\": \"plan.json\"}", "stages.1.options.stabilize_interval=1e3", "stages.1.options={}", "stages.3.lr=0.1", "expect={}",
          "stages.2={\"stage\": \"select\", \"criterion\": \"taylor\", \"options\": {\"batches\": 2}}", "model={\"source\": \"net.pt2\"}",
          "model={\"source\": \"net.pt2\", \"weights\": \"other.pth\"}"})
        EXPECT_EQ(messageWith(assignment), "accepted") << assignment;
}

TEST_F(RecipeTest, OptionsThatNothingReadsAreRefused)
{
    EXPECT_EQ(messageWith("model={\"source\": \"net.pt2\", \"classes\": 7}"),
              "model.classes: 'net.pt2' has its own classes. Leave 'classes' out.");
}

TEST_F(RecipeTest, PatternsKeepTheirOrder)
{
    const auto changed = withSetting(published, R"(ratios={"patterns": {"z*": 0.1, "a*": 0.2, "m*": 0.3}})");
    const auto recipe = read(*changed);
    ASSERT_TRUE(recipe);
    using Patterns = std::vector<std::pair<std::string, double>>;
    EXPECT_EQ(recipe->ratios.patterns, (Patterns{{"z*", .1}, {"a*", .2}, {"m*", .3}}));
    EXPECT_EQ(read(toJson(*recipe))->ratios, recipe->ratios);
    // Edited in memory, a pattern can occur twice; only the later one counts.
    Recipe edited = *recipe;
    edited.ratios.patterns = {{"a", .1}, {"b", .2}, {"a", .3}, {"c", .4}, {"b", .5}};
    EXPECT_EQ(validate(edited, m_vocabulary)->ratios.patterns, (Patterns{{"a", .3}, {"c", .4}, {"b", .5}}));
}

TEST_F(RecipeTest, RefusesBrokenDocuments)
{
    const std::string text = published;
    for (std::size_t length = 0; length < text.size(); ++length) {
        const auto recipe = read(text.substr(0, length));
        ASSERT_FALSE(recipe) << length;
        EXPECT_EQ(recipe.problem().code, ProblemCode::BadUsage);
    }
    EXPECT_FALSE(read(std::string(100000, '[')));
    EXPECT_EQ(read("{\"espalier\": 1,\n \"seed\": x}").problem().where, "line 2, column 10");
    EXPECT_NE(read(R"({"espalier": 1, "seed": 1, "seed": 2})").problem().what.find("'seed' is given twice"), std::string::npos);
    EXPECT_EQ(toString(read("{}").problem()), "the key 'espalier' is missing.");
}

TEST_F(RecipeTest, SurvivesChangedBytes)
{
    const std::string text = published;
    for (std::size_t at = 0; at < text.size(); ++at) {
        for (const char c : {'0', '-', '"', '}', '[', '\0', '\xff'}) {
            std::string changed = text;
            changed[at] = c;
            const auto recipe = read(changed);
            if (recipe) {
                EXPECT_TRUE(validate(*recipe, m_vocabulary)) << changed;
            }
        }
    }
}

TEST_F(RecipeTest, PathsAreRelativeToTheRecipe)
{
    const auto recipe = read(published, "/data/recipes");
    ASSERT_TRUE(recipe);
    EXPECT_EQ(recipe->model.source, "zoo:cifar_resnet56");
    EXPECT_EQ(recipe->model.weights, "/data/recipes/resnet56-4bfd9763.th");
    EXPECT_EQ(recipe->data.source, "folder:/data/recipes/cifar10");
    const auto resolved = [&](const std::string &assignment, const auto &field) {
        return field(*read(*withSetting(published, assignment), "/data/recipes"));
    };
    const auto data = [](const Recipe &r) { return r.data.source; };
    const auto plan = [](const Recipe &r) { return r.ratios.plan; };
    EXPECT_EQ(resolved("data.source=sample:", data), "sample:");
    EXPECT_EQ(resolved("data.source=../cifar", data), "/data/cifar");
    EXPECT_EQ(resolved("data.source=cifar10:/abs", data), "cifar10:/abs");
    EXPECT_EQ(resolved("data.source=", data), "");
    EXPECT_EQ(resolved(R"(ratios={"plan": "p.json"})", plan), "/data/recipes/p.json");
    const auto model = read(*withSetting(published, R"(model={"source": "runs/a@003"})"), "/data");
    EXPECT_EQ(model->model.source, "/data/runs/a@003");
    EXPECT_EQ(read(published)->model.weights, "resnet56-4bfd9763.th");
}

TEST_F(RecipeTest, ValidatesEditsInMemory)
{
    Recipe recipe = publishedRecipe();
    EXPECT_EQ(*validate(recipe, m_vocabulary), recipe);
    recipe.stages[1].methodOptions.erase("pick");
    EXPECT_EQ(*validate(recipe, m_vocabulary), publishedRecipe());
    recipe.stages[1].methodOptions["reg_upper_limit"] = -1.0;
    EXPECT_EQ(validate(recipe, m_vocabulary).problem().where, "stages[1].options.reg_upper_limit");
    recipe = publishedRecipe();
    recipe.ratios.stages[2] = 1.0;
    EXPECT_EQ(validate(recipe, m_vocabulary).problem().where, "ratios.stages[2]");
    recipe.ratios.kind = RatioSpec::Kind::Uniform; // the list is not looked at then
    EXPECT_TRUE(validate(recipe, m_vocabulary));
}

TEST_F(RecipeTest, ScaleShrinksCountsAndSchedules)
{
    Recipe recipe = publishedRecipe();
    recipe.scale = 0.01;
    recipe.stages[1].methodOptions["reg_iters"] = std::int64_t{30};
    const Recipe scaled = scaledRecipe(recipe, m_vocabulary);
    EXPECT_EQ(scaled.scale, 1.0);
    EXPECT_EQ(integerOption(scaled.stages[1].methodOptions, "stabilize_interval"), 100);
    EXPECT_EQ(integerOption(scaled.stages[1].methodOptions, "update_interval"), 10); // not a length
    EXPECT_EQ(integerOption(scaled.stages[1].methodOptions, "reg_iters"), 1);        // never 0
    EXPECT_EQ(integerOption(scaled.stages[3].options, "epochs"), 1);
    EXPECT_EQ(textOption(scaled.stages[3].options, "lr"), "0:0.01,0.6:0.001,0.9:0.0001");
    EXPECT_EQ(scaledRecipe(scaled, m_vocabulary), scaled);
    recipe.stages[1].methodOptions["reg_iters"] = std::int64_t{-1};
    recipe.stages[1].methodOptions["stabilize_interval"] = std::int64_t{0};
    const Recipe automatic = scaledRecipe(recipe, m_vocabulary);
    EXPECT_EQ(integerOption(automatic.stages[1].methodOptions, "reg_iters"), -1);
    EXPECT_EQ(integerOption(automatic.stages[1].methodOptions, "stabilize_interval"), 0);
    recipe.scale = 1.0;
    EXPECT_EQ(scaledRecipe(recipe, m_vocabulary), recipe);
}

namespace {

/// Draws from a counter, so that a seed gives one recipe.
class Draws {
public:
    explicit Draws(std::uint64_t seed) : m_seed(seed) { }
    std::uint32_t below(std::uint32_t bound) { return base::randomBelow(bound, m_seed, 0, m_counter++); }
    double unit() { return base::randomUnit(m_seed, 0, m_counter++); }
    bool flip() { return below(2) == 0; }
    template <class T>
    const T &oneOf(const std::vector<T> &items) { return items[below(static_cast<std::uint32_t>(items.size()))]; }

    std::string text()
    {
        static const std::vector<std::string> pieces{"a", "*", ".", "\"", "\\", "é", "\n", "[1-3]", " ", "'", "x=1"};
        std::string result = "n";
        for (std::uint32_t i = below(6); i > 0; --i)
            result += oneOf(pieces);
        return result;
    }

private:
    const std::uint64_t m_seed;
    std::uint64_t m_counter = 0;
};

OptionValue drawOption(const OptionSchema &schema, Draws &draws)
{
    switch (schema.type) {
    case OptionType::Bool: return draws.flip();
    case OptionType::Integer: return static_cast<std::int64_t>(std::max(schema.minimum, 0.0)) + draws.below(100000);
    case OptionType::Real: return draws.unit() * 0.999 + 1e-9;
    case OptionType::Choice: return draws.oneOf(schema.choices);
    case OptionType::Text: return draws.text();
    case OptionType::Schedule: return base::cat("0:", base::numberText(draws.unit()), ",", 1 + draws.below(50), ":", base::numberText(draws.unit()));
    }
    return false;
}

Options drawOptions(const std::vector<OptionSchema> &schema, Draws &draws)
{
    Options options;
    for (const OptionSchema &option : schema) {
        if (draws.flip())
            options[option.name] = drawOption(option, draws);
    }
    return options;
}

Stage drawStage(const Vocabulary &vocabulary, Draws &draws)
{
    const StageSchema &schema = draws.oneOf(vocabulary.stages);
    Stage stage;
    stage.kind = schema.id;
    stage.options = drawOptions(schema.options, draws);
    if (schema.takesMethod) {
        const MethodSchema &method = draws.oneOf(vocabulary.methods);
        stage.method = method.id;
        stage.methodOptions = drawOptions(method.options, draws);
    }
    if (schema.takesCriterion) {
        const CriterionSchema &criterion = draws.oneOf(vocabulary.criteria);
        stage.criterion = criterion.id;
        stage.methodOptions = drawOptions(criterion.options, draws);
    }
    for (std::uint32_t i = schema.takesStages ? draws.below(4) : 0; i > 0;) {
        const Stage nested = drawStage(vocabulary, draws);
        if (vocabulary.stage(nested.kind)->takesStages)
            continue;
        stage.stages.push_back(nested);
        --i;
    }
    return stage;
}

RatioSpec drawRatios(Draws &draws)
{
    RatioSpec ratios;
    ratios.kind = static_cast<RatioSpec::Kind>(draws.below(9));
    switch (ratios.kind) {
    case RatioSpec::Kind::None: break;
    case RatioSpec::Kind::Patterns:
        for (std::uint32_t i = 1 + draws.below(4); i > 0; --i)
            ratios.patterns.emplace_back(draws.text(), draws.unit());
        break;
    case RatioSpec::Kind::Uniform: ratios.uniform = draws.unit(); break;
    case RatioSpec::Kind::Stages: ratios.stages = {0, draws.unit(), draws.unit(), 0}; break;
    case RatioSpec::Kind::Index: ratios.index = "1-15:0.7, 3:0.1"; break;
    case RatioSpec::Kind::Target: ratios.target = "macs=0.5"; break;
    case RatioSpec::Kind::Plan: ratios.plan = draws.text(); break;
    case RatioSpec::Kind::Proportional:
        ratios.total = 0.1 + 0.5 * draws.unit();
        for (std::uint32_t i = 1 + draws.below(2); i > 0; --i)
            ratios.shares.emplace_back(draws.text() + std::to_string(i), draws.unit());
        break;
    case RatioSpec::Kind::Inherit:
        ratios.inherit = draws.text();
        ratios.inheritsRatiosOnly = draws.flip();
        break;
    }
    for (std::uint32_t i = draws.below(3); i > 0; --i)
        ratios.skip.push_back(draws.text());
    ratios.align = 1 + draws.below(32);
    ratios.alignDirection = draws.oneOf<std::string>({"up", "down", "nearest"});
    ratios.minimum = 1 + draws.below(16);
    return ratios;
}

Recipe drawRecipe(const Vocabulary &vocabulary, std::uint64_t seed)
{
    Draws draws(seed);
    Recipe recipe;
    recipe.name = draws.text();
    recipe.seed = draws.below(1000000);
    recipe.device = draws.oneOf<std::string>({"auto", "cpu", "cuda"});
    recipe.precision = draws.oneOf<std::string>({"fp32", "bf16", "auto"});
    recipe.scale = 0.001 + draws.unit();
    const bool isZoo = draws.flip();
    recipe.model = isZoo ? ModelSpec{"zoo:" + draws.oneOf(vocabulary.zoo), draws.text(), draws.below(100)} : ModelSpec{draws.text(), "", 0};
    recipe.data = {draws.text(), draws.flip() ? "cifar10" : "", draws.below(3) * 100, draws.unit()};
    recipe.ratios = drawRatios(draws);
    const bool namesChannels = recipe.ratios.kind == RatioSpec::Kind::Plan || recipe.ratios.kind == RatioSpec::Kind::Inherit;
    for (std::uint32_t i = 1 + draws.below(5); i > 0; --i) {
        recipe.stages.push_back(drawStage(vocabulary, draws));
        if (namesChannels && vocabulary.stage(recipe.stages.back().kind)->takesStages)
            recipe.stages.back() = {};
        if (recipe.stages.back().kind.empty())
            recipe.stages.back().kind = "cut";
    }
    if (draws.flip())
        recipe.expect = Expectation{std::pair{10 * draws.unit(), 10 + 80 * draws.unit()}, std::nullopt, 1 + draws.unit(), draws.text()};
    return recipe;
}

} // namespace

TEST_F(RecipeTest, RoundTripsForRandomRecipes)
{
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        const auto recipe = validate(drawRecipe(m_vocabulary, seed), m_vocabulary);
        ASSERT_TRUE(recipe) << seed << " " << toString(recipe.problem());
        const std::string text = toJson(*recipe);
        const auto again = read(text);
        ASSERT_TRUE(again) << seed << " " << toString(again.problem()) << text;
        EXPECT_EQ(*again, *recipe) << text;
        EXPECT_EQ(toJson(*again), text);
        EXPECT_EQ(*validate(*again, m_vocabulary), *recipe);
    }
}

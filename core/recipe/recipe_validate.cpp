// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/recipe.h"

#include "base/text.h"
#include "graph/json_reader.h"
#include "graph/planning.h"
#include "recipe/index_ratios.h"

#include <algorithm>
#include <cmath>

namespace espalier::recipe {

using base::cat;
using base::numberText;
using base::Problem;
using base::ProblemCode;
using base::Result;
using base::Status;
using graph::child;
using graph::element;

namespace {

Problem bad(std::string path, std::string what, std::string remedy = {})
{
    return {ProblemCode::BadUsage, std::move(what), std::move(path), std::move(remedy)};
}

/// `what` is not one of `known`: names the closest, or all.
Problem unknownName(const std::string &path, const std::string &what, const std::string &name,
                    const std::vector<std::string> &known)
{
    const std::string near = base::closest(name, known);
    return bad(path, cat("unknown ", what, " '", name, "'."),
               near.empty() ? cat("Known: ", base::listNames(known, 40), ".") : cat("Did you mean '", near, "'?"));
}

Status checkName(const std::string &path, const std::string &what, const std::string &name,
                 const std::vector<std::string> &known)
{
    if (std::find(known.begin(), known.end(), name) == known.end())
        return unknownName(path, what, name, known);
    return {};
}

Status checkHead(const Recipe &recipe)
{
    if (recipe.seed < 0)
        return bad("seed", cat(recipe.seed, " is negative."), "Use 0 or more.");
    if (const Status status = checkName("device", "device", recipe.device, {"auto", "cpu", "cuda"}); !status)
        return status;
    if (const Status status = checkName("precision", "precision", recipe.precision, {"fp32", "bf16", "auto"}); !status)
        return status;
    if (!(recipe.scale > 0.0 && recipe.scale <= 100.0))
        return bad("scale", cat(numberText(recipe.scale), " is outside (0, 100]."), "Use 1 for the recipe as written.");
    return {};
}

Status checkModel(const ModelSpec &model, const Vocabulary &vocabulary)
{
    if (model.source.empty())
        return bad("model.source", "no model is named.", "Name a file or a built-in model such as zoo:cifar_resnet20.");
    if (model.classes < 0)
        return bad("model.classes", cat(model.classes, " is negative."), "Use 0 for the default.");
    if (model.source.starts_with("zoo:")) {
        const std::string name = model.source.substr(4);
        return vocabulary.zoo.empty() ? Status() : checkName("model.source", "built-in model", name, vocabulary.zoo);
    }
    if (model.classes != 0)
        return bad("model.classes", cat("'", model.source, "' has its own classes."), "Leave 'classes' out.");
    return {};
}

Status checkData(const DataSpec &data, const Vocabulary &vocabulary)
{
    if (!data.preset.empty() && !vocabulary.presets.empty()) {
        if (const Status status = checkName("data.preset", "preset", data.preset, vocabulary.presets); !status)
            return status;
    }
    if (data.subset < 0)
        return bad("data.subset", cat(data.subset, " is negative."), "Use null for all images.");
    if (!(data.tuningShare >= 0.0 && data.tuningShare < 1.0))
        return bad("data.tuning_share", cat(numberText(data.tuningShare), " is outside [0, 1)."), "The default is 0.1.");
    return {};
}

Status checkRatio(double ratio, const std::string &path)
{
    if (ratio >= 0.0 && ratio < 1.0)
        return {};
    return bad(path, cat("ratio ", numberText(ratio), " is outside [0, 1)."), "Use a share such as 0.5.");
}

Status checkPatterns(const RatioSpec &ratios)
{
    if (ratios.patterns.empty())
        return bad("ratios.patterns", "there is no pattern.", "Write at least one, such as {\"layer*.conv1\": 0.5}.");
    for (const auto &[glob, ratio] : ratios.patterns) {
        const std::string path = cat("ratios.patterns['", glob, "']");
        if (glob.empty())
            return bad(path, "the pattern is empty.", "Use '*' for every layer.");
        if (const Status status = checkRatio(ratio, path); !status)
            return status;
    }
    return {};
}

Status checkStageRatios(const RatioSpec &ratios)
{
    if (ratios.stages.size() < 3)
        return bad("ratios.stages", cat("there are ", ratios.stages.size(), " values."),
                   "Write one for the stem, one for each stage and one for the classifier: [0, 0.5, 0.5, 0.5, 0].");
    for (std::size_t i = 0; i < ratios.stages.size(); ++i) {
        if (const Status status = checkRatio(ratios.stages[i], element("ratios.stages", i)); !status)
            return status;
    }
    return {};
}

/// Of two equal globs the later one wins everywhere, so the earlier one goes: JSON objects have each key once.
void dropOverruled(RatioSpec &ratios)
{
    std::vector<std::pair<std::string, double>> &patterns = ratios.patterns;
    for (std::size_t i = patterns.size(); i-- > 0;) {
        const auto earlier = std::remove_if(patterns.begin(), patterns.begin() + static_cast<std::ptrdiff_t>(i),
                                            [&](const auto &pattern) { return pattern.first == patterns[i].first; });
        const auto last = patterns.begin() + static_cast<std::ptrdiff_t>(i);
        const std::ptrdiff_t dropped = last - earlier;
        patterns.erase(earlier, last);
        i -= static_cast<std::size_t>(dropped);
    }
}

template <class T>
Status statusAt(const Result<T> &result, const std::string &path)
{
    if (result)
        return {};
    Problem problem = result.problem();
    problem.where = path;
    return problem;
}

Status checkProportional(const RatioSpec &ratios)
{
    if (ratios.shares.empty())
        return bad("ratios.proportional.shares", "there is no share.", "Write at least one, such as {\"*\": 1}.");
    for (const auto &[glob, share] : ratios.shares) {
        const std::string path = cat("ratios.proportional.shares['", glob, "']");
        if (glob.empty())
            return bad(path, "the pattern is empty.", "Use '*' for every layer.");
        if (!(share >= 0.0 && std::isfinite(share)))
            return bad(path, cat("share ", numberText(share), " is not 0 or more."), "0 keeps a layer whole.");
    }
    if (!(ratios.total > 0.0))
        return bad("ratios.proportional.total", "nothing is to go.", "Use a share above 0 such as 0.7.");
    return checkRatio(ratios.total, "ratios.proportional.total");
}

Status checkRatioKind(const RatioSpec &ratios)
{
    switch (ratios.kind) {
    case RatioSpec::Kind::None: return {};
    case RatioSpec::Kind::Patterns: return checkPatterns(ratios);
    case RatioSpec::Kind::Uniform: return checkRatio(ratios.uniform, "ratios.uniform");
    case RatioSpec::Kind::Stages: return checkStageRatios(ratios);
    case RatioSpec::Kind::Index: return statusAt(parseIndexRatios(ratios.index), "ratios.index");
    case RatioSpec::Kind::Target: return statusAt(graph::parseTarget(ratios.target), "ratios.target");
    case RatioSpec::Kind::Plan: return ratios.plan.empty() ? bad("ratios.plan", "no file is named.") : Status();
    case RatioSpec::Kind::Proportional: return checkProportional(ratios);
    case RatioSpec::Kind::Inherit: return ratios.inherit.empty() ? bad("ratios.inherit.from", "no run is named.") : Status();
    }
    return {};
}

Status checkRatios(const RatioSpec &ratios)
{
    if (const Status status = checkRatioKind(ratios); !status)
        return status;
    for (std::size_t i = 0; i < ratios.skip.size(); ++i) {
        if (ratios.skip[i].empty())
            return bad(element("ratios.skip", i), "the pattern is empty.");
    }
    if (ratios.align < 1 || ratios.align > 65536)
        return bad("ratios.align", cat(ratios.align, " is outside [1, 65536]."), "Use 1 for no alignment.");
    if (const Status status = checkName("ratios.align", "direction", ratios.alignDirection, {"up", "down", "nearest"}); !status)
        return status;
    if (ratios.minimum < 1 || ratios.minimum > 65536)
        return bad("ratios.min", cat(ratios.minimum, " is outside [1, 65536]."), "One channel always stays.");
    return {};
}

template <class Schema>
std::vector<std::string> idsOf(const std::vector<Schema> &all)
{
    std::vector<std::string> ids;
    for (const Schema &schema : all)
        ids.push_back(schema.id);
    return ids;
}

/// Checks one name that a stage may or may not take, and gathers the options that come with it.
template <class Schema>
Status checkPart(const std::vector<Schema> &all, const std::string &id, bool isTaken, const std::string &path,
                 std::vector<OptionSchema> &options)
{
    const std::string key = path.substr(path.rfind('.') + 1);
    if (!isTaken)
        return id.empty() ? Status() : bad(path, cat("this stage reads no '", key, "'."), "Leave it out.");
    if (id.empty())
        return bad(path, cat("the key '", key, "' is missing."), cat("Known: ", base::listNames(idsOf(all), 40), "."));
    const auto found = std::find_if(all.begin(), all.end(), [&id](const Schema &schema) { return schema.id == id; });
    if (found == all.end())
        return unknownName(path, key, id, idsOf(all));
    options.insert(options.end(), found->options.begin(), found->options.end());
    return {};
}

Result<Stage> checkStage(const Stage &stage, const Vocabulary &vocabulary, const std::string &path);

/// What a repeat runs; its default where nothing is given.
Result<std::vector<Stage>> checkNested(const Stage &stage, const StageSchema &schema, const Vocabulary &vocabulary,
                                       const std::string &path)
{
    if (!schema.takesStages && !stage.stages.empty())
        return bad(path, "this stage reads no 'stages'.", "Leave it out.");
    std::vector<Stage> checked = stage.stages.empty() ? schema.defaultStages : stage.stages;
    for (std::size_t i = 0; i < checked.size(); ++i) {
        if (const StageSchema *inner = vocabulary.stage(checked[i].kind); inner && inner->takesStages)
            return bad(element(path, i), cat("a ", schema.id, " can't hold a ", inner->id, "."), "Write the inner stages out.");
        Result<Stage> nested = checkStage(checked[i], vocabulary, element(path, i));
        if (!nested)
            return nested.problem();
        checked[i] = std::move(*nested);
    }
    return checked;
}

Result<Stage> checkStage(const Stage &stage, const Vocabulary &vocabulary, const std::string &path)
{
    const StageSchema *schema = vocabulary.stage(stage.kind);
    if (!schema)
        return unknownName(child(path, "stage"), "stage", stage.kind, idsOf(vocabulary.stages));
    std::vector<OptionSchema> nested;
    if (const Status status = checkPart(vocabulary.methods, stage.method, schema->takesMethod, child(path, "method"), nested); !status)
        return status.problem();
    if (const Status status = checkPart(vocabulary.criteria, stage.criterion, schema->takesCriterion, child(path, "criterion"), nested);
        !status)
        return status.problem();
    const Result<Options> own = validateOptions(schema->options, stage.options, path);
    if (!own)
        return own.problem();
    const Result<Options> methodOptions = validateOptions(nested, stage.methodOptions, child(path, "options"));
    if (!methodOptions)
        return methodOptions.problem();
    Stage checked = stage;
    checked.options = *own;
    checked.methodOptions = *methodOptions;
    Result<std::vector<Stage>> nestedStages = checkNested(stage, *schema, vocabulary, child(path, "stages"));
    if (!nestedStages)
        return nestedStages.problem();
    checked.stages = std::move(*nestedStages);
    return checked;
}

Status checkBand(const std::optional<std::pair<double, double>> &band, const std::string &path)
{
    if (!band || (band->first >= 0.0 && band->first <= band->second && band->second <= 100.0))
        return {};
    return bad(path, cat("[", numberText(band->first), ", ", numberText(band->second), "] is not a band of percentages."),
               "Write the lower end first, both in [0, 100].");
}

Status checkExpectation(const std::optional<Expectation> &expect)
{
    if (!expect)
        return {};
    if (const Status status = checkBand(expect->baseTop1, "expect.base_top1"); !status)
        return status;
    if (const Status status = checkBand(expect->top1, "expect.top1"); !status)
        return status;
    if (expect->speedup && !(*expect->speedup > 0.0 && std::isfinite(*expect->speedup)))
        return bad("expect.speedup", cat(numberText(*expect->speedup), " is not a factor above 0."));
    return {};
}

} // namespace

Result<Recipe> validate(const Recipe &recipe, const Vocabulary &vocabulary)
{
    for (const Status &status : {checkHead(recipe), checkModel(recipe.model, vocabulary), checkData(recipe.data, vocabulary),
                                 checkRatios(recipe.ratios), checkExpectation(recipe.expect)}) {
        if (!status)
            return status.problem();
    }
    if (recipe.stages.empty())
        return bad("stages", "there is no stage.", "Write at least one, such as {\"stage\": \"evaluate\"}.");
    Recipe checked = recipe;
    dropOverruled(checked.ratios);
    for (std::size_t i = 0; i < recipe.stages.size(); ++i) {
        const Result<Stage> stage = checkStage(recipe.stages[i], vocabulary, element("stages", i));
        if (!stage)
            return stage.problem();
        checked.stages[i] = *stage;
        const bool namesChannels = checked.ratios.kind == RatioSpec::Kind::Plan
            || (checked.ratios.kind == RatioSpec::Kind::Inherit && !checked.ratios.inheritsRatiosOnly);
        if (!stage->stages.empty() && namesChannels)
            return bad("ratios", cat("channels are named once, and ", element("stages", i), " chooses anew in each cycle."),
                       "Use ratios or a target.");
    }
    return checked;
}

} // namespace espalier::recipe

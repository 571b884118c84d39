// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/recipe.h"

#include "base/text.h"
#include "graph/json_reader.h"

namespace espalier::recipe {

using graph::Json;

namespace {

Json optionJson(const OptionValue &value)
{
    return std::visit([](const auto &held) { return Json(held); }, value);
}

Json optionsJson(const Options &options)
{
    Json object = Json::object();
    for (const auto &[name, value] : options)
        object[name] = optionJson(value);
    return object;
}

Json modelJson(const ModelSpec &model)
{
    Json object = {{"source", model.source}};
    if (model.source.starts_with("zoo:")) {
        object["weights"] = model.weights;
        object["classes"] = model.classes;
    }
    return object;
}

Json dataJson(const DataSpec &data)
{
    return {{"source", data.source},
            {"preset", data.preset},
            {"subset", data.subset > 0 ? Json(data.subset) : Json(nullptr)},
            {"tuning_share", data.tuningShare}};
}

void addRatioKind(Json &object, const RatioSpec &ratios)
{
    switch (ratios.kind) {
    case RatioSpec::Kind::None: return;
    case RatioSpec::Kind::Patterns:
        object["patterns"] = Json::object();
        for (const auto &[glob, ratio] : ratios.patterns)
            object["patterns"][glob] = ratio;
        return;
    case RatioSpec::Kind::Uniform: object["uniform"] = ratios.uniform; return;
    case RatioSpec::Kind::Stages: object["stages"] = ratios.stages; return;
    case RatioSpec::Kind::Index: object["index"] = ratios.index; return;
    case RatioSpec::Kind::Target: object["target"] = ratios.target; return;
    case RatioSpec::Kind::Plan: object["plan"] = ratios.plan; return;
    case RatioSpec::Kind::Proportional:
        object["proportional"] = {{"total", ratios.total}, {"shares", Json::object()}};
        for (const auto &[glob, share] : ratios.shares)
            object["proportional"]["shares"][glob] = share;
        return;
    case RatioSpec::Kind::Inherit:
        object["inherit"] = {{"from", ratios.inherit}, {"as", ratios.inheritsRatiosOnly ? "pr" : "index"}};
        return;
    }
}

Json ratiosJson(const RatioSpec &ratios)
{
    Json object = Json::object();
    addRatioKind(object, ratios);
    object["skip"] = ratios.skip;
    if (ratios.alignDirection == "up")
        object["align"] = ratios.align;
    else
        object["align"] = base::cat(ratios.align, ":", ratios.alignDirection);
    object["min"] = ratios.minimum;
    return object;
}

Json stageJson(const Stage &stage)
{
    Json object = {{"stage", stage.kind}};
    if (!stage.method.empty())
        object["method"] = stage.method;
    if (!stage.criterion.empty())
        object["criterion"] = stage.criterion;
    for (const auto &[name, value] : stage.options)
        object[name] = optionJson(value);
    if (!stage.methodOptions.empty())
        object["options"] = optionsJson(stage.methodOptions);
    for (const Stage &nested : stage.stages)
        object["stages"].push_back(stageJson(nested));
    return object;
}

Json expectJson(const Expectation &expect)
{
    Json object = Json::object();
    if (expect.baseTop1)
        object["base_top1"] = {expect.baseTop1->first, expect.baseTop1->second};
    if (expect.top1)
        object["top1"] = {expect.top1->first, expect.top1->second};
    if (expect.speedup)
        object["speedup"] = *expect.speedup;
    object["source"] = expect.source;
    return object;
}

} // namespace

std::string toJson(const Recipe &recipe)
{
    Json document = {{"espalier", 1},
                     {"name", recipe.name},
                     {"seed", recipe.seed},
                     {"device", recipe.device},
                     {"precision", recipe.precision},
                     {"scale", recipe.scale},
                     {"model", modelJson(recipe.model)},
                     {"data", dataJson(recipe.data)},
                     {"ratios", ratiosJson(recipe.ratios)},
                     {"stages", Json::array()}};
    for (const Stage &stage : recipe.stages)
        document["stages"].push_back(stageJson(stage));
    if (recipe.expect)
        document["expect"] = expectJson(*recipe.expect);
    return document.dump(2, ' ', false, Json::error_handler_t::replace);
}

} // namespace espalier::recipe

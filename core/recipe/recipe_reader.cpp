// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/recipe.h"

#include "base/text.h"
#include "graph/json_reader.h"

#include <algorithm>
#include <array>

namespace espalier::recipe {

using base::cat;
using base::ProblemCode;
using base::Result;
using graph::Json;
using graph::JsonReader;

namespace fs = std::filesystem;

namespace {

const std::vector<std::string> &ratioKinds()
{
    static const std::vector<std::string> kinds{"patterns", "uniform", "stages", "index", "target", "plan", "proportional", "inherit"};
    return kinds;
}

template <class T, class Read>
void readIf(const JsonReader &object, const std::string &key, T &value, const Read &read)
{
    if (object.has(key))
        value = read(object.at(key));
}

std::string readText(const JsonReader &reader)
{
    return reader.text();
}

std::int64_t readInteger(const JsonReader &reader)
{
    return reader.integer();
}

double readNumber(const JsonReader &reader)
{
    return reader.number();
}

ModelSpec readModel(const JsonReader &reader)
{
    reader.onlyKeys({"source", "weights", "classes"});
    ModelSpec model;
    model.source = reader.at("source").text();
    readIf(reader, "weights", model.weights, readText);
    readIf(reader, "classes", model.classes, readInteger);
    return model;
}

DataSpec readData(const JsonReader &reader)
{
    reader.onlyKeys({"source", "preset", "subset", "tuning_share"});
    DataSpec data;
    readIf(reader, "source", data.source, readText);
    readIf(reader, "preset", data.preset, readText);
    readIf(reader, "subset", data.subset, [](const JsonReader &subset) { return subset.isNull() ? 0 : subset.integer(1); });
    readIf(reader, "tuning_share", data.tuningShare, readNumber);
    return data;
}

double readRatio(const JsonReader &reader)
{
    const double ratio = reader.number();
    if (!(ratio >= 0.0 && ratio < 1.0))
        reader.fail(cat("ratio ", base::numberText(ratio), " is outside [0, 1)."), "Use a share such as 0.5.");
    return ratio;
}

RatioSpec::Kind readRatioKind(const JsonReader &reader)
{
    std::vector<std::string> given;
    for (const std::string &kind : ratioKinds()) {
        if (reader.has(kind))
            given.push_back(kind);
    }
    if (given.size() > 1)
        reader.fail(cat("found ", base::listNames(given), "; ratios are given in exactly one way."), "Keep one of them.");
    if (given.empty())
        return RatioSpec::Kind::None;
    const auto at = std::find(ratioKinds().begin(), ratioKinds().end(), given.front()) - ratioKinds().begin();
    return static_cast<RatioSpec::Kind>(at + 1); // in the order of the enumeration, behind None
}

/// 8 or "8:down".
void readAlign(const JsonReader &reader, RatioSpec &ratios)
{
    if (!reader.json().is_string()) {
        ratios.align = reader.integer();
        return;
    }
    const std::vector<std::string> parts = base::split(reader.text(), ':');
    const std::optional<double> number = base::parseNumber(parts[0]);
    if (parts.size() > 2 || !number || *number != static_cast<double>(static_cast<std::int64_t>(*number)))
        reader.fail(cat("'", reader.text(), "' is not an alignment."), "Write a number, or one with a direction such as 8:down.");
    ratios.align = static_cast<std::int64_t>(*number);
    if (parts.size() == 2)
        ratios.alignDirection = parts[1];
}

/// {"total": 0.7, "shares": {"layer1.*": 2, "layer2.*": 1}}
void readProportional(const JsonReader &reader, RatioSpec &ratios)
{
    reader.onlyKeys({"total", "shares"});
    ratios.total = readRatio(reader.at("total"));
    for (const auto &[glob, share] : reader.at("shares").members())
        ratios.shares.emplace_back(glob, share.number());
}

/// {"from": "runs/first", "as": "index"}
void readInherit(const JsonReader &reader, RatioSpec &ratios)
{
    reader.onlyKeys({"from", "as"});
    ratios.inherit = reader.at("from").text();
    const std::string as = reader.has("as") ? reader.at("as").text() : "index";
    if (as != "index" && as != "pr")
        reader.at("as").fail(cat("'", as, "' is not known."), "Write index for the same channels, or pr for as many of each layer.");
    ratios.inheritsRatiosOnly = as == "pr";
}

RatioSpec readRatios(const JsonReader &reader)
{
    std::vector<std::string> known = ratioKinds();
    known.insert(known.end(), {"skip", "align", "min"});
    reader.onlyKeys(known);
    RatioSpec ratios;
    ratios.kind = readRatioKind(reader);
    if (reader.has("patterns")) {
        for (const auto &[glob, ratio] : reader.at("patterns").members())
            ratios.patterns.emplace_back(glob, readRatio(ratio));
    }
    readIf(reader, "uniform", ratios.uniform, readRatio);
    if (reader.has("stages")) {
        for (const JsonReader &ratio : reader.at("stages").items(64))
            ratios.stages.push_back(readRatio(ratio));
    }
    readIf(reader, "index", ratios.index, readText);
    readIf(reader, "target", ratios.target, readText);
    readIf(reader, "plan", ratios.plan, readText);
    if (reader.has("proportional"))
        readProportional(reader.at("proportional"), ratios);
    if (reader.has("inherit"))
        readInherit(reader.at("inherit"), ratios);
    if (reader.has("skip")) {
        for (const JsonReader &glob : reader.at("skip").items(4096))
            ratios.skip.push_back(glob.text());
    }
    if (reader.has("align"))
        readAlign(reader.at("align"), ratios);
    readIf(reader, "min", ratios.minimum, readInteger);
    return ratios;
}

OptionValue readOption(const JsonReader &reader)
{
    const Json &json = reader.json();
    if (json.is_boolean())
        return json.get<bool>();
    if (json.is_string())
        return reader.text();
    if (json.is_number_integer())
        return reader.integer();
    if (json.is_number())
        return reader.number();
    reader.fail("expected a number, a text, true or false.", json.is_null() ? "Leave the key out for its default." : "");
}

Stage readStage(const JsonReader &reader)
{
    Stage stage;
    stage.kind = reader.at("stage").text();
    for (const auto &[key, value] : reader.members()) {
        if (key == "stage")
            continue;
        if (key == "method")
            stage.method = value.text();
        else if (key == "criterion")
            stage.criterion = value.text();
        else if (key == "stages")
            for (const JsonReader &nested : value.items(1024))
                stage.stages.push_back(readStage(nested));
        else if (key != "options")
            stage.options[key] = readOption(value);
        else
            for (const auto &[name, option] : value.members())
                stage.methodOptions[name] = readOption(option);
    }
    return stage;
}

std::pair<double, double> readBand(const JsonReader &reader)
{
    const std::vector<JsonReader> ends = reader.items(2);
    if (ends.size() != 2)
        reader.fail("expected a pair of a low and a high value.");
    return {ends[0].number(), ends[1].number()};
}

Expectation readExpectation(const JsonReader &reader)
{
    reader.onlyKeys({"base_top1", "top1", "speedup", "source"});
    Expectation expect;
    readIf(reader, "base_top1", expect.baseTop1, readBand);
    readIf(reader, "top1", expect.top1, readBand);
    readIf(reader, "speedup", expect.speedup, readNumber);
    readIf(reader, "source", expect.source, readText);
    return expect;
}

Recipe readRecipe(const JsonReader &document)
{
    document.onlyKeys({"espalier", "name", "seed", "device", "precision", "scale", "model", "data", "ratios", "stages", "expect"});
    if (const std::int64_t version = document.at("espalier").integer(); version != 1)
        document.at("espalier").fail(cat("this is version ", version, " of recipes; version 1 is read."));
    Recipe recipe;
    readIf(document, "name", recipe.name, readText);
    readIf(document, "seed", recipe.seed, readInteger);
    readIf(document, "device", recipe.device, readText);
    readIf(document, "precision", recipe.precision, readText);
    readIf(document, "scale", recipe.scale, readNumber);
    recipe.model = readModel(document.at("model"));
    readIf(document, "data", recipe.data, readData);
    readIf(document, "ratios", recipe.ratios, readRatios);
    for (const JsonReader &stage : document.at("stages").items(1024))
        recipe.stages.push_back(readStage(stage));
    if (document.has("expect"))
        recipe.expect = readExpectation(document.at("expect"));
    return recipe;
}

std::string absolutePath(const std::string &path, const fs::path &folder)
{
    if (path.empty() || fs::path(path).is_absolute())
        return path;
    return (folder / path).lexically_normal().string();
}

/// The path behind "folder:" and its like; names such as "zoo:resnet50" and "sample:" hold none.
std::string absoluteSource(const std::string &source, const fs::path &folder)
{
    static constexpr std::array<const char *, 4> kindsWithPath{"folder", "idx", "cifar10", "cifar100"};
    const std::size_t colon = source.find(':');
    if (colon == std::string::npos)
        return absolutePath(source, folder);
    const std::string kind = source.substr(0, colon);
    if (std::find(kindsWithPath.begin(), kindsWithPath.end(), kind) == kindsWithPath.end())
        return source;
    return cat(kind, ":", absolutePath(source.substr(colon + 1), folder));
}

void resolvePaths(Recipe &recipe, const fs::path &folder)
{
    recipe.model.source = absoluteSource(recipe.model.source, folder);
    recipe.model.weights = absolutePath(recipe.model.weights, folder);
    recipe.data.source = absoluteSource(recipe.data.source, folder);
    recipe.ratios.plan = absolutePath(recipe.ratios.plan, folder);
    recipe.ratios.inherit = absolutePath(recipe.ratios.inherit, folder);
}

} // namespace

Result<Recipe> recipeFromJson(const std::string &text, const Vocabulary &vocabulary, const fs::path &folder)
{
    graph::JsonLimits limits;
    limits.bytes = std::size_t{4} << 20;
    limits.depth = 16;
    limits.code = ProblemCode::BadUsage;
    const Result<Recipe> read = graph::readDocument<Recipe>(text, limits, readRecipe);
    if (!read)
        return read;
    Result<Recipe> checked = validate(*read, vocabulary);
    if (checked && !folder.empty())
        resolvePaths(*checked, fs::absolute(folder));
    return checked;
}

} // namespace espalier::recipe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/run_comparison.h"

#include "base/text.h"
#include "base/translate.h"
#include "report/json_fields.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace espalier::report {

using base::Problem;
using base::ProblemCode;

namespace {

double share(std::int64_t part, std::int64_t whole)
{
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 1.0;
}

/// Fields of a JSON document by path, values as text.
using Fields = std::map<std::string, std::string>;

void flatten(const Json &json, const std::string &path, Fields &fields)
{
    if (json.is_object())
        for (const auto &[key, value] : json.items())
            flatten(value, path.empty() ? key : base::cat(path, ".", key), fields);
    else if (json.is_array() && !json.empty() && json.front().is_structured())
        for (std::size_t i = 0; i < json.size(); ++i)
            flatten(json[i], base::cat(path, "[", i, "]"), fields);
    else
        fields[path] = json.is_string() ? json.get<std::string>() : json.dump();
}

Json recipeOf(const RunRecord &record)
{
    return Json::parse(record.recipe, nullptr, false);
}

Fields fieldsOf(const RunRecord &record)
{
    Fields fields;
    const Json json = recipeOf(record);
    if (json.is_discarded())
        fields["recipe"] = record.recipe;
    else
        flatten(json, "", fields);
    return fields;
}

std::int64_t originalWidth(const RunRecord &a, const RunRecord &b, const std::string &group)
{
    for (const RunRecord *record : {&a, &b})
        if (const auto width = record->widths.find(group); width != record->widths.end())
            return width->second.first;
    std::int64_t width = 0;
    for (const RunRecord *record : {&a, &b})
        if (const auto kept = record->kept.find(group); kept != record->kept.end() && !kept->second.empty())
            width = std::max<std::int64_t>(width, kept->second.back() + 1);
    return width;
}

std::set<std::int32_t> removedOf(const RunRecord &record, const std::string &group, std::int64_t width)
{
    std::set<std::int32_t> removed;
    const auto kept = record.kept.find(group);
    if (kept == record.kept.end())
        return removed;
    for (std::int32_t channel = 0; channel < width; ++channel)
        removed.insert(channel);
    for (const std::int32_t channel : kept->second)
        removed.erase(channel);
    return removed;
}

SetComparison compareSets(const std::set<std::int32_t> &a, const std::set<std::int32_t> &b,
                          std::int64_t channels)
{
    SetComparison sets;
    sets.channels = channels;
    sets.both = std::count_if(a.begin(), a.end(), [&](std::int32_t channel) { return b.contains(channel); });
    sets.onlyA = static_cast<std::int64_t>(a.size()) - sets.both;
    sets.onlyB = static_cast<std::int64_t>(b.size()) - sets.both;
    return sets;
}

/// The last stage of fine-tuning; null without one.
Json finetuneOf(const Json &recipe)
{
    Json found;
    if (recipe.is_object() && recipe.contains("stages"))
        for (const Json &stage : recipe["stages"])
            if (stage.value("stage", "") == "finetune")
                found = stage;
    return found;
}

Json part(const Json &recipe, const char *key)
{
    return recipe.is_object() && recipe.contains(key) ? recipe[key] : Json();
}

bool allSame(const std::vector<Json> &values)
{
    return std::all_of(values.begin(), values.end(),
                       [&](const Json &value) { return value == values.front(); });
}

/// What has to be the same for the next level, in order.
std::vector<std::vector<Json>> fairnessParts(const std::vector<RunRecord> &runs)
{
    std::vector<std::vector<Json>> parts(4);
    for (const RunRecord &run : runs) {
        const Json recipe = recipeOf(run);
        const Json model = part(recipe, "model"), finetune = finetuneOf(recipe);
        parts[0].push_back({run.before.parameters, run.before.macs, part(recipe, "data")});
        parts[1].push_back({model, run.base ? Json(run.base->top1) : Json()});
        parts[2].push_back(finetune.is_null() ? Json() : part(finetune, "epochs"));
        parts[3].push_back(finetune);
    }
    return parts;
}

bool hasThreeSeeds(const std::vector<RunRecord> &runs)
{
    const std::vector<SeedGroup> groups = foldSeeds(runs);
    return std::all_of(groups.begin(), groups.end(),
                       [](const SeedGroup &group) { return group.runs.size() >= 3; });
}

double firstRate(const std::string &schedule)
{
    const std::size_t colon = schedule.find(':');
    const std::size_t start = colon == std::string::npos ? 0 : colon + 1;
    return base::parseNumber(schedule.substr(start, schedule.find(',') - start)).value_or(0.0);
}

/// The path of a stage's option, without the stage's place.
bool isFinetuneRate(const std::string &path, const Json &recipe)
{
    const Json stages = part(recipe, "stages");
    for (std::size_t i = 0; i < stages.size(); ++i)
        if (path == base::cat("stages[", i, "].lr"))
            return stages[i].value("stage", "") == "finetune";
    return false;
}

} // namespace

double SetComparison::iou() const
{
    return share(both, onlyA + onlyB + both);
}

double SetComparison::agreement() const
{
    return share(channels - onlyA - onlyB, channels);
}

double SetComparison::overlap() const
{
    return share(both, onlyA + both);
}

base::Result<MaskComparison> compareMasks(const RunRecord &a, const RunRecord &b)
{
    std::set<std::string> names;
    for (const RunRecord *record : {&a, &b})
        for (const auto &[group, kept] : record->kept)
            names.insert(group);
    MaskComparison comparison;
    for (const std::string &name : names) {
        const auto ofA = a.widths.find(name), ofB = b.widths.find(name);
        if (ofA != a.widths.end() && ofB != b.widths.end() && ofA->second.first != ofB->second.first)
            return Problem{ProblemCode::Mismatch,
                           base::cat("'", name, "' had ", ofA->second.first, " channels in one run and ",
                                     ofB->second.first, " in the other."),
                           name, "Compare runs that started from the same network."};
        const std::int64_t width = originalWidth(a, b, name);
        const SetComparison sets = compareSets(removedOf(a, name, width), removedOf(b, name, width), width);
        if (sets.onlyA + sets.onlyB + sets.both == 0)
            continue;
        comparison.groups.push_back({name, sets});
        comparison.total.onlyA += sets.onlyA;
        comparison.total.onlyB += sets.onlyB;
        comparison.total.both += sets.both;
        comparison.total.channels += sets.channels;
    }
    return comparison;
}

std::vector<RecipeDifference> recipeDifferences(const std::vector<RunRecord> &runs)
{
    std::vector<Fields> all;
    std::set<std::string> paths;
    for (const RunRecord &run : runs) {
        all.push_back(fieldsOf(run));
        for (const auto &[path, value] : all.back())
            paths.insert(path);
    }
    std::vector<RecipeDifference> differences;
    for (const std::string &path : paths) {
        RecipeDifference difference{path, {}};
        for (const Fields &fields : all) {
            const auto found = fields.find(path);
            difference.values.push_back(found == fields.end() ? std::string() : found->second);
        }
        const auto &values = difference.values;
        if (std::any_of(values.begin(), values.end(),
                        [&](const std::string &value) { return value != values.front(); }))
            differences.push_back(std::move(difference));
    }
    return differences;
}

Fairness fairness(const std::vector<RunRecord> &runs)
{
    static constexpr const char *names[] = {
        ESP_TR("Engine", "the same network and data"),     ESP_TR("Engine", "the same base weights"),
        ESP_TR("Engine", "as many epochs of fine-tuning"), ESP_TR("Engine", "the same fine-tuning"),
        ESP_TR("Engine", "the same total budget"),         ESP_TR("Engine", "three seeds of each")};
    Fairness result;
    const auto parts = fairnessParts(runs);
    bool holds = true;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const bool same = allSame(parts[i]);
        holds = holds && same;
        result.level += holds ? 1 : 0;
        if (!same)
            result.missing.emplace_back(names[i]);
    }
    const bool sameBudget = std::all_of(runs.begin(), runs.end(), [&](const RunRecord &run) {
        return run.iterations == runs.front().iterations;
    });
    if (!sameBudget)
        result.missing.emplace_back(names[4]);
    if (!hasThreeSeeds(runs))
        result.missing.emplace_back(names[5]);
    result.level += holds && result.missing.empty() ? 1 : 0;
    return result;
}

std::optional<double> reportedTop1(const RunRecord &record)
{
    if (record.best)
        return record.best->top1;
    return record.final ? std::optional(record.final->top1) : std::nullopt;
}

std::vector<SeedGroup> foldSeeds(const std::vector<RunRecord> &runs)
{
    std::vector<SeedGroup> groups;
    std::vector<Fields> settings;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        Fields fields = fieldsOf(runs[i]);
        fields.erase("seed");
        const auto known = std::find(settings.begin(), settings.end(), fields);
        const auto at = static_cast<std::size_t>(known - settings.begin());
        if (known == settings.end()) {
            settings.push_back(std::move(fields));
            groups.emplace_back();
        }
        groups[at].runs.push_back(i);
    }
    for (SeedGroup &group : groups) {
        double sum = 0.0, square = 0.0, count = 0.0;
        for (const std::size_t run : group.runs)
            if (const auto top1 = reportedTop1(runs[run])) {
                sum += *top1;
                square += *top1 * *top1;
                ++count;
            }
        group.mean = count > 0.0 ? sum / count : std::nan("");
        group.deviation =
            count > 0.0 ? std::sqrt(std::max(0.0, square / count - group.mean * group.mean)) : std::nan("");
    }
    return groups;
}

std::optional<double> learningRateSensitivity(const RunRecord &a, const RunRecord &b)
{
    const Json recipe = recipeOf(a);
    std::optional<RecipeDifference> rate;
    for (const RecipeDifference &difference : recipeDifferences({a, b})) {
        const bool isTold = difference.path == "name" || difference.path.starts_with("expect.");
        if (isTold)
            continue;
        if (rate || !isFinetuneRate(difference.path, recipe))
            return std::nullopt;
        rate = difference;
    }
    const auto ofA = reportedTop1(a), ofB = reportedTop1(b);
    if (!rate || !ofA || !ofB)
        return std::nullopt;
    const double rateA = firstRate(rate->values[0]), rateB = firstRate(rate->values[1]);
    if (rateA == rateB)
        return std::nullopt;
    return rateA < rateB ? *ofA - *ofB : *ofB - *ofA;
}

} // namespace espalier::report

// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/json_fields.h"
#include "report/published_json.h"
#include "report/run_record.h"

#include "base/text.h"

namespace espalier::report {

namespace {

Json toObject(const Accuracy &accuracy)
{
    return {{"top1", numberToJson(accuracy.top1)},       {"top5", numberToJson(accuracy.top5)},
            {"loss", numberToJson(accuracy.loss)},       {"samples", accuracy.samples},
            {"low", numberToJson(accuracy.low)},         {"high", numberToJson(accuracy.high)},
            {"seconds", numberToJson(accuracy.seconds)}};
}

Accuracy accuracyFrom(const Json &json)
{
    Accuracy accuracy;
    accuracy.top1 = numberFromJson(json.at("top1"));
    accuracy.top5 = numberFromJson(json.at("top5"));
    accuracy.loss = numberFromJson(json.at("loss"));
    accuracy.samples = json.at("samples").get<std::int64_t>();
    accuracy.low = numberFromJson(json.at("low"));
    accuracy.high = numberFromJson(json.at("high"));
    accuracy.seconds = numberFromJson(json.at("seconds"));
    return accuracy;
}

Json toObject(const graph::Cost &cost)
{
    return {{"parameters", cost.parameters},
            {"macs", cost.macs},
            {"contraction_parameters", cost.contractionParameters}};
}

graph::Cost costFrom(const Json &json)
{
    graph::Cost cost;
    cost.parameters = json.at("parameters").get<std::int64_t>();
    cost.macs = json.at("macs").get<std::int64_t>();
    cost.contractionParameters = json.at("contraction_parameters").get<std::int64_t>();
    return cost;
}

Json toObject(const ParityReport &parity)
{
    return {{"max_abs_diff", numberToJson(parity.maxAbsDiff)},
            {"tolerance", numberToJson(parity.tolerance)},
            {"argmax_agree", numberToJson(parity.argmaxAgreement)},
            {"samples", parity.samples},
            {"ok", parity.ok},
            {"first_difference", parity.firstDifference}};
}

ParityReport parityFrom(const Json &json)
{
    ParityReport parity;
    parity.maxAbsDiff = numberFromJson(json.at("max_abs_diff"));
    parity.tolerance = numberFromJson(json.at("tolerance"));
    parity.argmaxAgreement = numberFromJson(json.at("argmax_agree"));
    parity.samples = json.at("samples").get<std::int64_t>();
    parity.ok = json.at("ok").get<bool>();
    parity.firstDifference = json.at("first_difference").get<std::string>();
    return parity;
}

using Slot = std::pair<const char *, std::optional<Accuracy> RunRecord::*>;

constexpr Slot accuracySlots[] = {{"base", &RunRecord::base},
                                  {"before_cut", &RunRecord::beforeCut},
                                  {"after_cut", &RunRecord::afterCut},
                                  {"after_cut_forwarded", &RunRecord::afterCutForwarded},
                                  {"after_recalibration", &RunRecord::afterRecalibration},
                                  {"after_reinitialization", &RunRecord::afterReinitialization},
                                  {"final", &RunRecord::final}};

Json numbers(const std::map<std::string, double> &values)
{
    Json object = Json::object();
    for (const auto &[name, value] : values)
        object[name] = numberToJson(value);
    return object;
}

std::map<std::string, double> numbersFrom(const Json &object)
{
    std::map<std::string, double> values;
    for (const auto &[name, value] : object.items())
        values[name] = numberFromJson(value);
    return values;
}

Json recipeValue(const std::string &text)
{
    Json json = Json::parse(text, nullptr, false);
    return json.is_discarded() ? Json(text) : json;
}

void putResults(Json &json, const RunRecord &record)
{
    for (const auto &[key, member] : accuracySlots)
        if (record.*member)
            json[key] = toObject(*(record.*member));
    if (record.best)
        json["best"] = {{"top1", numberToJson(record.best->top1)}, {"epoch", record.best->epoch},
                        {"chosen_on", record.best->chosenOn}};
    json["before"] = toObject(record.before);
    json["after"] = toObject(record.after);
    if (record.after.macs > 0)
        json["speedup"] = static_cast<double>(record.before.macs) / static_cast<double>(record.after.macs);
    json["widths"] = Json::object();
    for (const auto &[layer, width] : record.widths)
        json["widths"][layer] = {width.first, width.second};
    json["kept"] = record.kept;
    if (record.parity)
        json["parity"] = toObject(*record.parity);
}

void readResults(RunRecord &record, const Json &json)
{
    for (const auto &[key, member] : accuracySlots)
        if (json.contains(key))
            record.*member = accuracyFrom(json.at(key));
    if (json.contains("best"))
        record.best = BestAccuracy{numberFromJson(json.at("best").at("top1")),
                                   json.at("best").at("epoch").get<std::int64_t>(),
                                   json.at("best").value("chosen_on", "test")};
    record.before = costFrom(json.at("before"));
    record.after = costFrom(json.at("after"));
    for (const auto &[layer, width] : json.at("widths").items())
        record.widths[layer] = {width.at(0).get<std::int64_t>(), width.at(1).get<std::int64_t>()};
    record.kept = json.at("kept").get<decltype(record.kept)>();
    if (json.contains("parity"))
        record.parity = parityFrom(json.at("parity"));
}

Json toObject(const PhaseRecord &phase)
{
    return {{"stage", phase.stage},
            {"phase", phase.phase},
            {"stage_index", phase.stageIndex},
            {"step", phase.step},
            {"seconds", numberToJson(phase.seconds)}};
}

PhaseRecord phaseFrom(const Json &json)
{
    return {json.at("stage").get<std::string>(), json.at("phase").get<std::string>(),
            json.at("stage_index").get<std::int32_t>(), json.at("step").get<std::int64_t>(),
            numberFromJson(json.at("seconds"))};
}

/// Keys that earlier versions did not write.
void readAdded(RunRecord &record, const Json &json)
{
    if (json.contains("phases"))
        for (const Json &phase : json.at("phases"))
            record.phases.push_back(phaseFrom(phase));
    if (json.contains("published"))
        record.published = publishedFrom(json.at("published"));
}

void readRest(RunRecord &record, const Json &json)
{
    const auto &recipe = json.at("recipe");
    record.recipe = recipe.is_string() ? recipe.get<std::string>() : dumpJson(recipe, 2);
    record.status = json.at("status").get<std::string>();
    record.method = numbersFrom(json.at("method"));
    if (json.contains("figures"))
        record.figures = numbersFrom(json.at("figures"));
    record.iterations = json.at("iterations").get<std::int64_t>();
    record.seconds = numbersFrom(json.at("seconds"));
    record.peakMemoryBytes = json.at("peak_memory_bytes").get<std::int64_t>();
    record.seed = json.at("seed").get<std::int64_t>();
    record.scale = numberFromJson(json.at("scale"));
    record.versions = json.at("versions").get<std::map<std::string, std::string>>();
    record.warnings = json.at("warnings").get<std::vector<std::string>>();
}

} // namespace

std::string toJson(const RunRecord &record)
{
    Json json{{"recipe", recipeValue(record.recipe)}, {"status", record.status}};
    putResults(json, record);
    json["method"] = numbers(record.method);
    json["figures"] = numbers(record.figures);
    if (record.published)
        json["published"] = toObject(*record.published);
    json["phases"] = Json::array();
    for (const PhaseRecord &phase : record.phases)
        json["phases"].push_back(toObject(phase));
    json["iterations"] = record.iterations;
    json["seconds"] = numbers(record.seconds);
    json["peak_memory_bytes"] = record.peakMemoryBytes;
    json["seed"] = record.seed;
    json["scale"] = numberToJson(record.scale);
    json["versions"] = record.versions;
    json["warnings"] = record.warnings;
    return dumpJson(json, 2);
}

base::Result<RunRecord> runRecordFromJson(const std::string &text)
{
    const auto json = parseJson(text, "run record");
    if (!json)
        return json.problem();
    RunRecord record;
    try {
        readResults(record, *json);
        readRest(record, *json);
        readAdded(record, *json);
    } catch (const nlohmann::json::exception &error) {
        return base::Problem{base::ProblemCode::Malformed,
                             base::cat("A field of the run record is missing or wrong (", error.what(), ")."), "",
                             "Use a result.json that this program wrote, unchanged."};
    }
    return record;
}

} // namespace espalier::report

// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/events.h"
#include "report/json_fields.h"

#include "base/text.h"

#include <array>
#include <functional>
#include <map>

namespace espalier::report {

namespace {

Json write(const MetricPoint &point)
{
    Json json{{"type", "metric"}, {"series", point.series}, {"step", point.step}};
    json["epoch"] = numberToJson(point.epoch);
    json["seconds"] = numberToJson(point.seconds);
    json["value"] = numberToJson(point.value);
    putOptional(json, "low", point.low);
    putOptional(json, "high", point.high);
    return json;
}

Json phaseFields(const PhaseStarted &phase)
{
    return {{"stage", phase.stage},
            {"phase", phase.phase},
            {"stage_index", phase.stageIndex},
            {"step", phase.step},
            {"planned_steps", phase.plannedSteps}};
}

Json write(const PhaseStarted &phase)
{
    Json json{{"type", "phase"}};
    json.update(phaseFields(phase));
    return json;
}

Json write(const RunPlanned &planned)
{
    Json phases = Json::array();
    for (const auto &phase : planned.phases)
        phases.push_back(phaseFields(phase));
    return {{"type", "planned"}, {"total_steps", planned.totalSteps}, {"phases", std::move(phases)}};
}

Json write(const Marker &marker)
{
    return {{"type", "marker"}, {"step", marker.step}, {"kind", marker.kind}, {"text", marker.text}};
}

Json write(const CutHappened &cut)
{
    Json json{{"type", "cut"}, {"step", cut.step}};
    putOptional(json, "before", cut.before);
    putOptional(json, "after", cut.after);
    putOptional(json, "after_forwarded", cut.afterForwarded);
    return json;
}

Json write(const PointSaved &saved)
{
    return {{"type", "point"},
            {"point", saved.point},
            {"title", saved.title},
            {"automatic", saved.automatic},
            {"step", saved.step}};
}

Json problemFields(const base::Problem &problem)
{
    return {{"code", base::toString(problem.code)},
            {"what", problem.what},
            {"where", problem.where},
            {"remedy", problem.remedy}};
}

Json write(const WarningRaised &warning)
{
    return {{"type", "warning"}, {"source", warning.source}, {"problem", problemFields(warning.problem)}};
}

Json write(const base::LogLine &line)
{
    const auto since = std::chrono::duration_cast<std::chrono::microseconds>(line.time.time_since_epoch());
    return {{"type", "log"},
            {"time_us", since.count()},
            {"level", std::string(base::toString(line.level))},
            {"source", line.source},
            {"text", line.text}};
}

Json write(const CommandDone &done)
{
    Json json{{"type", "done"}, {"id", done.id.value}, {"name", done.name}};
    if (done.problem)
        json["problem"] = problemFields(*done.problem);
    return json;
}

Event readMetric(const Json &json)
{
    MetricPoint point;
    point.series = json.at("series").get<std::string>();
    point.step = json.at("step").get<std::int64_t>();
    point.epoch = numberFromJson(json.at("epoch"));
    point.seconds = numberFromJson(json.at("seconds"));
    point.value = numberFromJson(json.at("value"));
    point.low = optionalNumber(json, "low");
    point.high = optionalNumber(json, "high");
    return point;
}

PhaseStarted phaseFrom(const Json &json)
{
    return {json.at("stage").get<std::string>(), json.at("phase").get<std::string>(),
            json.at("stage_index").get<std::int32_t>(), json.at("step").get<std::int64_t>(),
            json.at("planned_steps").get<std::int64_t>()};
}

Event readPhase(const Json &json)
{
    return phaseFrom(json);
}

Event readPlanned(const Json &json)
{
    RunPlanned planned;
    planned.totalSteps = json.at("total_steps").get<std::int64_t>();
    for (const auto &phase : json.at("phases"))
        planned.phases.push_back(phaseFrom(phase));
    return planned;
}

Event readMarker(const Json &json)
{
    return Marker{json.at("step").get<std::int64_t>(), json.at("kind").get<std::string>(),
                  json.at("text").get<std::string>()};
}

Event readCut(const Json &json)
{
    return CutHappened{json.at("step").get<std::int64_t>(), optionalNumber(json, "before"),
                       optionalNumber(json, "after"), optionalNumber(json, "after_forwarded")};
}

Event readPoint(const Json &json)
{
    return PointSaved{json.at("point").get<std::string>(), json.at("title").get<std::string>(),
                      json.at("automatic").get<bool>(), json.at("step").get<std::int64_t>()};
}

constexpr std::array allCodes{
    base::ProblemCode::BadUsage,    base::ProblemCode::NotFound,     base::ProblemCode::Unreadable,
    base::ProblemCode::Malformed,   base::ProblemCode::Mismatch,     base::ProblemCode::Unsupported,
    base::ProblemCode::NoSpace,     base::ProblemCode::NoPermission, base::ProblemCode::WorkFailed,
    base::ProblemCode::CheckFailed, base::ProblemCode::Stopped};

base::Problem problemFrom(const Json &json)
{
    base::Problem problem;
    const auto name = json.at("code").get<std::string>();
    for (const auto code : allCodes)
        if (base::toString(code) == name)
            problem.code = code;
    problem.what = json.at("what").get<std::string>();
    problem.where = json.at("where").get<std::string>();
    problem.remedy = json.at("remedy").get<std::string>();
    return problem;
}

Event readWarning(const Json &json)
{
    return WarningRaised{json.at("source").get<std::string>(), problemFrom(json.at("problem"))};
}

Event readLog(const Json &json)
{
    base::LogLine line;
    line.time = std::chrono::system_clock::time_point(std::chrono::microseconds(json.at("time_us").get<std::int64_t>()));
    const auto level = json.at("level").get<std::string>();
    for (const auto candidate :
         {base::LogLevel::Debug, base::LogLevel::Info, base::LogLevel::Warning, base::LogLevel::Error})
        if (base::toString(candidate) == level)
            line.level = candidate;
    line.source = json.at("source").get<std::string>();
    line.text = json.at("text").get<std::string>();
    return line;
}

Event readDone(const Json &json)
{
    CommandDone done{base::CommandId{json.at("id").get<std::int32_t>()}, json.at("name").get<std::string>(), {}};
    if (json.contains("problem"))
        done.problem = problemFrom(json.at("problem"));
    return done;
}

using Reader = Event (*)(const Json &);

Reader readerOf(const std::string &type)
{
    const std::map<std::string, Reader> readers{{"metric", readMetric}, {"phase", readPhase},
                                                {"planned", readPlanned}, {"marker", readMarker},
                                                {"cut", readCut}, {"point", readPoint},
                                                {"warning", readWarning}, {"log", readLog},
                                                {"done", readDone}};
    const auto found = readers.find(type);
    return found == readers.end() ? nullptr : found->second;
}

base::Problem badEvent(const std::string &why)
{
    return {base::ProblemCode::Malformed, base::cat("The event can't be read: ", why, "."), "",
            "Use a file that this version of the program wrote, unchanged."};
}

} // namespace

std::string toJson(const Event &event)
{
    return dumpJson(std::visit([](const auto &value) { return write(value); }, event), -1);
}

base::Result<Event> eventFromJson(const std::string &line)
{
    const auto json = parseJson(line, "event");
    if (!json)
        return json.problem();
    const auto type = json->value("type", std::string());
    const Reader reader = readerOf(type);
    if (!reader)
        return badEvent(base::cat("its type '", type, "' is unknown"));
    try {
        return reader(*json);
    } catch (const nlohmann::json::exception &error) {
        return badEvent(base::cat("a field of type '", type, "' is missing or wrong (", error.what(), ")"));
    }
}

} // namespace espalier::report

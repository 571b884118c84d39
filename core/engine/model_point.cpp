// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model_point.h"

#include "base/file.h"
#include "base/text.h"
#include "engine/model_state_json.h"
#include "formats/safetensors_io.h"
#include "model/shape_check.h"

#include <nlohmann/json.hpp>

#include <chrono>

namespace espalier::engine {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

base::Problem malformed(const fs::path &file, const std::string &why)
{
    return {base::ProblemCode::Malformed, base::cat("The saved state can't be read: ", why, "."), file.string(),
            "Use another point of the run."};
}

base::Problem at(base::Problem problem, const fs::path &file)
{
    if (problem.where.find(file.string()) == std::string::npos)
        problem.where = problem.where.empty() ? file.string() : base::cat(file.string(), ": ", problem.where);
    return problem;
}

Json trainToJson(const train::TrainState &train)
{
    return {{"stage_index", train.stageIndex},
            {"stage_step", train.stageStep},
            {"global_step", train.globalStep},
            {"seconds", train.seconds},
            {"state", train.json}};
}

train::TrainState trainFrom(const Json &json)
{
    train::TrainState train;
    train.stageIndex = json.at("stage_index").get<std::int32_t>();
    train.stageStep = json.at("stage_step").get<std::int64_t>();
    train.globalStep = json.at("global_step").get<std::int64_t>();
    train.seconds = json.at("seconds").get<double>();
    train.json = json.at("state").get<std::string>();
    return train;
}

Json stateJson(const ModelPoint &point)
{
    Json json{{"espalier_point", 1},
              {"title", point.title},
              {"format", point.format},
              {"source", point.source},
              {"model", modelStateToJson(point.state)}};
    if (point.run)
        json["run"] = {{"recipe", point.run->recipeHash}, {"stage", point.run->stage}, {"threads", point.run->threads}};
    if (point.train)
        json["train"] = trainToJson(*point.train);
    return json;
}

RunMark markFrom(const Json &json)
{
    return {json.at("recipe").get<std::string>(), json.at("stage").get<std::string>(), json.at("threads").get<int>()};
}

base::Result<Json> readStateJson(const fs::path &folder)
{
    const auto file = folder / "state.json";
    const auto text = base::readFile(file, std::size_t{1} << 28);
    if (!text)
        return text.problem();
    Json json = Json::parse(*text, nullptr, false);
    if (!json.is_object() || !json.contains("espalier_point"))
        return malformed(file, "it is not the state of a point");
    return json;
}

base::Result<model::Network> readNetwork(const fs::path &folder)
{
    const auto text = base::readFile(folder / "graph.json", std::size_t{1} << 28);
    if (!text)
        return text.problem();
    auto graph = graph::graphFromJson(*text);
    if (!graph)
        return at(graph.problem(), folder / "graph.json");
    auto file = formats::readSafetensors(folder / "weights.safetensors");
    if (!file)
        return file.problem();
    model::Network network{std::move(*graph), std::move(file->weights)};
    if (auto status = model::validate(network); !status)
        return at(status.problem(), folder / "weights.safetensors");
    if (auto status = model::checkShapes(network); !status)
        return at(status.problem(), folder / "graph.json");
    return network;
}

const char *const MasksFile = "masks.safetensors";
const std::string ChosenPrefix = "chosen.";
const std::string MaskPrefix = "mask.";

base::Status writeMasks(const fs::path &folder, const train::ModelState &state)
{
    model::Weights tensors;
    for (const auto &[name, mask] : state.chosenMasks)
        tensors.set(ChosenPrefix + name, mask);
    for (const auto &[name, mask] : state.masks)
        tensors.set(MaskPrefix + name, mask);
    return tensors.size() == 0 ? base::Status() : formats::writeSafetensors(folder / MasksFile, tensors);
}

base::Status readMasks(const fs::path &folder, train::ModelState &state)
{
    std::error_code error;
    if (!fs::is_regular_file(folder / MasksFile, error))
        return {};
    const auto file = formats::readSafetensors(folder / MasksFile);
    if (!file)
        return file.problem();
    for (const auto &[name, mask] : file->weights.entries()) {
        const bool isChosen = name.starts_with(ChosenPrefix);
        const std::string weight = name.substr((isChosen ? ChosenPrefix : MaskPrefix).size());
        if (!state.network.weights.contains(weight) || state.network.weights.get(weight).sizes() != mask.sizes())
            return malformed(folder / MasksFile, base::cat("'", name, "' fits no weight"));
        (isChosen ? state.chosenMasks : state.masks)[weight] = mask;
    }
    return {};
}

base::Status readParts(const Json &json, const fs::path &folder, ModelPoint &point)
{
    point.title = json.at("title").get<std::string>();
    point.format = json.at("format").get<std::string>();
    point.source = json.at("source").get<std::string>();
    if (auto status = readModelState(json.at("model"), point.state); !status)
        return at(status.problem(), folder / "state.json");
    if (auto status = readMasks(folder, point.state); !status)
        return status;
    if (json.contains("run"))
        point.run = markFrom(json.at("run"));
    if (!json.contains("train"))
        return {};
    point.train = trainFrom(json.at("train"));
    auto file = formats::readSafetensors(folder / "state.safetensors");
    if (!file)
        return file.problem();
    point.train->tensors = std::move(file->weights);
    return {};
}

} // namespace

base::Status writeModelPoint(const fs::path &folder, const ModelPoint &point)
{
    const auto &network = point.state.network;
    if (auto status = base::writeFileAtomically(folder / "graph.json", graph::toJson(*network.graph)); !status)
        return status;
    if (auto status = formats::writeSafetensors(folder / "weights.safetensors", network.weights); !status)
        return status;
    if (point.train)
        if (auto status = formats::writeSafetensors(folder / "state.safetensors", point.train->tensors); !status)
            return status;
    if (auto status = writeMasks(folder, point.state); !status)
        return status;
    const std::string text = stateJson(point).dump(1, ' ', false, Json::error_handler_t::replace);
    return base::writeFileAtomically(folder / "state.json", text + "\n");
}

base::Result<ModelPoint> readModelPoint(const fs::path &folder)
{
    const auto json = readStateJson(folder);
    if (!json)
        return json.problem();
    auto network = readNetwork(folder);
    if (!network)
        return network.problem();
    const auto began = std::chrono::steady_clock::now();
    auto state = train::makeModelState(std::move(*network));
    if (!state)
        return at(state.problem(), folder);
    ModelPoint point;
    point.traceSeconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    point.state = std::move(*state);
    try {
        if (auto status = readParts(*json, folder, point); !status)
            return status.problem();
    } catch (const nlohmann::json::exception &error) {
        return malformed(folder / "state.json", error.what());
    }
    return point;
}

std::optional<RunMark> readRunMark(const fs::path &folder)
{
    const auto json = readStateJson(folder);
    if (!json || !json->contains("run"))
        return std::nullopt;
    try {
        return markFrom(json->at("run"));
    } catch (const nlohmann::json::exception &) {
        return std::nullopt;
    }
}

bool isModelPoint(const fs::path &folder)
{
    std::error_code error;
    return fs::is_regular_file(folder / "graph.json", error) && fs::is_regular_file(folder / "state.json", error);
}

report::ModelStateKind kindOf(const train::ModelState &state)
{
    if (state.chosen || !state.chosenMasks.empty())
        return report::ModelStateKind::Marked;
    if (!state.masks.empty())
        return report::ModelStateKind::Cut;
    for (const auto &group : state.trace.structure->groups)
        if (state.originalChannels[group.id.index()] != group.channels)
            return report::ModelStateKind::Cut;
    return report::ModelStateKind::Whole;
}

} // namespace espalier::engine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model_state_json.h"

#include "base/text.h"

#include <nlohmann/json.hpp>

namespace espalier::engine {

using Json = nlohmann::ordered_json;

namespace {

Json costToJson(const graph::Cost &cost)
{
    return {{"parameters", cost.parameters},
            {"macs", cost.macs},
            {"contraction_parameters", cost.contractionParameters}};
}

graph::Cost costFrom(const Json &json)
{
    return {json.at("parameters").get<std::int64_t>(), json.at("macs").get<std::int64_t>(),
            json.at("contraction_parameters").get<std::int64_t>()};
}

Json ledgerToJson(const std::vector<graph::LedgerRow> &ledger)
{
    Json rows = Json::array();
    for (const auto &row : ledger)
        rows.push_back({{"group", row.group.value},
                        {"original", row.original},
                        {"requested", row.requested},
                        {"kept", row.kept},
                        {"removed", row.removed},
                        {"why", row.why}});
    return rows;
}

std::vector<graph::LedgerRow> ledgerFrom(const Json &rows)
{
    std::vector<graph::LedgerRow> ledger;
    for (const auto &row : rows)
        ledger.push_back({base::GroupId{row.at("group").get<std::int32_t>()}, row.at("original").get<std::int32_t>(),
                          row.at("requested").get<double>(), row.at("kept").get<std::int32_t>(),
                          row.at("removed").get<std::int32_t>(), row.at("why").get<std::string>()});
    return ledger;
}

base::Status readOriginalChannels(const Json &json, train::ModelState &state)
{
    for (const auto &group : state.trace.structure->groups) {
        if (!json.contains(group.name))
            return base::Problem{base::ProblemCode::Mismatch,
                                 base::cat("The point knows no original width of the group '", group.name, "'."), "",
                                 "Use a point that this version wrote, unchanged."};
        state.originalChannels[group.id.index()] = json.at(group.name).get<std::int32_t>();
    }
    return {};
}

} // namespace

Json modelStateToJson(const train::ModelState &state)
{
    Json channels = Json::object();
    for (const auto &group : state.trace.structure->groups)
        channels[group.name] = state.originalChannels[group.id.index()];
    Json json{{"original_channels", channels},
              {"original_cost", costToJson(state.originalCost)},
              {"original_widths", state.originalWidths},
              {"kept", state.kept}};
    if (state.chosen) {
        json["chosen"] = Json::parse(graph::toJson(*state.chosen, *state.trace.structure));
        json["ledger"] = ledgerToJson(state.ledger);
    }
    return json;
}

base::Status readModelState(const Json &json, train::ModelState &state)
{
    if (auto status = readOriginalChannels(json.at("original_channels"), state); !status)
        return status;
    state.originalCost = costFrom(json.at("original_cost"));
    state.originalWidths = json.at("original_widths").get<decltype(state.originalWidths)>();
    state.kept = json.at("kept").get<decltype(state.kept)>();
    if (!json.contains("chosen"))
        return {};
    auto plan = graph::planFromJson(json.at("chosen").dump(), *state.trace.structure);
    if (!plan)
        return plan.problem();
    state.chosen = std::move(*plan);
    state.ledger = ledgerFrom(json.at("ledger"));
    return {};
}

} // namespace espalier::engine

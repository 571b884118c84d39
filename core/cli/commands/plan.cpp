// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/planner.h"

#include "base/file.h"
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/text_table.h"
#include "engine/model_opener.h"
#include "engine/vocabulary.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>

namespace espalier::cli {

namespace {

struct PlanArguments {
    std::string criterion = "l1", out, format;
    std::vector<std::string> settings;
    std::int64_t seed = 1;
};

Json planJson(const engine::Planned &planned, const graph::Structure &structure)
{
    Json json = Json::parse(graph::toJson(planned.result.plan, structure));
    json["before"] = costJson(planned.preview.before);
    json["after"] = costJson(planned.preview.after);
    json["speedup"] = planned.preview.speedup();
    json["achievable"] = {{"min", planned.least}, {"max", planned.most}};
    if (!planned.warnings.empty())
        json["warnings"] = planned.warnings;
    return json;
}

std::string ledgerText(const engine::Planned &planned, const graph::Structure &structure)
{
    std::vector<std::vector<std::string>> rows{{"group", "channels", "kept", "removed", "asked", "got", "why"}};
    for (const auto &row : planned.result.ledger)
        if (row.removed > 0 || row.requested > 0)
            rows.push_back({structure.group(row.group).name, std::to_string(row.original), std::to_string(row.kept),
                            std::to_string(row.removed), fixed(row.requested, 3), fixed(row.realised(), 3), row.why});
    const auto &preview = planned.preview;
    const auto share = [](std::int64_t after, std::int64_t before) {
        return before > 0 ? fixed(100.0 * static_cast<double>(after) / static_cast<double>(before), 2) : "0";
    };
    return textTable(rows)
        + base::cat("\nparams  ", preview.before.parameters, " -> ", preview.after.parameters, " (",
                    share(preview.after.parameters, preview.before.parameters), " %)\nMACs    ", preview.before.macs,
                    " -> ", preview.after.macs, " (", share(preview.after.macs, preview.before.macs), " %, ",
                    fixed(preview.speedup(), 2), "x)\n");
}

/// A name that ends in .mask.json asks for a mask, unless told otherwise.
bool writesMask(const PlanArguments &arguments)
{
    return arguments.format.empty() ? arguments.out.ends_with(".mask.json") : arguments.format == "mask";
}

base::Status writePlan(const recipe::ModelSpec &spec, const PlanArguments &arguments, const engine::PlanOrder &order,
                       const engine::Planned &planned, const graph::Structure &structure)
{
    if (!writesMask(arguments))
        return base::writeFileAtomically(arguments.out, planJson(planned, structure).dump(2) + "\n");
    return base::writeFileAtomically(arguments.out, engine::maskText(planned, structure, spec.source, order.criterion) + "\n");
}

/// Some rules choose without ratios; which ones is for the planner to say.
bool hasRule(const PlanArguments &arguments)
{
    return std::any_of(arguments.settings.begin(), arguments.settings.end(),
                       [](const std::string &setting) { return setting.starts_with("rule="); });
}

base::Result<Answer> plan(const recipe::ModelSpec &spec, const RatioArguments &ratios, const PlanArguments &arguments)
{
    engine::PlanOrder order;
    auto ratioSpec = ratios.spec(hasRule(arguments));
    if (!ratioSpec)
        return ratioSpec.problem();
    order.ratios = std::move(*ratioSpec);
    order.criterion = arguments.criterion;
    order.seed = static_cast<std::uint64_t>(arguments.seed);
    const auto vocabulary = engine::makeVocabulary();
    if (const auto *criterion = vocabulary.criterion(arguments.criterion)) {
        auto options = parseOptions(arguments.settings, criterion->options);
        if (!options)
            return options.problem();
        order.options = std::move(*options);
    }
    const auto model = engine::openModel(spec);
    if (!model)
        return model.problem();
    const auto began = std::chrono::steady_clock::now();
    const auto planned = engine::planChannels(model->state, order, vocabulary);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    if (!planned)
        return planned.problem();
    const auto &structure = *model->state.trace.structure;
    Answer answer{planJson(*planned, structure), ledgerText(*planned, structure), {}};
    for (const auto &warning : planned->warnings)
        answer.text += base::cat("warning: ", warning, "\n");
    if (!arguments.out.empty())
        if (auto status = writePlan(spec, arguments, order, *planned, structure); !status)
            return status.problem();
    answer.json["seconds"] = {{"read", model->readSeconds}, {"trace", model->traceSeconds}, {"plan", took.count()}};
    return answer;
}

} // namespace

void addPlan(CLI::App &app, Invocation &invocation)
{
    auto *command = app.add_subcommand("plan", "Which channels would go, and what that saves");
    auto model = addModel(*command);
    auto ratios = addRatios(*command);
    auto arguments = std::make_shared<PlanArguments>();
    command->add_option("--criterion", arguments->criterion, "What scores the channels")->capture_default_str();
    command->add_option("--set", arguments->settings, "Option of the criterion: name=value");
    command->add_option("--seed", arguments->seed, "Of random choices")->capture_default_str();
    command->add_option("-o,--out", arguments->out, "Plan file to write; a name ending in .mask.json: a channel mask");
    command->add_option("--format", arguments->format, "plan or mask, whatever the name")->check(CLI::IsMember({"plan", "mask"}));
    command->callback([&invocation, model, ratios, arguments] {
        invocation.action = [model, ratios, arguments] { return plan(model->spec, *ratios, *arguments); };
    });
}

} // namespace espalier::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cut_file.h"

#include "base/text.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/text_table.h"

#include <CLI/CLI.hpp>

namespace espalier::cli {

namespace {

Json parityJson(const engine::CutFile &cut)
{
    const auto &parity = cut.report.parity;
    return {{"max_abs_diff", parity.maxAbsDiff},
            {"tolerance", parity.tolerance},
            {"argmax_agree", parity.argmaxAgreement},
            {"samples", parity.samples},
            {"max_reference", cut.maxReference},
            {"plan_effect", cut.planEffect},
            {"ok", parity.ok}};
}

Answer answerOf(const engine::CutFile &cut)
{
    Json widths = Json::object();
    std::vector<std::vector<std::string>> rows{{"layer", "before", "after"}};
    for (const auto &[layer, width] : cut.widths) {
        widths[layer] = {{"before", width.first}, {"after", width.second}};
        if (width.first != width.second)
            rows.push_back({layer, std::to_string(width.first), std::to_string(width.second)});
    }
    const auto &report = cut.report;
    Answer answer;
    answer.json = {{"before", costJson(report.before)},
                   {"after", costJson(report.after)},
                   {"parity", parityJson(cut)},
                   {"widths", widths},
                   {"file", cut.exported.files.front()},
                   {"bytes", cut.exported.bytes}};
    answer.text = textTable(rows)
        + base::cat("\nparams  ", report.before.parameters, " -> ", report.after.parameters, "\nMACs    ",
                    report.before.macs, " -> ", report.after.macs, "\nparity  max |difference| ",
                    report.parity.maxAbsDiff, " (tolerance ", report.parity.tolerance, ", ", report.parity.samples,
                    " samples)\nwrote ", cut.exported.files.front(), "\n");
    return answer;
}

base::Result<Answer> cut(const recipe::ModelSpec &spec, const engine::CutFileRequest &request)
{
    const auto result = engine::cutToFile(spec, request);
    if (!result)
        return result.problem();
    return answerOf(*result);
}

} // namespace

void addCut(CLI::App &app, Invocation &invocation)
{
    auto *command = app.add_subcommand("cut", "Removes a plan's channels, checks parity and writes the smaller model");
    auto model = addModel(*command);
    auto request = std::make_shared<engine::CutFileRequest>();
    command->add_option("--plan", request->plan, "Plan file of the command plan, kept indices, or channel masks")->required();
    command->add_option("-o,--out", request->out, "File to write; its name tells the format (.espalier: a saved point)")
        ->required();
    command->add_option("--format", request->format, "Format, if the name does not tell it");
    command->add_flag("--forward-constants", request->forwardConstants,
                      "Add what the removed channels still emit to the next biases");
    command->add_flag("--accept-approximate", request->acceptApproximate,
                      "Also cut groups whose kept values change, since a norm runs over them");
    command->callback([&invocation, model, request] {
        invocation.action = [model, request] { return cut(model->spec, *request); };
    });
}

} // namespace espalier::cli

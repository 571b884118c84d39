// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/text_table.h"
#include "engine/evaluate.h"

#include <CLI/CLI.hpp>

namespace espalier::cli {

namespace {

base::Result<Answer> evaluate(const recipe::ModelSpec &model, const recipe::DataSpec &data)
{
    const auto accuracy = engine::evaluateModel(model, data, engine::defaultEngineOptions());
    if (!accuracy)
        return accuracy.problem();
    Answer answer;
    answer.json = {{"top1", accuracy->top1},       {"top5", accuracy->top5}, {"loss", accuracy->loss},
                   {"samples", accuracy->samples}, {"low", accuracy->low},   {"high", accuracy->high},
                   {"seconds", accuracy->seconds}};
    answer.text = base::cat("top-1  ", fixed(accuracy->top1, 2), " %  (95 %: ", fixed(accuracy->low, 2), " to ",
                            fixed(accuracy->high, 2), ")\ntop-5  ", fixed(accuracy->top5, 2), " %\nloss   ",
                            fixed(accuracy->loss, 4), "\n", accuracy->samples, " images in ",
                            fixed(accuracy->seconds, 1), " s\n");
    return answer;
}

} // namespace

void addEvaluate(CLI::App &app, Invocation &invocation)
{
    auto *command = app.add_subcommand("evaluate", "Top-1, top-5 and loss on the test split");
    auto model = addModel(*command);
    auto data = addData(*command);
    command->callback([&invocation, model, data] {
        invocation.action = [model, data] { return evaluate(model->spec, data->spec); };
    });
}

} // namespace espalier::cli

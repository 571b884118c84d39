// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/text_table.h"
#include "engine/evaluate.h"

#include <CLI/CLI.hpp>

namespace espalier::cli {

namespace {

void addSpectrum(Answer &answer, const train::JacobianSpectrum &spectrum)
{
    answer.json["jsv"] = {{"mean", spectrum.mean},           {"std", spectrum.deviation},
                          {"ratio", spectrum.ratio()},       {"max", spectrum.largest},
                          {"min", spectrum.smallest},        {"condition", spectrum.condition},
                          {"samples", spectrum.samples},     {"isometry_mean", spectrum.isometryMean},
                          {"isometry_std", spectrum.isometryDeviation}};
    answer.text += base::cat("JSV    ", fixed(spectrum.mean, 4), " +- ", fixed(spectrum.deviation, 4), "  (",
                             fixed(spectrum.smallest, 4), " to ", fixed(spectrum.largest, 4), "; condition ",
                             fixed(spectrum.condition, 1), "; ", spectrum.samples, " images)\n");
}

base::Result<Answer> evaluate(const recipe::ModelSpec &model, const recipe::DataSpec &data, std::int64_t jacobianBatches)
{
    const auto evaluation = engine::evaluateModel(model, data, jacobianBatches, engine::defaultEngineOptions());
    if (!evaluation)
        return evaluation.problem();
    const report::Accuracy &accuracy = evaluation->accuracy;
    Answer answer;
    answer.json = {{"top1", accuracy.top1},       {"top5", accuracy.top5}, {"loss", accuracy.loss},
                   {"samples", accuracy.samples}, {"low", accuracy.low},   {"high", accuracy.high},
                   {"seconds", accuracy.seconds}};
    answer.text = base::cat("top-1  ", fixed(accuracy.top1, 2), " %  (95 %: ", fixed(accuracy.low, 2), " to ",
                            fixed(accuracy.high, 2), ")\ntop-5  ", fixed(accuracy.top5, 2), " %\nloss   ",
                            fixed(accuracy.loss, 4), "\n", accuracy.samples, " images in ", fixed(accuracy.seconds, 1),
                            " s\n");
    if (evaluation->spectrum)
        addSpectrum(answer, *evaluation->spectrum);
    return answer;
}

} // namespace

void addEvaluate(CLI::App &app, Invocation &invocation)
{
    auto *command = app.add_subcommand("evaluate", "Top-1, top-5 and loss on the test split");
    auto model = addModel(*command);
    auto data = addData(*command);
    auto batches = std::make_shared<std::int64_t>(0);
    command->add_option("--jsv", *batches, "also the singular values of the Jacobian, on so many batches of 100 training images")
        ->check(CLI::NonNegativeNumber);
    command->callback([&invocation, model, data, batches] {
        invocation.action = [model, data, batches] { return evaluate(model->spec, data->spec, *batches); };
    });
}

} // namespace espalier::cli

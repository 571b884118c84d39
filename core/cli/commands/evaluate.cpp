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

void addNoise(Answer &answer, const train::NoiseEnsemble &noise)
{
    answer.json["noise"] = {{"models", noise.models},
                            {"top1", noise.together.top1},
                            {"members_mean", noise.membersMean},
                            {"members_std", noise.membersStd}};
    answer.text += base::cat("noise  ", fixed(noise.together.top1, 2), " % together; ", noise.models, " copies alone ",
                             fixed(noise.membersMean, 2), " +- ", fixed(noise.membersStd, 2), " %\n");
}

base::Result<Answer> evaluate(const recipe::ModelSpec &model, const recipe::DataSpec &data,
                              const engine::EvaluationExtras &extras)
{
    const auto evaluation = engine::evaluateModel(model, data, extras, engine::defaultEngineOptions());
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
    if (evaluation->noise)
        addNoise(answer, *evaluation->noise);
    return answer;
}

} // namespace

void addEvaluate(CLI::App &app, Invocation &invocation)
{
    auto *command = app.add_subcommand("evaluate", "Top-1, top-5 and loss on the test split");
    auto model = addModel(*command);
    auto data = addData(*command);
    auto extras = std::make_shared<engine::EvaluationExtras>();
    command->add_option("--jsv", extras->jacobianBatches,
                        "also the singular values of the Jacobian, on so many batches of 100 training images")
        ->check(CLI::NonNegativeNumber);
    command->add_option("--noise", extras->noise.deviation,
                        "also copies with Gaussian noise of this deviation on their weights, answering together")
        ->check(CLI::NonNegativeNumber);
    command->add_option("--noise-models", extras->noise.models, "how many such copies (10)")->check(CLI::Range(1, 1000));
    command->callback([&invocation, model, data, extras] {
        invocation.action = [model, data, extras] { return evaluate(model->spec, data->spec, *extras); };
    });
}

} // namespace espalier::cli

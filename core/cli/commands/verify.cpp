// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/verify.h"

#include "base/text.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "engine/model_opener.h"

#include <CLI/CLI.hpp>

namespace espalier::cli {

namespace {

struct VerifyArguments {
    std::string file;
    engine::Tolerance tolerance;
};

base::Result<Answer> verify(const recipe::ModelSpec &spec, const VerifyArguments &arguments)
{
    const auto model = engine::openModel(spec);
    if (!model)
        return model.problem();
    const auto result = engine::verifyAgainst(*model, arguments.file, arguments.tolerance);
    if (!result)
        return result.problem();
    Answer answer;
    answer.json = {{"max_abs_diff", result->maxAbsDiff},
                   {"max_rel_diff", result->maxRelDiff},
                   {"argmax_agree", result->argmaxAgree},
                   {"seconds", result->seconds},
                   {"ok", result->ok}};
    answer.text = base::cat("max |difference|  ", result->maxAbsDiff, "\nmax relative      ", result->maxRelDiff,
                            "\nargmax agrees     ", 100 * result->argmaxAgree, " %\nseconds           ",
                            result->seconds, "\n", result->ok ? "ok\n" : "");
    if (!result->ok)
        answer.problem = base::Problem{base::ProblemCode::CheckFailed,
                                       base::cat("The outputs differ by up to ", result->maxAbsDiff,
                                                 ", more than atol ", arguments.tolerance.absolute, " + rtol ",
                                                 arguments.tolerance.relative, " * |y|."),
                                       arguments.file,
                                       "Check that the file was made with the same weights in eval mode, or widen --atol and --rtol."};
    return answer;
}

} // namespace

void addVerify(CLI::App &app, Invocation &invocation)
{
    auto *command = app.add_subcommand("verify", "Runs a model on tensor x of a file and compares with its tensor y");
    auto model = addModel(*command);
    auto arguments = std::make_shared<VerifyArguments>();
    command->add_option("--io", arguments->file, "Safetensors file with x and y")->required();
    command->add_option("--atol", arguments->tolerance.absolute, "Absolute tolerance")->capture_default_str();
    command->add_option("--rtol", arguments->tolerance.relative, "Relative tolerance")->capture_default_str();
    command->callback([&invocation, model, arguments] {
        invocation.action = [model, arguments] { return verify(model->spec, *arguments); };
    });
}

} // namespace espalier::cli

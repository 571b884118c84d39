// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/exporter.h"

#include "base/text.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "engine/model_opener.h"

#include <CLI/CLI.hpp>

namespace espalier::cli {

namespace {

struct ExportArguments {
    std::string file, format;
    bool noVerify = false;
    bool foldBatchNorm = false;
};

base::Result<Answer> exportTo(const recipe::ModelSpec &spec, const ExportArguments &arguments)
{
    const auto model = engine::openModel(spec);
    if (!model)
        return model.problem();
    const auto report = engine::exportModel(
        *model, {arguments.file, arguments.format, !arguments.noVerify, arguments.foldBatchNorm});
    if (!report)
        return report.problem();
    Answer answer;
    answer.json = {{"file", report->files.front()}, {"files", report->files}, {"bytes", report->bytes}};
    if (!arguments.noVerify)
        answer.json["verified"]
            = {{"max_abs_diff", report->maxAbsDiff}, {"ok", report->verified}, {"how", report->how}};
    for (const auto &file : report->files)
        answer.text += base::cat("wrote ", file, "\n");
    answer.text += arguments.noVerify ? "not verified\n"
                                      : base::cat("verified: ", report->how, ", max |difference| ", report->maxAbsDiff, "\n");
    return answer;
}

} // namespace

void addExport(CLI::App &app, Invocation &invocation)
{
    auto *command = app.add_subcommand("export", "Writes a model to a file, reads it back and compares");
    auto model = addModel(*command);
    auto arguments = std::make_shared<ExportArguments>();
    command->add_option("--to", arguments->file, "File to write; its name tells the format")->required();
    command->add_option("--format", arguments->format, "Format, if the name does not tell it; see formats");
    command->add_flag("--no-verify", arguments->noVerify, "Do not read the file back");
    command->add_flag("--fold-batch-norm", arguments->foldBatchNorm,
                      "Fold batch norm into the convolutions before it, where the format would keep it (onnx)");
    command->callback([&invocation, model, arguments] {
        invocation.action = [model, arguments] { return exportTo(model->spec, *arguments); };
    });
}

} // namespace espalier::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "cli/commands.h"
#include "cli/text_table.h"
#include "engine/bench.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace espalier::cli {

namespace {

struct BenchArguments {
    std::string name;
    engine::BenchOptions options;
};

const std::vector<std::string> &benchNames()
{
    static const std::vector<std::string> names{"step", "open", "trace", "plan", "data"};
    return names;
}

base::Result<Answer> bench(const BenchArguments &arguments)
{
    const auto &names = benchNames();
    if (!arguments.name.empty() && std::find(names.begin(), names.end(), arguments.name) == names.end())
        return base::Problem{base::ProblemCode::BadUsage, base::cat("There is no benchmark '", arguments.name, "'."), "",
                             base::cat("Choose one of ", base::join(names, ", "), ".")};
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows{{"benchmark", "median", "unit", "what"}};
    for (const auto &name : names) {
        if (!arguments.name.empty() && name != arguments.name)
            continue;
        const auto result = engine::bench(name, arguments.options);
        if (!result)
            return result.problem();
        Json json{{"name", name}, {"median", result->median}, {"unit", result->unit}, {"what", result->what}};
        for (const auto &[key, value] : result->figures)
            json[key] = value;
        list.push_back(std::move(json));
        rows.push_back({name, fixed(result->median, 4), result->unit, result->what});
    }
    return Answer{{{"benchmarks", list}}, textTable(rows), {}};
}

} // namespace

void addBench(CLI::App &app, Invocation &invocation)
{
    auto *command = app.add_subcommand("bench", "Step, opening, tracing and planning time and data throughput of this machine");
    auto arguments = std::make_shared<BenchArguments>();
    command->add_option("NAME", arguments->name, "step, open, trace, plan or data; all of them without");
    command->add_option("--model", arguments->options.step.model, "Built-in model; for open, trace and plan also a file")->capture_default_str();
    command->add_option("--batch", arguments->options.step.batch, "Images per step")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--precision", arguments->options.step.precision, "fp32, bf16 or auto")
        ->check(CLI::IsMember({"fp32", "bf16", "auto"}))
        ->capture_default_str();
    command->add_option("--iterations", arguments->options.step.iterations, "Measured repetitions")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--warmup", arguments->options.step.warmup, "Repetitions before that")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command->add_option("--ratio", arguments->options.step.ratio, "Share of every group that is penalised; 0 = no method")
        ->check(CLI::Range(0.0, 0.99))
        ->capture_default_str();
    auto *method = command->add_option("--method", arguments->options.step.method,
                                       "Penalty of the steps; named, its cost against plain steps is measured too");
    method->capture_default_str();
    command->callback([&invocation, arguments, method] {
        arguments->options.step.comparePlain = method->count() > 0;
        invocation.action = [arguments] { return bench(*arguments); };
    });
}

} // namespace espalier::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli.h"

#include "base/installation.h"
#include "base/text.h"
#include "cli/commands.h"
#include "engine/capability.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <exception>
#include <iostream>
#include <set>
#include <vector>

namespace espalier::cli {

using base::Problem;
using base::ProblemCode;

namespace {

/// Commands of the interface that a later version brings.
const std::set<std::string> &laterCommands()
{
    static const std::set<std::string> names{"sensitivity", "latency", "report"};
    return names;
}

Json errorJson(const Problem &problem)
{
    return {{"error",
             {{"code", base::toString(problem.code)},
              {"what", problem.what},
              {"where", problem.where},
              {"remedy", problem.remedy}}}};
}

void printJson(const Json &json)
{
    std::cout << json.dump(2, ' ', false, Json::error_handler_t::replace) << std::endl;
}

int fail(const Problem &problem, bool json)
{
    std::cerr << "espalier-cli: " << base::toString(problem) << std::endl;
    if (json)
        printJson(errorJson(problem));
    return base::exitCode(problem.code);
}

int print(const Answer &answer, bool json)
{
    if (json)
        printJson(answer.json);
    else
        std::cout << answer.text << std::flush;
    if (!answer.problem)
        return 0;
    std::cerr << "espalier-cli: " << base::toString(*answer.problem) << std::endl;
    return base::exitCode(answer.problem->code);
}

Problem later(const std::string &name)
{
    return {ProblemCode::BadUsage, base::cat("The command '", name, "' is not part of this version."), "",
            "See espalier-cli --help for those that are."};
}

Problem unknownCommand(const std::string &name, const CLI::App &app)
{
    std::vector<std::string> names;
    for (const auto *command : app.get_subcommands(nullptr))
        names.push_back(command->get_name());
    const std::string near = base::closest(name, names);
    return {ProblemCode::BadUsage, base::cat("There is no command '", name, "'."), "",
            near.empty() ? base::cat("Commands are ", base::join(names, ", "), ".")
                         : base::cat("Did you mean '", near, "'?")};
}

/// The first argument that is no option, unless it is a known command: a better message than the parser's.
std::optional<Problem> wrongCommand(const std::vector<std::string> &arguments, const CLI::App &app)
{
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const auto &argument = arguments[i];
        if (argument == "--threads") {
            ++i;
            continue;
        }
        if (argument.rfind("-", 0) == 0)
            continue;
        if (laterCommands().contains(argument))
            return later(argument);
        for (const auto *command : app.get_subcommands(nullptr))
            if (command->get_name() == argument)
                return std::nullopt;
        return unknownCommand(argument, app);
    }
    return std::nullopt;
}

void build(CLI::App &app, Invocation &invocation)
{
    app.description("Prunes neural networks: what the Espalier workbench does, without a window.");
    app.set_version_flag("--version", std::string("espalier-cli ") + std::string(base::version()));
    app.add_flag("--json", invocation.globals.json, "Print one JSON document on standard output");
    app.add_flag("-q,--quiet", invocation.globals.quiet, "No log lines and no progress");
    app.add_option("--threads", invocation.globals.threads, "Threads of LibTorch (default: all cores)")
        ->check(CLI::Range(1, 1024));
    app.fallthrough();
    app.require_subcommand(1);
    for (const auto add : {addInspect, addEvaluate, addPlan, addCut, addRun, addResume, addExport, addVerify, addReplay,
                           addCompare, addMethods, addFormats, addBench})
        add(app, invocation);
    app.footer("Exit codes: 0 done; 1 failed; 2 wrong command line or recipe; 3 a check did not hold; 130 stopped.\n"
               "MODEL: a file, zoo:NAME, a run directory, or DIR@POINT. DATA: sample:, folder:DIR, idx:DIR,\n"
               "cifar10:DIR, cifar100:DIR, or a directory. See docs/cli.md.");
}

Problem parseProblem(const CLI::ParseError &error, const CLI::App &app)
{
    std::string what = error.what();
    std::string command;
    for (const auto *chosen : app.get_subcommands())
        command = chosen->get_name() + " ";
    if (!what.empty() && what.back() != '.')
        what += '.';
    return {ProblemCode::BadUsage, what, "", base::cat("See espalier-cli ", command, "--help.")};
}

int act(const Invocation &invocation)
{
    engine::setUpThreads(invocation.globals.threads);
    try {
        const auto answer = invocation.action();
        return answer ? print(*answer, invocation.globals.json) : fail(answer.problem(), invocation.globals.json);
    } catch (const std::bad_alloc &) {
        return fail({ProblemCode::WorkFailed, "Out of memory.", "", "Use a smaller batch or model."},
                    invocation.globals.json);
    } catch (const std::exception &error) {
        return fail({ProblemCode::WorkFailed, base::cat("Unexpected failure: ", error.what(), "."), "",
                     "Please report this with the command line."},
                    invocation.globals.json);
    }
}

} // namespace

int run(int argc, char **argv)
{
    CLI::App app;
    app.name("espalier-cli");
    Invocation invocation;
    build(app, invocation);
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    const bool json = std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
    if (const auto problem = wrongCommand(arguments, app))
        return fail(*problem, json);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success))
            return app.exit(error);
        return fail(parseProblem(error, app), json);
    }
    return act(invocation);
}

} // namespace espalier::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/published_table.h"
#include "cli/text_table.h"
#include "report/run_comparison.h"

#include <CLI/CLI.hpp>

#include <filesystem>

namespace espalier::cli {

namespace {

using report::RunRecord;

struct CompareArguments
{
    std::vector<std::string> runs;
    bool masks = false;
};

/// The runs in the order given, with the names that they were given by.
struct Runs
{
    std::vector<std::string> names;
    std::vector<RunRecord> records;
};

base::Result<Runs> readRuns(const std::vector<std::string> &names)
{
    Runs runs{names, {}};
    for (const std::string &name : names) {
        const std::filesystem::path path(name);
        const auto text = base::readFile(std::filesystem::is_directory(path) ? path / "result.json" : path);
        if (!text)
            return text.problem();
        auto record = report::runRecordFromJson(*text);
        if (!record)
            return base::Problem{record.problem().code, record.problem().what, name, record.problem().remedy};
        runs.records.push_back(std::move(*record));
    }
    return runs;
}

Json optionalTop1(const std::optional<report::Accuracy> &accuracy)
{
    return accuracy ? Json(accuracy->top1) : Json();
}

std::string recipeName(const RunRecord &record)
{
    const Json recipe = Json::parse(record.recipe, nullptr, false);
    return recipe.is_object() ? recipe.value("name", "") : std::string();
}

double speedupOf(const RunRecord &record)
{
    return record.after.macs > 0
               ? static_cast<double>(record.before.macs) / static_cast<double>(record.after.macs)
               : 0.0;
}

Json publishedJson(const report::PublishedComparison &published)
{
    Json json = {{"source", published.source}, {"figures", Json::array()}, {"caveats", published.caveats}};
    for (const auto &figure : published.figures) {
        Json row = {{"figure", figure.name}, {"low", figure.low}, {"high", figure.high}};
        if (figure.ours)
            row.update({{"ours", *figure.ours},
                        {"difference", *figure.difference()},
                        {"inside", figure.isInside()}});
        json["figures"].push_back(row);
    }
    return json;
}

Json runJson(const std::string &name, const RunRecord &record)
{
    double seconds = 0.0;
    for (const auto &[stage, spent] : record.seconds)
        seconds += spent;
    Json json = {{"run", name},
                 {"recipe", recipeName(record)},
                 {"status", record.status},
                 {"seed", record.seed},
                 {"base", optionalTop1(record.base)},
                 {"after_cut", optionalTop1(record.afterCut)},
                 {"final", optionalTop1(record.final)},
                 {"best", record.best ? Json(record.best->top1) : Json()},
                 {"parameters", record.after.parameters},
                 {"macs", record.after.macs},
                 {"speedup", speedupOf(record)},
                 {"iterations", record.iterations},
                 {"seconds", seconds},
                 {"figures", record.figures}};
    if (record.published)
        json["published"] = publishedJson(*record.published);
    return json;
}

Json setsJson(const report::SetComparison &sets)
{
    return {{"channels", sets.channels},
            {"only_a", sets.onlyA},
            {"only_b", sets.onlyB},
            {"both", sets.both},
            {"iou", sets.iou()},
            {"overlap", sets.overlap()},
            {"agreement", sets.agreement()}};
}

Json pairJson(const Runs &runs, std::size_t a, std::size_t b)
{
    Json json = {{"a", runs.names[a]}, {"b", runs.names[b]}};
    if (const auto masks = report::compareMasks(runs.records[a], runs.records[b])) {
        json["total"] = setsJson(masks->total);
        json["layers"] = Json::object();
        for (const auto &group : masks->groups)
            json["layers"][group.group] = setsJson(group.sets);
    } else {
        json["problem"] = masks.problem().what;
    }
    if (const auto sensitivity = report::learningRateSensitivity(runs.records[a], runs.records[b]))
        json["lr_sensitivity"] = *sensitivity;
    return json;
}

Json answerJson(const Runs &runs)
{
    Json json = {{"runs", Json::array()},
                 {"differences", Json::array()},
                 {"pairs", Json::array()},
                 {"seeds", Json::array()}};
    for (std::size_t i = 0; i < runs.names.size(); ++i) {
        json["runs"].push_back(runJson(runs.names[i], runs.records[i]));
        for (std::size_t other = i + 1; other < runs.names.size(); ++other)
            json["pairs"].push_back(pairJson(runs, i, other));
    }
    for (const auto &difference : report::recipeDifferences(runs.records))
        json["differences"].push_back({{"path", difference.path}, {"values", difference.values}});
    const report::Fairness fair = report::fairness(runs.records);
    json["fairness"] = {{"level", fair.level}, {"missing", fair.missing}};
    for (const auto &group : report::foldSeeds(runs.records)) {
        Json names = Json::array();
        for (const std::size_t run : group.runs)
            names.push_back(runs.names[run]);
        json["seeds"].push_back(
            {{"runs", names}, {"mean", group.mean}, {"std", group.deviation}, {"n", group.runs.size()}});
    }
    return json;
}

std::string percentText(const std::optional<report::Accuracy> &accuracy)
{
    return accuracy ? fixed(accuracy->top1, 2) : "";
}

std::string runsTable(const Runs &runs)
{
    std::vector<std::vector<std::string>> rows = {{"run", "base %", "after cut %", "final %", "best %",
                                                   "params", "MACs", "fewer", "iterations", "seed"}};
    for (std::size_t i = 0; i < runs.names.size(); ++i) {
        const RunRecord &record = runs.records[i];
        rows.push_back({runs.names[i], percentText(record.base), percentText(record.afterCut),
                        percentText(record.final), record.best ? fixed(record.best->top1, 2) : "",
                        shortCount(record.after.parameters), shortCount(record.after.macs),
                        fixed(speedupOf(record), 2) + "x", std::to_string(record.iterations),
                        std::to_string(record.seed)});
    }
    return textTable(rows);
}

std::string masksText(const Runs &runs, bool byLayer)
{
    std::string text;
    for (std::size_t a = 0; a < runs.names.size(); ++a)
        for (std::size_t b = a + 1; b < runs.names.size(); ++b) {
            const auto masks = report::compareMasks(runs.records[a], runs.records[b]);
            if (!masks || masks->groups.empty())
                continue;
            std::vector<std::vector<std::string>> rows = {
                {"removed", "only A", "only B", "both", "IoU", "overlap", "agreement"}};
            const auto add = [&rows](const std::string &name, const report::SetComparison &sets) {
                rows.push_back({name, std::to_string(sets.onlyA), std::to_string(sets.onlyB),
                                std::to_string(sets.both), fixed(sets.iou(), 4), fixed(sets.overlap(), 4),
                                fixed(sets.agreement(), 4)});
            };
            for (const auto &group : masks->groups)
                if (byLayer)
                    add(group.group, group.sets);
            add("total", masks->total);
            text += base::cat("\nA ", runs.names[a], ", B ", runs.names[b], "\n", textTable(rows));
            if (const auto points = report::learningRateSensitivity(runs.records[a], runs.records[b]))
                text += base::cat("sensitivity to the learning rate of fine-tuning: ", fixed(*points, 2),
                                  " points (smaller minus larger rate)\n");
        }
    return text;
}

std::string answerText(const Runs &runs, bool byLayer)
{
    std::string text = runsTable(runs);
    for (const auto &group : report::foldSeeds(runs.records))
        if (group.runs.size() > 1)
            text += base::cat(runs.names[group.runs.front()], " and its seeds: ", fixed(group.mean, 2),
                              " +- ", fixed(group.deviation, 2), " % (", group.runs.size(), ")\n");
    const report::Fairness fair = report::fairness(runs.records);
    text += base::cat("fairness ", fair.level, " of 5",
                      fair.missing.empty() ? "" : "; missing: " + base::join(fair.missing, ", "), "\n",
                      masksText(runs, byLayer));
    for (std::size_t i = 0; i < runs.names.size(); ++i)
        if (runs.records[i].published)
            text += base::cat("\n", runs.names[i], "\n", publishedTable(*runs.records[i].published));
    std::vector<std::vector<std::string>> rows = {{"differs"}};
    rows.front().insert(rows.front().end(), runs.names.begin(), runs.names.end());
    for (const auto &difference : report::recipeDifferences(runs.records)) {
        rows.push_back({difference.path});
        rows.back().insert(rows.back().end(), difference.values.begin(), difference.values.end());
    }
    return rows.size() > 1 ? base::cat(text, "\n", textTable(rows)) : text;
}

base::Result<Answer> compare(const CompareArguments &arguments)
{
    const auto runs = readRuns(arguments.runs);
    if (!runs)
        return runs.problem();
    return Answer{answerJson(*runs), answerText(*runs, arguments.masks), {}};
}

} // namespace

void addCompare(CLI::App &app, Invocation &invocation)
{
    auto *command = app.add_subcommand("compare", "Sets the results of runs beside each other");
    auto arguments = std::make_shared<CompareArguments>();
    command->add_option("DIR", arguments->runs, "Run directories, or files like their result.json")
        ->required()
        ->expected(1, 1000);
    command->add_flag("--layers", arguments->masks, "Print per layer what both removed");
    command->callback(
        [&invocation, arguments] { invocation.action = [arguments] { return compare(*arguments); }; });
}

} // namespace espalier::cli

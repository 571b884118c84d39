// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "cli/commands.h"
#include "cli/text_table.h"
#include "engine/vocabulary.h"

#include <CLI/CLI.hpp>

namespace espalier::cli {

namespace {

Json valueJson(const recipe::OptionValue &value)
{
    return std::visit([](const auto &held) { return Json(held); }, value);
}

Json optionsJson(const std::vector<recipe::OptionSchema> &options)
{
    Json list = Json::array();
    for (const auto &option : options) {
        Json json{{"name", option.name},
                  {"type", recipe::toString(option.type)},
                  {"default", valueJson(option.defaultValue)},
                  {"range", recipe::rangeText(option)},
                  {"unit", option.unit},
                  {"help", option.help},
                  {"live", option.live}};
        if (!option.choices.empty())
            json["choices"] = option.choices;
        list.push_back(std::move(json));
    }
    return list;
}

std::string optionsText(const std::vector<recipe::OptionSchema> &options)
{
    std::vector<std::vector<std::string>> rows{{"    option", "type", "default", "range", "unit", "help"}};
    for (const auto &option : options)
        rows.push_back({"    " + option.name, recipe::toString(option.type), recipe::toString(option.defaultValue),
                        option.choices.empty() ? recipe::rangeText(option) : base::join(option.choices, "|"),
                        option.unit, option.help});
    return options.empty() ? "    no options\n" : textTable(rows);
}

std::string optionsMarkdown(const std::vector<recipe::OptionSchema> &options)
{
    std::string text = "| option | type | default | range | unit | meaning |\n|---|---|---|---|---|---|\n";
    for (const auto &option : options) {
        std::string range = option.choices.empty() ? recipe::rangeText(option) : base::join(option.choices, ", ");
        text += base::cat("| `", option.name, "` | ", recipe::toString(option.type), " | `",
                          recipe::toString(option.defaultValue), "` | ", range, " | ", option.unit, " | ", option.help,
                          option.live ? " May be changed while it runs." : "", " |\n");
    }
    return options.empty() ? "No options.\n" : text;
}

/// Reference page of the schemas of one kind.
template <class Schema>
std::string markdownOf(const char *title, const std::vector<Schema> &schemas)
{
    std::string text = base::cat("\n## ", title, "\n");
    for (const auto &schema : schemas) {
        text += base::cat("\n### `", schema.id, "`: ", schema.title, "\n\n", schema.summary, "\n");
        if constexpr (requires { schema.paper; })
            if (!schema.paper.empty())
                text += base::cat("\n", schema.paper, "\n");
        text += "\n" + optionsMarkdown(schema.options);
    }
    return text;
}

std::string referencePage(const recipe::Vocabulary &vocabulary)
{
    return "# Keys of a recipe\n\nWritten by `espalier-cli methods --markdown` from the schemas that recipes are checked"
           " against. A recipe's `stages` are\nobjects with `\"stage\": ID` and the stage's options; `penalize` also takes"
           " `\"method\": ID`, `select` `\"criterion\": ID`, both with\nan object `\"options\"`; `repeat` takes a list"
           " `\"stages\"`.\n"
        + markdownOf("Stages", vocabulary.stages) + markdownOf("Methods", vocabulary.methods)
        + markdownOf("Criteria", vocabulary.criteria);
}

/// One of the vocabulary's three kinds, filtered by id.
template <class Schema>
void addKind(const char *kind, const std::vector<Schema> &schemas, const std::string &id, Answer &answer)
{
    Json list = Json::array();
    for (const auto &schema : schemas) {
        if (!id.empty() && schema.id != id)
            continue;
        Json json{{"id", schema.id}, {"title", schema.title}, {"summary", schema.summary}};
        if constexpr (requires { schema.paper; })
            json["paper"] = schema.paper;
        json["options"] = optionsJson(schema.options);
        list.push_back(std::move(json));
        answer.text += base::cat(kind, " ", schema.id, ": ", schema.title, ". ", schema.summary, "\n",
                                 optionsText(schema.options), "\n");
    }
    answer.json[std::string(kind) == "criterion" ? "criteria" : std::string(kind) + "s"] = std::move(list);
}

base::Result<Answer> methodList(const std::string &id)
{
    const auto vocabulary = engine::makeVocabulary();
    if (!id.empty() && !vocabulary.method(id) && !vocabulary.criterion(id) && !vocabulary.stage(id)) {
        std::vector<std::string> names;
        for (const auto &schema : vocabulary.methods)
            names.push_back(schema.id);
        for (const auto &schema : vocabulary.criteria)
            names.push_back(schema.id);
        for (const auto &schema : vocabulary.stages)
            names.push_back(schema.id);
        return base::Problem{base::ProblemCode::BadUsage, base::cat("There is no method, criterion or stage '", id, "'."),
                             "", base::cat("Choose one of ", base::join(names, ", "), ".")};
    }
    Answer answer;
    answer.json = Json::object();
    addKind("method", vocabulary.methods, id, answer);
    addKind("criterion", vocabulary.criteria, id, answer);
    addKind("stage", vocabulary.stages, id, answer);
    return answer;
}

} // namespace

void addMethods(CLI::App &app, Invocation &invocation)
{
    auto *command = app.add_subcommand("methods", "Methods, criteria and stages with their options");
    auto id = std::make_shared<std::string>();
    command->add_option("ID", *id, "Only this one");
    auto markdown = std::make_shared<bool>(false);
    command->add_flag("--markdown", *markdown, "As a page of documentation");
    command->callback([&invocation, id, markdown] {
        invocation.action = [id, markdown]() -> base::Result<Answer> {
            auto answer = methodList(*id);
            if (answer && *markdown)
                answer->text = referencePage(engine::makeVocabulary());
            return answer;
        };
    });
}

} // namespace espalier::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/recipe.h"

#include "base/text.h"
#include "graph/json_reader.h"

#include <algorithm>

namespace espalier::recipe {

using base::cat;
using base::Problem;
using base::ProblemCode;
using base::Result;
using graph::Json;

namespace {

using Steps = std::vector<std::string>;

Problem bad(const std::string &assignment, std::string what)
{
    return {ProblemCode::BadUsage, std::move(what), cat("--set ", assignment),
            "Write path=value, such as stages.1.options.update_interval=5 or ratios.patterns['layer1.*']=0.5."};
}

/// Position behind a bracketed step that starts at `start`, or npos if it is never closed.
std::size_t endOfBracket(const std::string &text, std::size_t start)
{
    const bool isQuoted = start + 1 < text.size() && (text[start + 1] == '\'' || text[start + 1] == '"');
    const std::string closing = isQuoted ? std::string{text[start + 1], ']'} : std::string("]");
    const std::size_t end = text.find(closing, start + (isQuoted ? 2 : 1));
    return end == std::string::npos ? end : end + closing.size();
}

std::string bracketContent(const std::string &text, std::size_t start, std::size_t end)
{
    const bool isQuoted = text[start + 1] == '\'' || text[start + 1] == '"';
    const std::size_t margin = isQuoted ? 2 : 1;
    return text.substr(start + margin, end - start - 2 * margin);
}

struct Assignment {
    Steps steps;
    std::string value;
};

/// "a.b[3]['x.y']=value": the path ends at the first '=' outside brackets.
Result<Assignment> parseAssignment(const std::string &text)
{
    Assignment result;
    std::string step;
    const auto finishStep = [&] {
        if (!step.empty())
            result.steps.push_back(std::exchange(step, {}));
    };
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '=') {
            finishStep();
            result.value = text.substr(at + 1);
            if (result.steps.empty())
                return bad(text, "the path is empty.");
            return result;
        }
        if (text[at] == '[') {
            finishStep();
            const std::size_t end = endOfBracket(text, at);
            if (end == std::string::npos)
                return bad(text, "a bracket is not closed.");
            result.steps.push_back(bracketContent(text, at, end));
            at = end;
            continue;
        }
        if (text[at] == '.')
            finishStep();
        else
            step += text[at];
        ++at;
    }
    return bad(text, "there is no '='.");
}

Result<std::size_t> indexOf(const std::string &step, const Json &list, const std::string &assignment)
{
    const bool isNumber = !step.empty() && step.size() < 10 && std::all_of(step.begin(), step.end(), [](char c) { return c >= '0' && c <= '9'; });
    const std::size_t index = isNumber ? std::stoul(step) : list.size();
    if (index >= list.size())
        return bad(assignment, cat("'", step, "' is not one of the ", list.size(), " entries, counted from 0."));
    return index;
}

/// The place that the steps lead to; missing members of objects are made.
Result<Json *> findPlace(Json &document, const Steps &steps, const std::string &assignment)
{
    Json *place = &document;
    for (const std::string &step : steps) {
        if (place->is_null())
            *place = Json::object();
        if (place->is_array()) {
            const Result<std::size_t> index = indexOf(step, *place, assignment);
            if (!index)
                return index.problem();
            place = &(*place)[*index];
        } else if (place->is_object()) {
            place = &(*place)[step];
        } else {
            return bad(assignment, cat("there is nothing below ", place->dump(), ", so '", step, "' can't be set."));
        }
    }
    return place;
}

/// JSON where it is JSON, else a text: lr=0:0.01,60:0.001 needs no quotes.
Json valueOf(const std::string &text)
{
    const Result<Json> parsed = graph::parseJson(text);
    return parsed ? *parsed : Json(text);
}

} // namespace

Result<std::string> withSetting(const std::string &json, const std::string &assignment)
{
    graph::JsonLimits limits;
    limits.code = ProblemCode::BadUsage;
    Result<Json> document = graph::parseJson(json, limits);
    if (!document)
        return document.problem();
    const Result<Assignment> parsed = parseAssignment(assignment);
    if (!parsed)
        return parsed.problem();
    const Result<Json *> place = findPlace(*document, parsed->steps, assignment);
    if (!place)
        return place.problem();
    **place = valueOf(parsed->value);
    return document->dump(2, ' ', false, Json::error_handler_t::replace);
}

} // namespace espalier::recipe

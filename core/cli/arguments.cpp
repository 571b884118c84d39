// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/arguments.h"

#include "base/text.h"
#include "recipe/ratios.h"

#include <CLI/CLI.hpp>

#include <algorithm>

#include <charconv>

namespace espalier::cli {

using base::Problem;
using base::ProblemCode;
using Kind = recipe::RatioSpec::Kind;

namespace {

Problem badRatios(const std::string &what, const std::string &remedy)
{
    return {ProblemCode::BadUsage, what, "", remedy};
}

base::Result<std::vector<double>> parseStages(const std::string &text)
{
    std::vector<double> ratios;
    for (const auto &part : base::split(text, ',')) {
        const auto trimmed = base::trim(part);
        double value = 0;
        const auto [end, error] = std::from_chars(trimmed.data(), trimmed.data() + trimmed.size(), value);
        if (error != std::errc() || end != trimmed.data() + trimmed.size())
            return badRatios(base::cat("--stages: '", part, "' is not a number."), "Write one ratio per stage: 0,0.5,0.5,0.5,0.");
        ratios.push_back(value);
    }
    return ratios;
}

base::Status setAlign(const std::string &text, recipe::RatioSpec &spec)
{
    const auto parts = base::split(text, ':');
    const std::string &number = parts.front();
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), spec.align);
    const std::string direction = parts.size() > 1 ? parts[1] : "up";
    const bool known = direction == "up" || direction == "down" || direction == "nearest";
    if (error != std::errc() || end != number.data() + number.size() || spec.align < 1 || !known || parts.size() > 2)
        return badRatios(base::cat("--align: '", text, "' is not N:up, N:down or N:nearest."), "Write for example 8:up.");
    spec.alignDirection = direction;
    return {};
}

base::Result<recipe::OptionValue> parseValue(const std::string &text, const recipe::OptionSchema &schema)
{
    const Problem bad = badRatios(base::cat("'", text, "' is not a value of the option '", schema.name, "' (",
                                            recipe::toString(schema.type), ")."),
                                  "See espalier-cli methods for its range.");
    const char *begin = text.data(), *end = text.data() + text.size();
    if (schema.type == recipe::OptionType::Bool) {
        if (text != "true" && text != "false")
            return bad;
        return recipe::OptionValue(text == "true");
    }
    if (schema.type == recipe::OptionType::Integer) {
        std::int64_t value = 0;
        const auto read = std::from_chars(begin, end, value);
        return read.ec == std::errc() && read.ptr == end ? recipe::OptionValue(value) : base::Result<recipe::OptionValue>(bad);
    }
    if (schema.type == recipe::OptionType::Real) {
        double value = 0;
        const auto read = std::from_chars(begin, end, value);
        return read.ec == std::errc() && read.ptr == end ? recipe::OptionValue(value) : base::Result<recipe::OptionValue>(bad);
    }
    return recipe::OptionValue(text);
}

} // namespace

std::shared_ptr<ModelArguments> addModel(CLI::App &command)
{
    auto arguments = std::make_shared<ModelArguments>();
    command.add_option("MODEL", arguments->spec.source, "A file, zoo:NAME, a run directory or DIR@POINT")->required();
    command.add_option("--weights", arguments->spec.weights, "State dict or safetensors, put into the model by name");
    command.add_option("--classes", arguments->spec.classes, "Outputs of zoo:NAME (default: the weights' or its own)")
        ->check(CLI::Range(1, 1000000));
    return arguments;
}

std::shared_ptr<DataArguments> addData(CLI::App &command)
{
    auto arguments = std::make_shared<DataArguments>();
    command.add_option("--data", arguments->spec.source, "sample:, folder:DIR, idx:DIR, cifar10:DIR, cifar100:DIR or DIR")
        ->required();
    command.add_option("--preset", arguments->spec.preset, "Size, mean, std and augmentation by name");
    command.add_option("--subset", arguments->spec.subset, "At most so many images per split")->check(CLI::PositiveNumber);
    return arguments;
}

std::shared_ptr<RatioArguments> addRatios(CLI::App &command)
{
    auto arguments = std::make_shared<RatioArguments>();
    command.add_option("--ratio", arguments->ratio, "0.5 for all groups, or 'layer*.conv1:0.5,layer3.*:0.7' (later ones win)");
    command.add_option("--stages", arguments->stages, "One ratio per stage: stem, stages, classifier");
    command.add_option("--index", arguments->index, "By layer number: '1-15:0.7'");
    command.add_option("--target", arguments->target, "macs=0.5, params=0.4 or speedup=2.5");
    command.add_option("--skip", arguments->skip, "Globs of layers that keep all their channels, with commas");
    command.add_option("--align", arguments->align, "Kept widths are multiples: N:up, N:down or N:nearest");
    command.add_option("--min", arguments->minimum, "Channels that every group keeps at least")->check(CLI::PositiveNumber);
    return arguments;
}

base::Result<recipe::RatioSpec> RatioArguments::spec(bool mayBeNone) const
{
    const int given = !ratio.empty() + !stages.empty() + !index.empty() + !target.empty();
    if (given > 1 || (given == 0 && !mayBeNone))
        return badRatios(given == 0 ? "Neither ratios nor a target are given." : "More than one kind of ratios is given.",
                         "Give one of --ratio, --stages, --index or --target.");
    recipe::RatioSpec spec;
    if (!ratio.empty()) {
        auto parsed = recipe::parseRatios(ratio);
        if (!parsed)
            return parsed.problem();
        spec = std::move(*parsed);
    } else if (!stages.empty()) {
        auto parsed = parseStages(stages);
        if (!parsed)
            return parsed.problem();
        spec.kind = Kind::Stages;
        spec.stages = std::move(*parsed);
    } else {
        spec.kind = !index.empty() ? Kind::Index : !target.empty() ? Kind::Target : Kind::None;
        spec.index = index;
        spec.target = target;
    }
    for (const auto &glob : base::split(skip, ','))
        if (!base::trim(glob).empty())
            spec.skip.emplace_back(base::trim(glob));
    spec.minimum = minimum;
    if (!align.empty())
        if (auto status = setAlign(align, spec); !status)
            return status.problem();
    return spec;
}

base::Result<recipe::Options> parseOptions(const std::vector<std::string> &assignments,
                                           const std::vector<recipe::OptionSchema> &schema)
{
    recipe::Options options;
    for (const auto &assignment : assignments) {
        const auto equals = assignment.find('=');
        const std::string name = assignment.substr(0, equals);
        const auto found = std::find_if(schema.begin(), schema.end(),
                                        [&](const recipe::OptionSchema &one) { return one.name == name; });
        if (equals == std::string::npos || found == schema.end())
            return badRatios(base::cat("'", assignment, "' sets no option."), "Write name=value; see espalier-cli methods.");
        auto value = parseValue(assignment.substr(equals + 1), *found);
        if (!value)
            return value.problem();
        options[name] = std::move(*value);
    }
    return options;
}

Json groupJson(base::GroupId group)
{
    return group.isValid() ? Json(base::cat("g", group.value)) : Json(nullptr);
}

Json costJson(const graph::Cost &cost)
{
    return {{"parameters", cost.parameters}, {"macs", cost.macs}};
}

} // namespace espalier::cli

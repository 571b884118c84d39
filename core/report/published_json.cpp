// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/published_json.h"

namespace espalier::report {

namespace {

Json toObject(const PublishedFigure &figure)
{
    Json json = {{"figure", figure.name},
                 {"low", numberToJson(figure.low)},
                 {"high", numberToJson(figure.high)},
                 {"margin", numberToJson(figure.margin)}};
    putOptional(json, "ours", figure.ours);
    putOptional(json, "difference", figure.difference());
    if (figure.ours)
        json["inside"] = figure.isInside();
    return json;
}

PublishedFigure figureFrom(const Json &json)
{
    PublishedFigure figure;
    figure.name = json.at("figure").get<std::string>();
    figure.low = numberFromJson(json.at("low"));
    figure.high = numberFromJson(json.at("high"));
    figure.margin = numberFromJson(json.at("margin"));
    figure.ours = optionalNumber(json, "ours");
    return figure;
}

} // namespace

Json toObject(const PublishedComparison &comparison)
{
    Json json = {{"source", comparison.source}, {"figures", Json::array()}, {"caveats", comparison.caveats}};
    for (const PublishedFigure &figure : comparison.figures)
        json["figures"].push_back(toObject(figure));
    return json;
}

PublishedComparison publishedFrom(const Json &json)
{
    PublishedComparison comparison;
    comparison.source = json.at("source").get<std::string>();
    for (const Json &figure : json.at("figures"))
        comparison.figures.push_back(figureFrom(figure));
    comparison.caveats = json.at("caveats").get<std::vector<std::string>>();
    return comparison;
}

} // namespace espalier::report

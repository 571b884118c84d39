// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/ratios.h"

#include "base/text.h"
#include "recipe/index_ratios.h"
#include "recipe/layer_names.h"
#include "recipe/proportional_ratios.h"
#include "recipe/skip_rule.h"

#include <algorithm>
#include <functional>

namespace espalier::recipe {

using base::cat;
using base::numberText;
using base::Problem;
using base::ProblemCode;
using base::Result;
using base::Status;
using graph::GroupId;
using graph::Layer;
using graph::Structure;

namespace {

Problem bad(std::string where, std::string what, std::string remedy)
{
    return {ProblemCode::BadUsage, std::move(what), std::move(where), std::move(remedy)};
}

/// What a pattern meets in a network.
struct Matches {
    std::vector<GroupId> groups;
    std::vector<std::string> frozen; ///< layers, each with its reason
};

/// Fills the ratios of one network from one specification.
class Resolver {
public:
    Resolver(const RatioSpec &spec, const Structure &structure)
        : m_spec(spec), m_structure(structure), m_groupLayers(groupLayers(structure))
    {
        m_result.ratios.assign(structure.groups.size(), 0.0);
    }

    Result<ResolvedRatios> run()
    {
        for (const auto step : {&Resolver::fillRatios, &Resolver::fillLimits, &Resolver::fillSkips}) {
            if (const Status status = (this->*step)(); !status)
                return status.problem();
        }
        return std::move(m_result);
    }

private:
    Status fillRatios()
    {
        switch (m_spec.kind) {
        case RatioSpec::Kind::Patterns: return fillPatterns();
        case RatioSpec::Kind::Uniform: std::fill(m_result.ratios.begin(), m_result.ratios.end(), m_spec.uniform); return {};
        case RatioSpec::Kind::Stages: return fillStages();
        case RatioSpec::Kind::Index: return fillIndices();
        case RatioSpec::Kind::Proportional: return fillProportional();
        case RatioSpec::Kind::None:
        case RatioSpec::Kind::Target:
        case RatioSpec::Kind::Plan:
        case RatioSpec::Kind::Inherit: return {};
        }
        return {};
    }

    Status fillLimits()
    {
        m_result.limits.align = static_cast<std::int32_t>(m_spec.align);
        m_result.limits.minimum = static_cast<std::int32_t>(m_spec.minimum);
        if (m_spec.alignDirection == "down")
            m_result.limits.direction = graph::AlignDirection::Down;
        else if (m_spec.alignDirection == "nearest")
            m_result.limits.direction = graph::AlignDirection::Nearest;
        return {};
    }

    Matches match(const std::function<bool(const std::string &)> &isMeant) const
    {
        Matches matches;
        for (std::size_t g = 0; g < m_groupLayers.size(); ++g) {
            if (std::any_of(m_groupLayers[g].begin(), m_groupLayers[g].end(), isMeant))
                matches.groups.push_back({static_cast<std::int32_t>(g)});
        }
        for (const Layer &layer : m_structure.layers) {
            if (!layer.frozen.empty() && isMeant(layer.name))
                matches.frozen.push_back(cat(layer.name, " (", layer.frozen, ")"));
        }
        return matches;
    }

    std::string layerHint(const std::string &pattern) const
    {
        std::vector<std::string> names;
        for (const Layer &layer : m_structure.layers)
            names.push_back(layer.name);
        const std::string near = base::closest(pattern, names);
        return near.empty() ? cat("Layers: ", base::listNames(names), ".") : cat("Did you mean '", near, "'?");
    }

    Status fillPatterns()
    {
        for (const auto &[glob, ratio] : m_spec.patterns) {
            const Matches matches = match([&glob = glob](const std::string &name) { return base::globMatch(glob, name); });
            for (const GroupId group : matches.groups)
                m_result.ratios[group.index()] = ratio;
            if (const Status status = reportMatches(glob, ratio, matches); !status)
                return status;
        }
        return {};
    }

    Status fillProportional()
    {
        std::vector<double> shares(m_groupLayers.size(), 0.0), sizes(m_groupLayers.size(), 0.0);
        for (const auto &[glob, share] : m_spec.shares) {
            const Matches matches = match([&glob = glob](const std::string &name) { return base::globMatch(glob, name); });
            for (const GroupId group : matches.groups)
                shares[group.index()] = share;
            if (const Status status = reportMatches(glob, share, matches); !status)
                return status;
        }
        // Layers that can't be pruned are part of the whole, as one that is skipped.
        sizes.push_back(0.0);
        shares.push_back(0.0);
        for (const Layer &layer : m_structure.layers)
            sizes[layer.group.isValid() ? layer.group.index() : sizes.size() - 1] += weightCount(layer);
        for (const std::string &entry : m_spec.skip)
            for (const GroupId group : match(skipRule(entry, m_structure)).groups)
                shares[group.index()] = 0.0;
        Result<std::vector<double>> ratios = proportionalRatios(sizes, shares, m_spec.total);
        if (!ratios)
            return ratios.problem();
        ratios->pop_back();
        m_result.ratios = std::move(*ratios);
        return {};
    }

    static double weightCount(const Layer &layer)
    {
        double count = 1.0;
        for (const std::int64_t size : layer.weightShape)
            count *= static_cast<double>(size);
        return count;
    }

    /// What was asked for and can't be done is an error if nothing at all can be done, else a warning.
    Status reportMatches(const std::string &glob, double ratio, const Matches &matches)
    {
        const std::string where = cat("ratios.patterns['", glob, "']");
        std::string what;
        if (matches.groups.empty() && matches.frozen.empty())
            what = cat("pattern '", glob, "' matches no layer.");
        else if (matches.groups.empty())
            what = cat("pattern '", glob, "' matches only layers that can't be pruned: ", base::listNames(matches.frozen, 3), ".");
        if (!what.empty() && ratio > 0.0)
            return bad(where, what, layerHint(glob));
        if (!what.empty())
            m_result.warnings.push_back(what);
        else if (!matches.frozen.empty() && ratio > 0.0)
            m_result.warnings.push_back(cat("pattern '", glob, "' also matches layers that stay whole: ",
                                            base::listNames(matches.frozen, 3), "."));
        return {};
    }

    Status fillStages()
    {
        std::set<int> stages;
        for (const Layer &layer : m_structure.layers) {
            if (const auto name = blockName(layer.name))
                stages.insert(name->stage);
        }
        if (stages.empty())
            return bad("ratios.stages", "this network has no stages (layers named layerN.B).", "Use 'patterns' or 'index'.");
        if (m_spec.stages.size() != stages.size() + 2)
            return bad("ratios.stages", cat("there are ", m_spec.stages.size(), " values for ", stages.size(), " stages."),
                       cat("Write ", stages.size() + 2, ": the stem, each stage, the classifier."));
        warnAboutEnds();
        const std::set<GroupId> scope = paperScope(m_structure);
        for (const Layer &layer : m_structure.layers) {
            const auto name = blockName(layer.name);
            if (name && layer.group.isValid() && scope.contains(layer.group)) {
                const auto position = std::distance(stages.begin(), stages.find(name->stage));
                m_result.ratios[layer.group.index()] = m_spec.stages[static_cast<std::size_t>(position) + 1];
            }
        }
        return {};
    }

    void warnAboutEnds()
    {
        if (m_spec.stages.front() > 0.0)
            m_result.warnings.push_back(cat("ratio ", numberText(m_spec.stages.front()), " of the stem has no effect: "
                                            "'stages' leaves it whole, as the papers do. Use 'patterns' to prune it."));
        if (m_spec.stages.back() > 0.0)
            m_result.warnings.push_back(cat("ratio ", numberText(m_spec.stages.back()), " of the classifier has no effect: "
                                            "its outputs are the outputs of the network."));
    }

    Status fillIndices()
    {
        const Result<std::vector<IndexRange>> ranges = parseIndexRatios(m_spec.index);
        if (!ranges)
            return ranges.problem();
        const std::vector<const Layer *> layers = countedLayers(m_structure);
        const std::set<GroupId> scope = paperScope(m_structure);
        for (const IndexRange &range : *ranges) {
            if (const Status status = fillRange(range, layers, scope); !status)
                return status;
        }
        return {};
    }

    Status fillRange(const IndexRange &range, const std::vector<const Layer *> &layers, const std::set<GroupId> &scope)
    {
        const std::string text = cat(range.first, "-", range.last, ":", numberText(range.ratio));
        const auto count = static_cast<std::int64_t>(layers.size());
        if (range.last >= count) {
            const std::string what = cat("range ", text, " goes past the last layer, number ", count - 1, ".");
            if (range.ratio > 0.0)
                return bad("ratios.index", what, "Layers count from 0: convolutions and linear ones, shortcuts left out.");
            m_result.warnings.push_back(what);
        }
        bool isUsed = false;
        std::vector<std::string> outside;
        for (std::int64_t i = range.first; i <= std::min(range.last, count - 1); ++i) {
            const Layer &layer = *layers[static_cast<std::size_t>(i)];
            const bool isInScope = layer.group.isValid() && scope.contains(layer.group);
            if (isInScope)
                m_result.ratios[layer.group.index()] = range.ratio;
            else
                outside.push_back(cat(i, " (", layer.name, layer.frozen.empty() ? "" : ": ", layer.frozen, ")"));
            isUsed = isUsed || isInScope;
        }
        if (outside.empty() || range.ratio == 0.0)
            return {};
        const std::string what = cat("range ", text, " also names layers that 'index' leaves whole, as the papers do: ",
                                     base::listNames(outside, 4), ".");
        if (!isUsed)
            return bad("ratios.index", what, "Use 'patterns' to prune them.");
        m_result.warnings.push_back(what);
        return {};
    }

    Status fillSkips()
    {
        for (std::size_t i = 0; i < m_spec.skip.size(); ++i) {
            const Matches matches = match(skipRule(m_spec.skip[i], m_structure));
            if (matches.groups.empty() && matches.frozen.empty())
                return bad(cat("ratios.skip[", i, "]"), cat("'", m_spec.skip[i], "' matches no layer."), layerHint(m_spec.skip[i]));
            for (const GroupId group : matches.groups) {
                m_result.limits.locked.insert(group);
                m_result.ratios[group.index()] = 0.0;
            }
        }
        return {};
    }

    const RatioSpec &m_spec;
    const Structure &m_structure;
    const std::vector<std::vector<std::string>> m_groupLayers;
    ResolvedRatios m_result;
};

/// At ',', '/' and ';' outside brackets.
std::vector<std::string> splitPatterns(const std::string &text)
{
    std::vector<std::string> parts{""};
    int depth = 0;
    for (const char c : text) {
        depth += c == '[' ? 1 : c == ']' ? -1 : 0;
        if (depth == 0 && (c == ',' || c == '/' || c == ';'))
            parts.emplace_back();
        else
            parts.back() += c;
    }
    return parts;
}

Result<double> parseRatio(const std::string &text, const std::string &where)
{
    const std::optional<double> ratio = base::parseNumber(base::trim(text));
    if (!ratio || !(*ratio >= 0.0 && *ratio < 1.0))
        return bad(where, cat("ratio ", base::trim(text), " is outside [0, 1)."), "Use a share such as 0.5.");
    return *ratio;
}

} // namespace

Result<ResolvedRatios> resolveRatios(const RatioSpec &spec, const Structure &structure)
{
    return Resolver(spec, structure).run();
}

Result<RatioSpec> parseRatios(const std::string &text)
{
    RatioSpec spec;
    if (text.find(':') == std::string::npos) {
        const Result<double> ratio = parseRatio(text, "ratio");
        if (!ratio)
            return ratio.problem();
        spec.kind = RatioSpec::Kind::Uniform;
        spec.uniform = *ratio;
        return spec;
    }
    spec.kind = RatioSpec::Kind::Patterns;
    for (const std::string &part : splitPatterns(text)) {
        const std::size_t colon = part.rfind(':');
        const std::string glob(base::trim(part.substr(0, colon)));
        if (colon == std::string::npos || glob.empty())
            return bad("ratio", cat("'", part, "' is not a pattern with a ratio."), "Write 'layer*.conv1:0.5,layer3.*:0.7'.");
        const Result<double> ratio = parseRatio(part.substr(colon + 1), cat("ratio of '", glob, "'"));
        if (!ratio)
            return ratio.problem();
        spec.patterns.emplace_back(glob, *ratio);
    }
    return spec;
}

} // namespace espalier::recipe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "graph/planning.h"

#include "base/text.h"
#include "graph/kept_width.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <sstream>

namespace espalier::graph {

using base::cat;
using base::Problem;
using base::ProblemCode;

namespace {

struct TargetRow {
    Target::Kind kind;
    const char *name;
    const char *suffix; ///< may follow the number
    double low, high;   ///< allowed values: (low, high] for shares, [low, high] for speed-ups
    const char *rule;
};

constexpr double unbounded = 1e12;
constexpr std::array<TargetRow, 4> targetTable{{
    {Target::Kind::Macs, "macs", "", 1e-12, 1.0, "a share in (0, 1], such as macs=0.5"},
    {Target::Kind::Parameters, "params", "", 1e-12, 1.0, "a share in (0, 1], such as params=0.4"},
    {Target::Kind::Speedup, "speedup", "x", 1.0, unbounded, "a factor of at least 1, such as speedup=2.5"},
    {Target::Kind::Latency, "latency", "ms", 1e-12, unbounded, "a time in ms, such as latency=3ms"},
}};

const TargetRow &rowOf(Target::Kind kind)
{
    return *std::find_if(targetTable.begin(), targetTable.end(), [kind](const TargetRow &row) { return row.kind == kind; });
}

std::vector<std::string> targetNames()
{
    std::vector<std::string> names;
    for (const TargetRow &row : targetTable)
        names.emplace_back(row.name);
    return names;
}

/// Everything that one evaluation of a ratio needs.
class UniformSearch {
public:
    UniformSearch(const Structure &structure, const Target &target, const PlanLimits &limits, const std::set<GroupId> &scope)
        : m_structure(structure), m_target(target), m_limits(limits), m_scope(scope), m_before(cost(structure))
    {
    }

    std::vector<double> ratiosAt(double ratio) const
    {
        std::vector<double> ratios(m_structure.groups.size(), 0.0);
        for (const Group &group : m_structure.groups) {
            const bool inScope = m_scope.empty() || m_scope.contains(group.id);
            if (inScope && !m_limits.locked.contains(group.id))
                ratios[group.id.index()] = ratio;
        }
        return ratios;
    }

    /// What the ratio achieves, in the target's unit, with rounding, limits and levelling inside.
    double achievedAt(double ratio) const
    {
        const Cost after = costOf(m_structure, keptAt(ratio));
        if (m_target.kind == Target::Kind::Parameters)
            return share(after.parameters, m_before.parameters);
        return m_target.kind == Target::Kind::Macs ? share(after.macs, m_before.macs) : share(m_before.macs, after.macs);
    }

    bool isMet(double achieved) const
    {
        return m_target.kind == Target::Kind::Speedup ? achieved >= m_target.value : achieved <= m_target.value;
    }

private:
    static double share(std::int64_t part, std::int64_t whole)
    {
        return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 1.0;
    }

    std::vector<std::int32_t> keptAt(double ratio) const
    {
        const std::vector<double> ratios = ratiosAt(ratio);
        std::vector<std::int32_t> kept;
        if (m_structure.constraints.empty()) {
            for (const Group &group : m_structure.groups)
                kept.push_back(keptWidth(group, group.channels, ratios[group.id.index()], m_limits).kept);
            return kept;
        }
        PlanRequest request;
        request.ratios = ratios;
        request.limits = m_limits;
        for (const Group &group : m_structure.groups)
            request.scores.emplace_back(static_cast<std::size_t>(group.channels), 0.0);
        const base::Result<PlanResult> result = makePlan(m_structure, request);
        for (const Group &group : m_structure.groups)
            kept.push_back(result ? result->ledger[group.id.index()].kept : group.channels);
        return kept;
    }

    const Structure &m_structure;
    const Target &m_target;
    const PlanLimits &m_limits;
    const std::set<GroupId> &m_scope;
    const Cost m_before;
};

/// Largest ratio below 1: every group goes down to its floor.
double largestRatio()
{
    return std::nextafter(1.0, 0.0);
}

std::string valueText(const Target &target, double value)
{
    std::ostringstream out;
    out.precision(3);
    out << value << (target.kind == Target::Kind::Speedup ? "x" : "");
    return out.str();
}

std::string obstacles(const Structure &structure, const PlanLimits &limits)
{
    const auto frozen = std::count_if(structure.layers.begin(), structure.layers.end(),
                                      [](const Layer &layer) { return !layer.frozen.empty(); });
    return cat(frozen, frozen == 1 ? " layer" : " layers", " frozen, ", limits.locked.size(),
               limits.locked.size() == 1 ? " group" : " groups", " locked");
}

Problem infeasible(const Structure &structure, const Target &target, const PlanLimits &limits,
                   const std::set<GroupId> &scope)
{
    const double best = UniformSearch(structure, target, limits, scope).achievedAt(largestRatio());
    const char *bound = target.kind == Target::Kind::Speedup ? "at most " : "no less than ";
    std::string what = cat(bound, valueText(target, best), " can be reached: ", obstacles(structure, limits));
    PlanLimits unlocked = limits;
    unlocked.locked.clear();
    const double without = UniformSearch(structure, target, unlocked, scope).achievedAt(largestRatio());
    if (without != best)
        what += cat("; without the locks ", valueText(target, without));
    return {ProblemCode::CheckFailed, what + ".", toString(target), "Choose a milder target, or relax floors, caps or locks."};
}

} // namespace

base::Result<Target> parseTarget(const std::string &text)
{
    const std::size_t equals = text.find('=');
    const std::string name(base::trim(text.substr(0, equals)));
    const auto row = std::find_if(targetTable.begin(), targetTable.end(), [&](const TargetRow &r) { return r.name == name; });
    if (equals == std::string::npos || row == targetTable.end()) {
        const std::string near = base::closest(name, targetNames());
        return Problem{ProblemCode::BadUsage, cat("'", text, "' is not a target."), "target",
                       near.empty() || equals == std::string::npos ? "Use macs=0.5, params=0.4, speedup=2.5 or latency=3ms."
                                                                   : cat("Did you mean '", near, "'?")};
    }
    const std::string value(base::trim(text.substr(equals + 1)));
    const std::string digits = value.ends_with(row->suffix) ? value.substr(0, value.size() - std::strlen(row->suffix)) : value;
    const std::optional<double> number = base::parseNumber(digits);
    if (!number)
        return Problem{ProblemCode::BadUsage, cat("'", value, "' is not a number."), cat("target ", name),
                       cat("Use ", row->rule, ".")};
    if (!(*number >= row->low && *number <= row->high))
        return Problem{ProblemCode::BadUsage, cat(value, " is out of range."), cat("target ", name),
                       cat("Use ", row->rule, ".")};
    return Target{row->kind, *number};
}

std::string toString(const Target &target)
{
    const TargetRow &row = rowOf(target.kind);
    return cat(row.name, "=", base::numberText(target.value), target.kind == Target::Kind::Latency ? row.suffix : "");
}

base::Result<Solution> solveUniform(const Structure &structure, const Target &target, const PlanLimits &limits,
                                    const std::set<GroupId> &scope)
{
    if (target.kind == Target::Kind::Latency)
        return Problem{ProblemCode::Unsupported,
                       ESP_TR("Engine", "a latency can't be solved for without a table of measured times."),
                       toString(target), ESP_TR("Engine", "Use macs, params or speedup.")};
    const UniformSearch search(structure, target, limits, scope);
    const double atNone = search.achievedAt(0.0);
    const double atMost = search.achievedAt(largestRatio());
    double low = 0.0;
    double high = largestRatio();
    if (!search.isMet(atMost))
        return infeasible(structure, target, limits, scope);
    if (search.isMet(atNone))
        high = 0.0;
    // Widths are whole numbers, so the smallest ratio that meets the target is known well before 40 halvings.
    for (int i = 0; i < 40 && high - low > 1e-7; ++i) {
        const double middle = low + (high - low) / 2;
        (search.isMet(search.achievedAt(middle)) ? high : low) = middle;
    }
    Solution solution;
    solution.ratios = search.ratiosAt(high);
    solution.achieved = search.achievedAt(high);
    solution.least = std::min(atNone, atMost);
    solution.most = std::max(atNone, atMost);
    return solution;
}

} // namespace espalier::graph

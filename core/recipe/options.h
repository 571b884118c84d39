// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace espalier::recipe {

using OptionValue = std::variant<bool, std::int64_t, double, std::string>;
/// Values by option name. After validation every option of the schema is present (defaults written out).
using Options = std::map<std::string, OptionValue>;

enum class OptionType {
    Bool,
    Integer,
    Real,
    Choice,   ///< one of `choices`
    Text,
    Schedule, ///< a real, or "epoch:value,epoch:value" piecewise constant (methods.md 5); a text once validated
};

/// Describes one option once: forms, CLI flags, JSON validation and the reference page are generated from it.
struct OptionSchema {
    std::string name;  ///< key in the recipe: "update_interval"
    std::string title; ///< "Update interval" (English key for translation)
    OptionType type = OptionType::Real;
    OptionValue defaultValue;
    double minimum = -std::numeric_limits<double>::infinity();
    double maximum = std::numeric_limits<double>::infinity();
    bool minimumExcluded = false, maximumExcluded = false;
    std::vector<std::string> choices;
    std::string unit; ///< "iterations", "epochs", "" …
    std::string help; ///< one sentence; symbol of the paper in it
    bool live = false;     ///< may be changed while running; acts at the next step
    bool scaled = false;   ///< an iteration or epoch count that "scale" shrinks
    bool rate = false;     ///< growth per update: "scale" divides it, so that a limit is reached in as many fewer updates
    bool advanced = false; ///< folded away in forms
};

/// Refuses unknown names (with the closest known one), wrong types and values out of range; fills defaults.
/// `path` prefixes key paths in messages: "stages[1].options". An integer is accepted where a real is asked for, a whole
/// real where an integer is. A default is always accepted, also outside its range (-1 for "automatic").
base::Result<Options> validateOptions(const std::vector<OptionSchema> &schema, const Options &given,
                                      const std::string &path);

/// Range as text: "(0, 1]", ">= 1", "" if free.
std::string rangeText(const OptionSchema &schema);
std::string toString(OptionType type);
std::string toString(const OptionValue &value);

bool boolOption(const Options &options, const std::string &name);
std::int64_t integerOption(const Options &options, const std::string &name);
double realOption(const Options &options, const std::string &name); ///< also of an integer
const std::string &textOption(const Options &options, const std::string &name);

class Schedule;
Schedule scheduleOption(const Options &options, const std::string &name);

/// Piecewise-constant schedule over epochs; the last value stays.
class Schedule {
public:
    /// "0.01" or "0:0.01,60:0.001": starts at 0, ascending, values >= 0.
    static base::Result<Schedule> parse(const std::string &text, const std::string &path);
    double at(double epoch) const;
    double first() const { return m_steps.front().second; }
    /// The same schedule with its epochs multiplied.
    Schedule scaled(double factor) const;
    const std::vector<std::pair<double, double>> &steps() const { return m_steps; }
    std::string toString() const;

private:
    std::vector<std::pair<double, double>> m_steps;
};

} // namespace espalier::recipe

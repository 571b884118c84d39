// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>

/// Helpers of this room's JSON files; private to report.
namespace espalier::report {

using Json = nlohmann::ordered_json;

/// A number, or "nan", "inf", "-inf" as text, since JSON has no word for them.
Json numberToJson(double value);
double numberFromJson(const Json &json);

void putOptional(Json &object, const char *key, const std::optional<double> &value);
std::optional<double> optionalNumber(const Json &object, const char *key);

/// One line (indent < 0) or pretty text; bytes that are not UTF-8 are replaced rather than thrown at.
std::string dumpJson(const Json &json, int indent);

/// The parsed document, or Malformed naming `what` ("event", "run record").
base::Result<Json> parseJson(const std::string &text, const std::string &what);

} // namespace espalier::report

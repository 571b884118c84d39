// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/json_fields.h"

#include "base/text.h"

#include <cmath>
#include <limits>

namespace espalier::report {

Json numberToJson(double value)
{
    if (std::isnan(value))
        return "nan";
    if (std::isinf(value))
        return value > 0 ? "inf" : "-inf";
    return value;
}

double numberFromJson(const Json &json)
{
    if (!json.is_string())
        return json.get<double>();
    const auto &text = json.get_ref<const std::string &>();
    if (text == "inf")
        return std::numeric_limits<double>::infinity();
    if (text == "-inf")
        return -std::numeric_limits<double>::infinity();
    return std::numeric_limits<double>::quiet_NaN();
}

void putOptional(Json &object, const char *key, const std::optional<double> &value)
{
    if (value)
        object[key] = numberToJson(*value);
}

std::optional<double> optionalNumber(const Json &object, const char *key)
{
    const auto found = object.find(key);
    if (found == object.end() || found->is_null())
        return std::nullopt;
    return numberFromJson(*found);
}

std::string dumpJson(const Json &json, int indent)
{
    return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

base::Result<Json> parseJson(const std::string &text, const std::string &what)
{
    Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded() || !json.is_object())
        return base::Problem{base::ProblemCode::Malformed,
                             base::cat("The ", what, " is not a JSON object: '", text.substr(0, 80), "'."), "",
                             "Use a file that this program wrote, unchanged."};
    return json;
}

} // namespace espalier::report

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <exception>
#include <limits>
#include <string>
#include <vector>

namespace espalier::graph {

/// Objects keep the order of their keys: ratio patterns need it, and files read better.
using Json = nlohmann::ordered_json;

/// What a JsonReader throws; it never leaves the function that reads a document (see readDocument).
class JsonError : public std::exception {
public:
    explicit JsonError(base::Problem problem) : m_problem(std::move(problem)) { }
    const base::Problem &problem() const { return m_problem; }
    const char *what() const noexcept override { return m_problem.what.c_str(); }

private:
    base::Problem m_problem;
};

/// Limits that a document must keep before anything is built from it.
struct JsonLimits {
    std::size_t bytes = std::size_t{64} << 20;
    int depth = 32;
    std::size_t keys = 4096; ///< per object
    base::ProblemCode code = base::ProblemCode::Malformed; ///< of every complaint about the document
    std::string remedy;                                     ///< of complaints about syntax
};

/// Parses bounded JSON; the message names line and column. Duplicate keys are refused.
base::Result<Json> parseJson(const std::string &text, const JsonLimits &limits = {});

/// A place in a document together with its key path, for reading with exact messages: every accessor checks the type
/// and bounds and throws JsonError naming the path ("nodes[3].outputs[0]").
class JsonReader {
public:
    explicit JsonReader(const Json &json, std::string path = {},
                        base::ProblemCode code = base::ProblemCode::Malformed)
        : m_json(&json), m_path(std::move(path)), m_code(code)
    {
    }

    const Json &json() const { return *m_json; }
    const std::string &path() const { return m_path; }

    bool isNull() const { return m_json->is_null(); }
    bool has(const std::string &key) const { return m_json->is_object() && m_json->contains(key); }
    /// Member of an object; complains if it is missing.
    JsonReader at(const std::string &key) const;
    /// Elements of an array.
    std::vector<JsonReader> items(std::size_t limit = std::size_t{1} << 20) const;
    /// Members of an object, in the order of the document.
    std::vector<std::pair<std::string, JsonReader>> members() const;
    /// Refuses members that are not listed, naming the closest one.
    void onlyKeys(const std::vector<std::string> &known) const;

    std::int64_t integer(std::int64_t low = std::numeric_limits<std::int64_t>::min(),
                         std::int64_t high = std::numeric_limits<std::int64_t>::max()) const;
    double number() const; ///< finite
    bool boolean() const;
    std::string text(std::size_t limit = 4096) const;

    /// Complains about this place: "PATH: what remedy".
    [[noreturn]] void fail(std::string what, std::string remedy = {}) const;

private:
    [[noreturn]] void wrongType(const std::string &expected) const;

    const Json *m_json;
    std::string m_path;
    base::ProblemCode m_code;
};

/// Path of a member or element: child("a", "b") = "a.b", child("a", "x.*") = "a['x.*']"; element("a", 3) = "a[3]".
std::string child(const std::string &path, const std::string &key);
std::string element(const std::string &path, std::size_t index);

/// Runs `read(JsonReader)` on the parsed text and turns a JsonError into its Problem.
template <class T, class Read>
base::Result<T> readDocument(const std::string &text, const JsonLimits &limits, const Read &read)
{
    const base::Result<Json> json = parseJson(text, limits);
    if (!json)
        return json.problem();
    try {
        return read(JsonReader(*json, {}, limits.code));
    } catch (const JsonError &error) {
        return error.problem();
    }
}

} // namespace espalier::graph

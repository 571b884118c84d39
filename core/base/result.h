// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace espalier::base {

/// What went wrong, coarse enough to act on. `exitCode` maps it to the process exit code of espalier-cli.
enum class ProblemCode {
    BadUsage,     ///< the command line or a recipe is wrong (unknown key, value out of range): exit 2
    NotFound,     ///< a file, layer, point or name does not exist: exit 1
    Unreadable,   ///< a file can't be opened or read (permission, I/O): exit 1
    Malformed,    ///< a file is truncated, foreign or inconsistent: exit 1
    Mismatch,     ///< weights of another network, class counts that differ: exit 1
    Unsupported,  ///< understood but not something we do: exit 1
    NoSpace,      ///< the disk is full: exit 1
    NoPermission, ///< writing is not allowed there: exit 1
    WorkFailed,   ///< anything else that failed while working (NaN loss, out of memory): exit 1
    CheckFailed,  ///< parity, verification or a target does not hold: exit 3
    Stopped,      ///< stopped by the user, state kept: exit 130
};

/// The only error value that crosses rooms. One clear sentence each: `what` names the thing, its value and
/// the rule that it breaks; `where` is the place (file, key path, layer), may be empty; `remedy` says what to do.
/// Texts are English keys, translated by the app only.
struct Problem {
    ProblemCode code = ProblemCode::WorkFailed;
    std::string what;
    std::string where;
    std::string remedy;

    friend bool operator==(const Problem &, const Problem &) = default;
};

/// "where: what Remedy." in one line, as the CLI prints it.
std::string toString(const Problem &problem);

/// Process exit code of a problem, see ProblemCode.
int exitCode(ProblemCode code);

/// Stable lower-case name of a code ("bad_usage"), for JSON and the log.
std::string toString(ProblemCode code);

/// A value or a Problem. Never both, never neither.
///
///     Result<Graph> graph = read(path);
///     if (!graph)
///         return graph.problem();
///     use(*graph);
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) { }
    Result(Problem problem) : m_state(std::in_place_index<1>, std::move(problem)) { }

    bool hasValue() const { return m_state.index() == 0; }
    explicit operator bool() const { return hasValue(); }

    T &value() & { return std::get<0>(m_state); }
    const T &value() const & { return std::get<0>(m_state); }
    T &&value() && { return std::get<0>(std::move(m_state)); }
    T &operator*() & { return value(); }
    const T &operator*() const & { return value(); }
    T &&operator*() && { return std::move(*this).value(); }
    T *operator->() { return &value(); }
    const T *operator->() const { return &value(); }

    const Problem &problem() const { return std::get<1>(m_state); }

private:
    std::variant<T, Problem> m_state;
};

/// Success without a value, or a Problem.
template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Problem problem) : m_problem(std::move(problem)) { }

    bool hasValue() const { return !m_problem; }
    explicit operator bool() const { return hasValue(); }
    const Problem &problem() const { return *m_problem; }

private:
    std::optional<Problem> m_problem;
};

using Status = Result<void>;

} // namespace espalier::base

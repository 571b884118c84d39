// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"

namespace espalier::base {

std::string toString(const Problem &problem)
{
    std::string text;
    if (!problem.where.empty())
        text += problem.where + ": ";
    text += problem.what;
    if (!problem.remedy.empty())
        text += " " + problem.remedy;
    return text;
}

int exitCode(ProblemCode code)
{
    switch (code) {
    case ProblemCode::BadUsage: return 2;
    case ProblemCode::CheckFailed: return 3;
    case ProblemCode::Stopped: return 130;
    default: return 1;
    }
}

std::string toString(ProblemCode code)
{
    switch (code) {
    case ProblemCode::BadUsage: return "bad_usage";
    case ProblemCode::NotFound: return "not_found";
    case ProblemCode::Unreadable: return "unreadable";
    case ProblemCode::Malformed: return "malformed";
    case ProblemCode::Mismatch: return "mismatch";
    case ProblemCode::Unsupported: return "unsupported";
    case ProblemCode::NoSpace: return "no_space";
    case ProblemCode::NoPermission: return "no_permission";
    case ProblemCode::WorkFailed: return "work_failed";
    case ProblemCode::CheckFailed: return "check_failed";
    case ProblemCode::Stopped: return "stopped";
    }
    return "work_failed";
}

} // namespace espalier::base

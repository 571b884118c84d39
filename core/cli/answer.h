// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <optional>
#include <string>

namespace espalier::cli {

using Json = nlohmann::ordered_json;

/// What a command has to say. One of the two is printed.
struct Answer {
    Json json;
    std::string text;
    std::optional<base::Problem> problem; ///< there is an answer, and yet it is no success: printed too, sets the exit code
};

/// Set by the parser for the command that was chosen; run once everything is parsed.
using Action = std::function<base::Result<Answer>()>;

struct Globals {
    bool json = false;
    bool quiet = false; ///< no log lines and progress
    int threads = 0;    ///< of LibTorch; 0 = its own choice
};

/// What command files get from the parser and give back.
struct Invocation {
    Globals globals;
    Action action;
};

} // namespace espalier::cli

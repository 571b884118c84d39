// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/call_bench.h"

#include <functional>

namespace espalier::formats {

/// A network of one operator, or a few that go together.
struct CallCase
{
    std::string name;
    std::function<graph::ValueId(CallBench &)> build;
};

/// Operators that compute: activations, arithmetic, layers, products of matrices.
std::vector<CallCase> computingCases();
/// Operators that move, select and reduce, pools among them.
std::vector<CallCase> movingCases();

graph::Argument whole(std::int64_t value);
graph::Argument wholes(const std::vector<std::int64_t> &values);

/// One call on an image [b, 4, 6, 6].
CallCase onImage(const std::string &op, std::vector<graph::NamedArgument> more = {},
                 const std::string &first = "self");

} // namespace espalier::formats

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/trace/walk.h"

#include <string>

namespace espalier::model::trace {

/// An operand of a contraction: a letter per axis, as in einsum.
struct Lettered {
    Shape shape;
    std::vector<Layer> layers;
    bool constant = false;
    std::string letters;
};

/// contract(a, b -> output) of tracer.md 3: letters of both operands that the output lacks are summed; the layers on
/// them are consumed on both sides, the others pass.
std::vector<Layer> contract(Walk &walk, const Lettered &a, const Lettered &b, const std::string &output,
                            const Shape &outputShape);

} // namespace espalier::model::trace

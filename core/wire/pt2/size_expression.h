// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace espalier::wire {

/// constant * symbol, or a plain number if `symbol` is empty.
struct SymbolicSize {
    std::int64_t constant = 0;
    std::string symbol;
    friend bool operator==(const SymbolicSize &, const SymbolicSize &) = default;
};

/// Reads a size as torch.export writes it: "Mul(Integer(64), Symbol('s77', positive=True, integer=True))". Products, sums
/// of like terms and exact quotients are worked out; nothing for all else, such as Add(Symbol('s0'), Integer(1)).
std::optional<SymbolicSize> parseSizeExpression(std::string_view text);

} // namespace espalier::wire

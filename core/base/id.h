// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace espalier::base {

/// A strong integer id: one template, distinct tags, so that a node can't be passed for a value.
/// Default-constructed ids are invalid (-1). Ids are dense indices into the owner's tables.
template <class Tag>
struct Id {
    std::int32_t value = -1;

    constexpr bool isValid() const { return value >= 0; }
    constexpr std::size_t index() const { return static_cast<std::size_t>(value); }
    friend constexpr auto operator<=>(Id, Id) = default;
};

using NodeId = Id<struct NodeTag>;
using ValueId = Id<struct ValueTag>;
using GroupId = Id<struct GroupTag>;
using RunId = Id<struct RunTag>;
using CommandId = Id<struct CommandTag>;

} // namespace espalier::base

template <class Tag>
struct std::hash<espalier::base::Id<Tag>> {
    std::size_t operator()(espalier::base::Id<Tag> id) const noexcept { return std::hash<std::int32_t>{}(id.value); }
};

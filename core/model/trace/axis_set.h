// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace espalier::model::trace {

/// A set of axes of one tensor, as bits.
class AxisSet {
public:
    static constexpr std::size_t MostAxes = 31;

    constexpr AxisSet() = default;
    static constexpr AxisSet of(int axis) { return AxisSet(std::uint32_t{1} << axis); }
    /// Axes first .. last - 1.
    static constexpr AxisSet range(int first, int last)
    {
        return first >= last ? AxisSet() : AxisSet(((~std::uint32_t{0}) >> (32 - (last - first))) << first);
    }

    constexpr bool has(int axis) const { return (m_bits >> axis) & 1u; }
    constexpr bool isEmpty() const { return m_bits == 0; }
    constexpr int count() const { return std::popcount(m_bits); }
    constexpr int first() const { return std::countr_zero(m_bits); }
    constexpr int last() const { return 31 - std::countl_zero(m_bits); }
    constexpr bool meets(AxisSet other) const { return (m_bits & other.m_bits) != 0; }
    constexpr bool within(AxisSet other) const { return (m_bits & ~other.m_bits) == 0; }
    void add(int axis) { m_bits |= std::uint32_t{1} << axis; }

    /// The axes, ascending.
    std::vector<int> list() const
    {
        std::vector<int> axes;
        for (std::uint32_t rest = m_bits; rest != 0; rest &= rest - 1)
            axes.push_back(std::countr_zero(rest));
        return axes;
    }

    friend constexpr AxisSet operator|(AxisSet a, AxisSet b) { return AxisSet(a.m_bits | b.m_bits); }
    friend constexpr AxisSet operator&(AxisSet a, AxisSet b) { return AxisSet(a.m_bits & b.m_bits); }
    friend constexpr AxisSet operator-(AxisSet a, AxisSet b) { return AxisSet(a.m_bits & ~b.m_bits); }
    friend constexpr auto operator<=>(AxisSet, AxisSet) = default;

private:
    explicit constexpr AxisSet(std::uint32_t bits) : m_bits(bits) { }
    std::uint32_t m_bits = 0;
};

} // namespace espalier::model::trace

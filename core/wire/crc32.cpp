// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/crc32.h"

#include <array>

namespace espalier::wire {

namespace {

using Table = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr Table makeTable()
{
    Table table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit)
            value = (value >> 1) ^ ((value & 1) ? 0xEDB88320u : 0u);
        table[0][i] = value;
    }
    for (std::size_t slice = 1; slice < 8; ++slice) {
        for (std::size_t i = 0; i < 256; ++i) {
            const std::uint32_t previous = table[slice - 1][i];
            table[slice][i] = (previous >> 8) ^ table[0][previous & 0xFF];
        }
    }
    return table;
}

constexpr Table g_table = makeTable();

std::uint32_t eightBytes(std::uint32_t crc, std::uint64_t word)
{
    word ^= crc;
    std::uint32_t next = 0;
    for (std::size_t k = 0; k < 8; ++k)
        next ^= g_table[7 - k][(word >> (8 * k)) & 0xFF];
    return next;
}

} // namespace

std::uint32_t crc32(Bytes bytes)
{
    std::uint32_t crc = 0xFFFFFFFFu;
    std::size_t i = 0;
    for (; i + 8 <= bytes.size(); i += 8)
        crc = eightBytes(crc, loadLittle<std::uint64_t>(bytes, i));
    for (; i < bytes.size(); ++i)
        crc = (crc >> 8) ^ g_table[0][(crc ^ static_cast<std::uint32_t>(bytes[i])) & 0xFF];
    return ~crc;
}

} // namespace espalier::wire

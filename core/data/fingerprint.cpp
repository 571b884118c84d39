// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/fingerprint.h"

#include <bit>
#include <cstring>

namespace espalier::data {

namespace {

constexpr std::uint64_t c1 = 0x87c37b91114253d5ULL;
constexpr std::uint64_t c2 = 0x4cf5ad432745937fULL;

std::uint64_t mixFirst(std::uint64_t word)
{
    return std::rotl(word * c1, 31) * c2;
}

std::uint64_t mixSecond(std::uint64_t word)
{
    return std::rotl(word * c2, 33) * c1;
}

std::uint64_t finalise(std::uint64_t word)
{
    word = (word ^ (word >> 33)) * 0xff51afd7ed558ccdULL;
    word = (word ^ (word >> 33)) * 0xc4ceb9fe1a85ec53ULL;
    return word ^ (word >> 33);
}

} // namespace

void Fingerprint::add(std::span<const std::uint8_t> bytes)
{
    std::uint64_t h1 = m_first, h2 = m_second;
    std::size_t at = 0;
    std::uint64_t words[2];
    for (; at + 16 <= bytes.size(); at += 16) {
        std::memcpy(words, bytes.data() + at, 16);
        h1 = (std::rotl(h1 ^ mixFirst(words[0]), 27) + h2) * 5 + 0x52dce729;
        h2 = (std::rotl(h2 ^ mixSecond(words[1]), 31) + h1) * 5 + 0x38495ab5;
    }
    std::memset(words, 0, 16);
    std::memcpy(words, bytes.data() + at, bytes.size() - at);
    h1 ^= mixFirst(words[0]) ^ bytes.size();
    h2 ^= mixSecond(words[1]) ^ bytes.size();
    h1 += h2;
    h2 += h1;
    h1 = finalise(h1);
    h2 = finalise(h2);
    m_first = h1 + h2;
    m_second = h2 + m_first;
}

void Fingerprint::add(std::string_view text)
{
    add(std::span(reinterpret_cast<const std::uint8_t *>(text.data()), text.size()));
}

void Fingerprint::add(std::int64_t number)
{
    add(std::span(reinterpret_cast<const std::uint8_t *>(&number), sizeof number));
}

std::string Fingerprint::hex() const
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const std::uint64_t word : {m_first, m_second})
        for (int shift = 60; shift >= 0; shift -= 4)
            text += digits[(word >> shift) & 15];
    return text;
}

} // namespace espalier::data

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace espalier::data {

/// 128 bits that tell data sets apart: MurmurHash3_x64_128 (Austin Appleby, public domain), chained over the pieces that
/// are added. Not for secrets. About 4 GB/s.
class Fingerprint {
public:
    void add(std::span<const std::uint8_t> bytes);
    void add(std::string_view text);
    void add(std::int64_t number);
    std::string hex() const;

private:
    std::uint64_t m_first = 0, m_second = 0;
};

} // namespace espalier::data

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace espalier::base {

/// SHA-256 (FIPS 180-4), for the hashes that files carry. About 200 MB/s.
class Sha256 {
public:
    Sha256();
    void add(std::span<const std::byte> bytes);
    /// 64 hexadecimal digits; ends the computation.
    std::string hex();

private:
    void block(const std::byte *bytes);

    std::array<std::uint32_t, 8> m_state;
    std::array<std::byte, 64> m_rest{};
    std::uint64_t m_length = 0;
};

/// Hash of a whole file.
Result<std::string> sha256OfFile(const std::filesystem::path &path);

} // namespace espalier::base

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace espalier::wire {

/// Bytes of a file, usually mapped; nobody here owns them.
using Bytes = std::span<const std::byte>;

/// Little-endian number at `offset`. The caller has checked that it lies inside.
template <class T>
T loadLittle(Bytes bytes, std::size_t offset)
{
    static_assert(std::is_trivially_copyable_v<T>);
    T value;
    std::memcpy(&value, bytes.data() + offset, sizeof(T));
    return value;
}

/// Appends a little-endian number.
template <class T>
void appendLittle(std::string &out, T value)
{
    static_assert(std::is_trivially_copyable_v<T>);
    char raw[sizeof(T)];
    std::memcpy(raw, &value, sizeof(T));
    out.append(raw, sizeof(T));
}

/// True if [offset, offset + length) lies in a file of `size` bytes; never overflows.
constexpr bool fits(std::uint64_t offset, std::uint64_t length, std::uint64_t size)
{
    return offset <= size && length <= size - offset;
}

/// The bytes as characters, without a copy.
inline std::string_view asText(Bytes bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}
inline Bytes asBytes(std::string_view text)
{
    return std::as_bytes(std::span(text.data(), text.size()));
}

bool startsWith(Bytes bytes, std::string_view prefix);
bool isUtf8(std::string_view text);

/// The usual Problem of a broken file; the default remedy asks for a fresh copy.
base::Problem malformed(const std::string &where, std::string what, std::string remedy = {});

} // namespace espalier::wire

// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/inflate.h"

#include <limits>
#include <zlib.h>

namespace espalier::wire {

std::optional<std::string> inflated(Bytes packed, std::uint64_t size)
{
    constexpr std::uint64_t best = 1032; // a match of 258 bytes in two bits
    constexpr std::uint64_t most = std::numeric_limits<uInt>::max();
    if (packed.size() > most || size > most || size > best * packed.size())
        return std::nullopt;
    std::string out(size, '\0');
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return std::nullopt;
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<std::byte *>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = static_cast<uInt>(size);
    const bool ended = inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_out == 0;
    inflateEnd(&stream);
    return ended ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace espalier::wire

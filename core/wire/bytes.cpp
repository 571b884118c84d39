// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/bytes.h"

#include <bit>

namespace espalier::wire {

static_assert(std::endian::native == std::endian::little, "the formats are written for little-endian machines");

namespace {

/// Length of the UTF-8 sequence that begins with `lead`, or 0.
std::size_t sequenceLength(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead < 0xE0)
        return 2;
    if (lead >= 0xE0 && lead < 0xF0)
        return 3;
    return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

/// Overlong forms, surrogates and code points above U+10FFFF show in the second byte.
bool secondByteFits(unsigned char lead, unsigned char second)
{
    switch (lead) {
    case 0xE0: return second >= 0xA0;
    case 0xED: return second < 0xA0;
    case 0xF0: return second >= 0x90;
    case 0xF4: return second < 0x90;
    default: return true;
    }
}

} // namespace

bool startsWith(Bytes bytes, std::string_view prefix)
{
    return asText(bytes).starts_with(prefix);
}

bool isUtf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = sequenceLength(lead);
        if (length == 0 || length > text.size() - i)
            return false;
        for (std::size_t k = 1; k < length; ++k) {
            const auto next = static_cast<unsigned char>(text[i + k]);
            if ((next & 0xC0) != 0x80 || (k == 1 && !secondByteFits(lead, next)))
                return false;
        }
        i += length;
    }
    return true;
}

base::Problem malformed(const std::string &where, std::string what, std::string remedy)
{
    if (remedy.empty())
        remedy = "The file is damaged or incomplete: copy or download it again.";
    return {base::ProblemCode::Malformed, std::move(what), where, std::move(remedy)};
}

} // namespace espalier::wire

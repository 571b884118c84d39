// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz_target.h"
#include "wire/safetensors.h"

namespace espalier::fuzz {

FuzzTarget makeSafetensorsEntry()
{
    return {"safetensors", [](wire::Bytes file) {
                const auto header = wire::parseSafetensors(file, "f");
                if (!header)
                    return;
                for (const wire::SafetensorsEntry &entry : header->entries)
                    touch(file.subspan(header->dataOffset + entry.begin, entry.end - entry.begin));
            }};
}

} // namespace espalier::fuzz

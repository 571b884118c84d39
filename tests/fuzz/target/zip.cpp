// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz_target.h"
#include "wire/zip_reader.h"

namespace espalier::fuzz {

FuzzTarget makeZipEntry()
{
    return {"zip", [](wire::Bytes file) {
                const auto archive = wire::ZipReader::open(file, "f");
                if (!archive)
                    return;
                for (const wire::ZipRecord &record : archive->records())
                    if (const auto bytes = archive->read(record))
                        touch(*bytes);
            }};
}

} // namespace espalier::fuzz

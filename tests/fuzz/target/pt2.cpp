// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz_target.h"
#include "wire/pt2.h"

namespace espalier::fuzz {

FuzzTarget makePt2Entry()
{
    return {"pt2", [](wire::Bytes file) {
                const auto network = wire::readPt2(file, "f");
                if (!network)
                    return;
                for (const auto &[name, tensor] : network->tensors)
                    touch(tensor);
            },
            Content::Archive};
}

} // namespace espalier::fuzz

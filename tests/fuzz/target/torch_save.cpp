// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz_target.h"

namespace espalier::fuzz {

FuzzTarget makeTorchSaveEntry()
{
    return {"torch_save", [](wire::Bytes file) {
                const auto checkpoint = wire::readTorchCheckpoint(file, "f");
                if (!checkpoint)
                    return;
                for (const auto &[name, tensor] : checkpoint->tensors)
                    touch(tensor);
            },
            Content::Archive};
}

} // namespace espalier::fuzz

// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz_target.h"
#include "fuzz/opening.h"

namespace espalier::fuzz {

FuzzTarget makeTorchscriptEntry()
{
    return {"open_torchscript", openAndCut, Content::Archive};
}

} // namespace espalier::fuzz

// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz_target.h"
#include "fuzz/opening.h"

namespace espalier::fuzz {

FuzzTarget makeOnnxEntry()
{
    return {"open_onnx", openAndCut, Content::Protobuf};
}

} // namespace espalier::fuzz

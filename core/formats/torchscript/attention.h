// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/torchscript/operator_caller.h"

namespace espalier::formats::torchscript {

/// _native_multi_head_attention, which PyTorch puts into traces made without gradients, as the calls that it stands for:
/// (output, None). Unsupported with a mask, or where query, key and value differ.
Value callAttention(OperatorCaller &operators, const CallArguments &arguments, const std::string &module);

} // namespace espalier::formats::torchscript

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/torchscript/schema_match.h"

namespace espalier::formats::torchscript {

/// A call in the words that the rest of Espalier knows: _convolution and convolution become conv2d and its
/// kin, padding by name becomes numbers, in-place changes of shape become plain ones.
void rewriteCall(std::string &op, CallArguments &arguments);

/// Unsupported unless the operator computes something of tensors, or makes a tensor of sizes.
void checkAllowed(const std::string &op, const CallArguments &arguments);

} // namespace espalier::formats::torchscript

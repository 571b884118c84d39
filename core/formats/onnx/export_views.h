// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/onnx/export_rules.h"

namespace espalier::formats::onnx {

/// A call in place changed `view`: if that is a slice, a selection or another view of some value, the value
/// gets the changed part, as torch's shared storages would have it, and so on to the first of them. (Swin v2
/// zeroes the middle third of a bias so.) ONNX knows values only.
void writeBack(GraphExport &out, graph::ValueId view);

} // namespace espalier::formats::onnx

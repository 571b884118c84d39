// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/weights.h"

namespace espalier::formats::onnx {

/// The network without calls that no output needs, and without the parameters and constants that only they
/// read. No call of the network may work in place. Buffers stay: those that nothing reads, such as
/// num_batches_tracked, belong to a state dict.
base::Result<model::Network> withoutDeadCalls(model::Network network);

} // namespace espalier::formats::onnx

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/weights.h"

namespace espalier::model {

/// The shapes that a file records are those that its calls give, at a batch of 2. The tracer and the surgeon believe them,
/// so readers of files that record shapes ask first. Calls are made on tensors without storage (device meta), those of
/// convolutions, norms and attention by formula; other operators that know no such tensors are called on zeros, 2^26
/// of them at most. Malformed naming the node if a shape differs or a call can't be made; Unsupported beyond 2^32 elements
/// of one value or 2^26 along an axis. Changes nothing. Cost: microseconds per call.
base::Status checkShapes(const Network &network);

} // namespace espalier::model

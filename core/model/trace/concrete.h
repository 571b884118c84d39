// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/weights.h"

namespace espalier::model::trace {

/// The tensor that a value holds which no input reaches: a stored value, or what its nodes compute of stored values
/// (index tables). Runs these nodes alone.
base::Result<at::Tensor> concreteValue(const Network &network, graph::ValueId id);

} // namespace espalier::model::trace

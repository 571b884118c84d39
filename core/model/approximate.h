// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/channel_tracer.h"

#include <vector>

namespace espalier::model {

/// Nodes at which a cut changes values that stay, since statistics run over channels (layer norm, means over channels), in
/// execution order. The parity check computes them on kept elements alone.
std::vector<base::NodeId> approximateNodes(const Trace &trace);

} // namespace espalier::model

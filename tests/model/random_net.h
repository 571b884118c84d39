// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/net_writer.h"

namespace espalier::test {

/// A random image classifier of convolutions (plain, grouped, depth-wise), norms, activations, residual streams,
/// concatenations, gates, shuffles, pools and a head that flattens, pools or attends. Runs in milliseconds.
model::Network randomNet(std::uint64_t seed);

} // namespace espalier::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/structure.h"
#include "model/weights.h"

#include <memory>

namespace espalier::model {

/// The labels found by the tracer: what the Surgeon needs beside the Structure. Opaque; immutable.
class Labels;

struct Trace {
    graph::StructurePtr structure;
    std::shared_ptr<const Labels> labels;
};

/// Finds out what removing a channel means, by following integer labels of every index of every parameter axis through
/// the graph (tracer.md; section 4 of architecture.md). Linear in label integers; runs no convolution. Operators that
/// are not understood pin what they touch, with a reason; nothing aborts. Weights are only read where the graph's
/// constants index (index tables). Problems of the network itself: Unsupported beyond 31 axes of a value. Any thread.
base::Result<Trace> traceChannels(const Network &network);

} // namespace espalier::model

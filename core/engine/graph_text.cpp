// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/graph_text.h"

#include "base/text.h"
#include "model/approximate.h"
#include "model/prepared_call.h"

namespace espalier::engine {

std::vector<std::int64_t> valueShape(const graph::Graph &graph, graph::ValueId value)
{
    std::vector<std::int64_t> shape;
    for (const auto &size : graph.value(value).shape)
        shape.push_back(size.timesBatch ? -1 : size.constant);
    return shape;
}

std::string valueText(const graph::Graph &graph, graph::ValueId value)
{
    const auto &known = graph.value(value);
    return base::cat(known.name, " ", base::shapeText(valueShape(graph, value)), " ", graph::toString(known.dtype));
}

std::vector<std::string> approximateTexts(const train::ModelState &state)
{
    std::vector<std::string> texts;
    for (const base::NodeId node : model::approximateNodes(state.trace))
        texts.push_back(model::describe(*state.network.graph, node));
    return texts;
}

} // namespace espalier::engine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz_target.h"
#include "graph/graph.h"

#include <cstdlib>

namespace espalier::fuzz {

FuzzTarget makeGraphJsonEntry()
{
    return {"graph_json", [](wire::Bytes file) {
                // What was read must be writable, and read back as the same.
                const auto graph = graph::graphFromJson(std::string(wire::asText(file)));
                if (!graph)
                    return;
                const auto again = graph::graphFromJson(graph::toJson(**graph));
                if (!again || graph::toJson(**again) != graph::toJson(**graph))
                    std::abort();
            },
            Content::Text};
}

} // namespace espalier::fuzz

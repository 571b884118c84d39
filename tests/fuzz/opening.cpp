// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/opening.h"

#include "formats/format.h"
#include "graph/planning.h"
#include "model/surgeon.h"

#include <ATen/Parallel.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace espalier::fuzz {

namespace {

/// Readers map files: one in memory, by the name of this process, gone with it.
class Scratch {
public:
    Scratch()
        : m_folder(std::filesystem::temp_directory_path() / ("espalier-fuzz-" + std::to_string(::getpid())))
    {
        std::filesystem::create_directories(m_folder);
        at::set_num_threads(1);
    }
    Scratch(const Scratch &) = delete;
    Scratch &operator=(const Scratch &) = delete;
    ~Scratch()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_folder, ignored);
    }

    std::filesystem::path put(wire::Bytes file) const
    {
        const std::filesystem::path path = m_folder / "file";
        std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char *>(file.data()), static_cast<std::streamsize>(file.size()));
        return path;
    }

private:
    std::filesystem::path m_folder;
};

graph::PlanRequest halfOf(const graph::Structure &structure)
{
    graph::PlanRequest request;
    request.ratios.assign(structure.groups.size(), 0.5);
    for (const graph::Group &group : structure.groups)
        request.scores.emplace_back(static_cast<std::size_t>(group.channels), 1.0);
    return request;
}

void cutHalf(const model::Network &network)
{
    const auto trace = model::traceChannels(network);
    if (!trace)
        return;
    const auto plan = graph::makePlan(*trace->structure, halfOf(*trace->structure));
    if (!plan)
        return;
    const auto cut = model::cut(network, *trace, plan->plan);
    if (cut && !graph::graphFromJson(graph::toJson(*cut->network.graph)))
        std::abort();
}

} // namespace

void openAndCut(wire::Bytes file)
{
    static const Scratch scratch;
    const auto read = formats::readAny(scratch.put(file));
    if (read && read->network)
        cutHalf(*read->network);
}

} // namespace espalier::fuzz

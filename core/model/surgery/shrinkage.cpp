// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/surgery/shrinkage.h"

#include "base/text.h"
#include "model/trace/walk.h"

#include <algorithm>

namespace espalier::model::surgery {

using base::Problem;
using base::ProblemCode;

Alive aliveLabels(const Labels &labels, const graph::Plan &plan)
{
    Alive alive(labels.labelCount, 1);
    std::vector<char> grouped(labels.labelCount, 0);
    for (const trace::Labels1d &channels : labels.channels)
        for (const trace::Label label : channels)
            grouped[static_cast<std::size_t>(label)] = 1;
    for (const auto &[group, removed] : plan.groups())
        for (const std::int32_t channel : removed)
            alive[static_cast<std::size_t>(labels.channels[group.index()][static_cast<std::size_t>(channel)])] = 0;
    for (const trace::Blocks &blocks : labels.constraints) {
        const auto width = static_cast<std::ptrdiff_t>(blocks.width());
        for (std::size_t row = 0; row < blocks.labels.size(); ++row) {
            const auto label = static_cast<std::size_t>(blocks.labels[row]);
            const auto first = blocks.cells.begin() + static_cast<std::ptrdiff_t>(row) * width;
            if (!grouped[label])
                alive[label] = std::any_of(first, first + width, [&](trace::Label cell) {
                    return alive[static_cast<std::size_t>(cell)] != 0;
                });
        }
    }
    return alive;
}

Shrinkage::Shrinkage(const Network &network, const Trace &trace, const graph::Plan &plan)
    : m_network(&network), m_labels(trace.labels.get()), m_alive(aliveLabels(*trace.labels, plan))
{
    const std::vector<graph::Value> &values = network.graph->values();
    m_values.reserve(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        m_values.emplace_back(trace::shapeAt(values[i].shape, trace::tracedBatch), m_labels->layers[i], m_alive);
    for (const trace::Shuffle &shuffle : m_labels->shuffles)
        if (of(shuffle.source).isCut(shuffle.axis))
            m_vanishing.insert(shuffle.inner.begin(), shuffle.inner.end());
}

base::Result<Shrinkage> Shrinkage::of(const Network &network, const Trace &trace, const graph::Plan &plan)
{
    if (const base::Status status = graph::validate(plan, *trace.structure); !status)
        return status.problem();
    Shrinkage shrinkage(network, trace, plan);
    if (const base::Status status = shrinkage.check(); !status)
        return status.problem();
    return shrinkage;
}

Shrinkage Shrinkage::unchecked(const Network &network, const Trace &trace, const graph::Plan &plan)
{
    return Shrinkage(network, trace, plan);
}

base::Status Shrinkage::check() const
{
    for (std::size_t i = 0; i < m_values.size(); ++i)
        if (!m_values[i].isBox())
            return Problem{ProblemCode::CheckFailed,
                           base::cat("what the plan leaves of '", graph().values()[i].name, "' ",
                                     base::shapeText(m_values[i].oldShape()), " is no box."),
                           graph().values()[i].name,
                           "Remove equally many channels in every block, or whole blocks."};
    return {};
}

std::optional<std::int64_t> Shrinkage::livingGroups(graph::NodeId node) const
{
    const auto labels = m_labels->groupLabels.find(node);
    if (labels == m_labels->groupLabels.end())
        return std::nullopt;
    return std::count_if(labels->second.begin(), labels->second.end(),
                         [this](trace::Label label) { return m_alive[static_cast<std::size_t>(label)] != 0; });
}

const trace::Shuffle *Shrinkage::cutShuffle(graph::NodeId last) const
{
    for (const trace::Shuffle &shuffle : m_labels->shuffles)
        if (shuffle.last == last && of(shuffle.source).isCut(shuffle.axis))
            return &shuffle;
    return nullptr;
}

} // namespace espalier::model::surgery

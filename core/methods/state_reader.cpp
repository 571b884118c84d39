// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/state_reader.h"

#include "base/translate.h"
#include "model/host_values.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace espalier::methods {

double StateReader::number(const std::string &name)
{
    const auto found = m_state.numbers.find(name);
    if (found != m_state.numbers.end())
        return found->second;
    if (m_bad.empty())
        m_bad = name;
    return 0.0;
}

at::Tensor StateReader::tensor(const std::string &name, std::int64_t size)
{
    const auto found = m_state.tensors.find(name);
    if (found != m_state.tensors.end() && (size < 0 || found->second.numel() == size))
        return found->second;
    if (m_bad.empty())
        m_bad = name;
    return at::zeros({std::max<std::int64_t>(size, 0)});
}

std::vector<double> StateReader::doubles(const std::string &name, std::int64_t size)
{
    return model::hostValues<double>(tensor(name, size));
}

std::vector<float> StateReader::floats(const std::string &name, std::int64_t size)
{
    return model::hostValues<float>(tensor(name, size));
}

std::vector<std::int64_t> StateReader::integers(const std::string &name, std::int64_t size)
{
    return model::hostValues<std::int64_t>(tensor(name, size));
}

at::Tensor StateReader::like(const std::string &name, const at::Tensor &like)
{
    return tensor(name, like.numel()).to(like.options()).reshape(like.sizes()).clone();
}

graph::Plan StateReader::plan(const std::string &name)
{
    const std::vector<std::int64_t> values = integers(name, -1);
    std::map<std::int64_t, std::vector<std::int32_t>> removed;
    for (std::size_t i = 2; i < values.size(); i += 2)
        removed[values[i - 1]].push_back(static_cast<std::int32_t>(values[i]));
    graph::Plan plan;
    for (auto &[group, channels] : removed)
        plan.setRemoved(graph::GroupId{static_cast<std::int32_t>(group)}, std::move(channels));
    return plan;
}

base::Status StateReader::status() const
{
    if (m_bad.empty())
        return {};
    return base::Problem{base::ProblemCode::Mismatch,
                         ESP_TR("Engine", "the saved state of the method is absent or has another size."),
                         m_bad,
                         ESP_TR("Engine", "Resume with the recipe and the model that wrote the checkpoint.")};
}

at::Tensor planTensor(const graph::Plan &plan)
{
    std::vector<std::int64_t> values = {plan.removedCount()};
    for (const auto &[group, channels] : plan.groups())
        for (const std::int32_t channel : channels)
            values.insert(values.end(), {static_cast<std::int64_t>(group.index()), channel});
    return at::tensor(values, at::kLong);
}

} // namespace espalier::methods

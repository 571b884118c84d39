// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/scores.h"

#include "model/host_values.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <numeric>

namespace espalier::methods {

at::Tensor sliceNorms(const at::Tensor &weight, int axis, int order)
{
    std::vector<std::int64_t> others;
    for (int dim = 0; dim < weight.dim(); ++dim)
        if (dim != axis)
            others.push_back(dim);
    return others.empty() ? weight.abs() : at::linalg_vector_norm(weight, order, others);
}

std::vector<std::int32_t> allChannels(const GroupView &group)
{
    std::vector<std::int32_t> channels(static_cast<std::size_t>(group.channels));
    std::iota(channels.begin(), channels.end(), 0);
    return channels;
}

at::Tensor positionsOf(const ProducerView &producer, const std::vector<std::int32_t> &channels)
{
    std::vector<std::int64_t> positions;
    positions.reserve(channels.size() * static_cast<std::size_t>(producer.repeats));
    for (const std::int32_t channel : channels)
        for (std::int32_t repeat = 0; repeat < producer.repeats; ++repeat) {
            const std::int32_t flat = channel * producer.repeats + repeat;
            positions.push_back(producer.indices.empty() ? flat : producer.indices[static_cast<std::size_t>(flat)]);
        }
    return at::tensor(positions, at::kLong).to(producer.weight.device());
}

at::Tensor byChannel(const at::Tensor &perPosition, const ProducerView &producer, std::int32_t channels)
{
    at::Tensor values = perPosition.to(at::kFloat);
    if (!producer.indices.empty())
        values = values.index_select(0, at::tensor(producer.indices, at::kInt).to(values.device()));
    return values.view({channels, producer.repeats}).mean(1);
}

at::Tensor channelRows(const ProducerView &producer, std::int32_t channels)
{
    const at::NoGradGuard noGrad;
    at::Tensor rows = producer.weight.detach().transpose(0, producer.axis).to(at::kFloat);
    if (!producer.indices.empty())
        rows = rows.index_select(0, at::tensor(producer.indices, at::kInt).to(rows.device()));
    return rows.reshape({channels, -1});
}

std::vector<std::vector<double>> scoresByMember(const GroupView &group,
                                                const std::function<at::Tensor(const ProducerView &)> &scoreOf)
{
    const at::NoGradGuard noGrad;
    std::vector<std::vector<double>> members;
    for (const ProducerView &producer : group.producers) {
        if (const at::Tensor scores = scoreOf(producer); scores.defined())
            members.push_back(model::hostValues<double>(scores));
    }
    return members;
}

at::Tensor gammaScoreTensor(const ProducerView &producer, std::int32_t channels)
{
    const at::NoGradGuard noGrad;
    return producer.gamma.defined() ? byChannel(producer.gamma.detach().abs(), producer, channels) : at::Tensor();
}

std::vector<std::vector<double>> gammaScores(const GroupView &group)
{
    return scoresByMember(group, [&](const ProducerView &producer) { return gammaScoreTensor(producer, group.channels); });
}

at::Tensor l1ScoreTensor(const ProducerView &producer, std::int32_t channels)
{
    const at::NoGradGuard noGrad;
    const at::Tensor weight = producer.weight.detach();
    const double perSlice = static_cast<double>(weight.numel()) / static_cast<double>(weight.size(producer.axis));
    return byChannel(sliceNorms(weight, producer.axis, 1) / perSlice, producer, channels);
}

at::Tensor l1ScoreTensor(const GroupView &group)
{
    const at::NoGradGuard noGrad;
    at::Tensor sum = l1ScoreTensor(group.producers.front(), group.channels);
    for (std::size_t p = 1; p < group.producers.size(); ++p)
        sum = sum + l1ScoreTensor(group.producers[p], group.channels);
    return sum / static_cast<double>(group.producers.size());
}

std::vector<double> l1Scores(const GroupView &group)
{
    return model::hostValues<double>(l1ScoreTensor(group));
}

} // namespace espalier::methods

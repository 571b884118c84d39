// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/method.h"

namespace espalier::methods {

/// Mean |w| of each channel's slice of one producer: float32, [channels], on the weight's device. For a filter W[j] of a
/// convolution the mean goes over C, kh and kw; for a linear layer over C (methods.md 1).
at::Tensor l1ScoreTensor(const ProducerView &producer, std::int32_t channels);

/// Of a whole group: the mean over its producers. No host synchronisation.
at::Tensor l1ScoreTensor(const GroupView &group);

/// One value per channel from one per position of the producer's axis: the mean over the channel's positions.
at::Tensor byChannel(const at::Tensor &perPosition, const ProducerView &producer, std::int32_t channels);

/// All that the producer's weight holds for each channel, as rows: [channels, rest].
at::Tensor channelRows(const ProducerView &producer, std::int32_t channels);

/// `scoreOf` of every producer, on the host: one list per producer that gives a defined tensor of [channels].
std::vector<std::vector<double>> scoresByMember(const GroupView &group,
                                                const std::function<at::Tensor(const ProducerView &)> &scoreOf);

/// |gamma| of each channel; undefined if no norm reads the producer alone.
at::Tensor gammaScoreTensor(const ProducerView &producer, std::int32_t channels);

/// The same of every member that has such a norm, on the host.
std::vector<std::vector<double>> gammaScores(const GroupView &group);

/// 0, 1, … of the group's width.
std::vector<std::int32_t> allChannels(const GroupView &group);

/// Norm of order 1 or 2 of each slice of a weight along an axis: [size of axis].
at::Tensor sliceNorms(const at::Tensor &weight, int axis, int order);

/// Where the given channels lie along the producer's axis, ascending channel by channel: int64 on the weight's device.
at::Tensor positionsOf(const ProducerView &producer, const std::vector<std::int32_t> &channels);

} // namespace espalier::methods

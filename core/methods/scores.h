// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/method.h"

namespace espalier::methods {

/// Mean |w| of each channel's slice of one producer: float32, [channels], on the weight's device. For a filter W[j] of a
/// convolution the mean goes over C, kh and kw; for a linear layer over C (methods.md 1).
at::Tensor l1ScoreTensor(const ProducerView &producer, std::int32_t channels);

/// Of a whole group: the mean over its producers. No host synchronisation.
at::Tensor l1ScoreTensor(const GroupView &group);

/// Where the given channels lie along the producer's axis, ascending channel by channel: int64 on the weight's device.
at::Tensor positionsOf(const ProducerView &producer, const std::vector<std::int32_t> &channels);

} // namespace espalier::methods

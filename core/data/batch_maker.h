// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/dataset.h"
#include "kernels/augment.h"

#include <mutex>

namespace espalier::data {

/// Makes any batch of a split from its epoch and index alone. Any thread, several at once.
class BatchMaker {
public:
    BatchMaker(std::shared_ptr<const Dataset> dataset, const Preset &preset, const LoaderOptions &options);

    std::int64_t samplesPerEpoch() const { return m_samples; }
    std::int64_t batchesPerEpoch() const;
    /// `index` below batchesPerEpoch().
    Batch make(std::int64_t epoch, std::int64_t index) const;

private:
    std::vector<std::int64_t> chooseSamples() const;
    std::shared_ptr<const std::vector<std::int64_t>> orderOf(std::int64_t epoch) const;
    std::vector<kernels::AugmentDraw> drawsOf(std::int64_t epoch, std::int64_t first, std::int64_t count) const;
    void fill(std::int64_t epoch, std::int64_t first, const std::vector<std::int64_t> &indices, float *target) const;
    void fillResizedCrops(std::int64_t epoch, std::int64_t first, const std::vector<std::int64_t> &indices,
                          float *target) const;

    const std::shared_ptr<const Dataset> m_dataset;
    const ImageSet &m_set;
    const Preset m_preset;
    const LoaderOptions m_options;
    std::vector<float> m_mean, m_deviation;
    kernels::AugmentGeometry m_geometry;
    std::vector<std::int64_t> m_indices; ///< of the split's samples in the set
    std::int64_t m_samples = 0;
    int m_threads = 1;

    mutable std::mutex m_mutex;
    mutable std::int64_t m_orderEpoch = -1;
    mutable std::shared_ptr<const std::vector<std::int64_t>> m_order;
};

} // namespace espalier::data

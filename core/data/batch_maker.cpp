// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/batch_maker.h"

#include "base/random.h"
#include "data/image.h"
#include "data/parallel.h"
#include "data/resized_crop.h"
#include "data/sampling.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <thread>

namespace espalier::data {

namespace {

/// Streams of the counter-based generator: the epoch takes the low bits.
constexpr std::uint64_t orderStream = std::uint64_t{3} << 40;
constexpr std::uint64_t augmentStream = std::uint64_t{4} << 40;
constexpr std::uint64_t numbersPerSample = 64;
/// Below this many output values, a second thread costs more than it saves.
constexpr std::int64_t valuesPerThread = std::int64_t{1} << 20;

std::vector<float> perChannel(const std::vector<float> &values, std::int64_t channels, float fallback)
{
    std::vector<float> out;
    for (std::int64_t c = 0; c < channels; ++c) {
        const std::size_t index = values.size() == 1 ? 0 : static_cast<std::size_t>(c);
        out.push_back(index < values.size() ? values[index] : fallback);
    }
    return out;
}

std::vector<std::int64_t> splitIndices(const Dataset &dataset, const LoaderOptions &options)
{
    if (options.split == Split::Test)
        return chooseStratified(dataset.test.labels, 0, dataSeed);
    TuningSplit split = splitTuning(dataset.train.labels, options.tuningShare);
    return options.split == Split::Tuning ? std::move(split.tuning) : std::move(split.train);
}

} // namespace

BatchMaker::BatchMaker(std::shared_ptr<const Dataset> dataset, const Preset &preset, const LoaderOptions &options)
    : m_dataset(std::move(dataset)), m_set(options.split == Split::Test ? m_dataset->test : m_dataset->train),
      m_preset(preset), m_options(options), m_mean(perChannel(preset.mean, m_set.channels, 0.0f)),
      m_deviation(perChannel(preset.std, m_set.channels, 1.0f)), m_indices(chooseSamples())
{
    m_geometry.height = m_set.height;
    m_geometry.width = m_set.width;
    m_geometry.channels = m_set.channels;
    m_geometry.outHeight = preset.size > 0 ? preset.size : m_set.height;
    m_geometry.outWidth = preset.size > 0 ? preset.size : m_set.width;
    m_geometry.pad = options.augment ? preset.pad : 0;
    m_geometry.mean = m_mean.data();
    m_geometry.deviation = m_deviation.data();
    m_geometry.padAfterNormalizing = preset.padAfterNormalizing;
    TORCH_CHECK(m_geometry.outHeight <= m_geometry.height + 2 * m_geometry.pad
                    && m_geometry.outWidth <= m_geometry.width + 2 * m_geometry.pad,
                "the data were opened with another preset than '", preset.name, "'");
    const auto count = static_cast<std::int64_t>(m_indices.size());
    m_samples = options.limit > 0 ? std::min(options.limit, count) : count;
    const std::int64_t values = options.batch * m_geometry.outHeight * m_geometry.outWidth * m_set.channels;
    m_threads = static_cast<int>(std::clamp<std::int64_t>(values / valuesPerThread, 1,
                                                          std::max(1u, std::thread::hardware_concurrency())));
}

/// A limit without shuffling takes the same samples of every class each epoch; with shuffling, each epoch's first ones.
std::vector<std::int64_t> BatchMaker::chooseSamples() const
{
    std::vector<std::int64_t> indices = splitIndices(*m_dataset, m_options);
    if (m_options.shuffle || m_options.limit <= 0)
        return indices;
    std::vector<std::int64_t> labels;
    for (const std::int64_t index : indices)
        labels.push_back(m_set.labels[static_cast<std::size_t>(index)]);
    std::vector<std::int64_t> chosen;
    for (const std::int64_t i : chooseStratified(labels, m_options.limit, dataSeed))
        chosen.push_back(indices[static_cast<std::size_t>(i)]);
    return chosen;
}

std::int64_t BatchMaker::batchesPerEpoch() const
{
    const std::int64_t batch = std::max<std::int64_t>(m_options.batch, 1);
    return m_options.dropLast ? m_samples / batch : (m_samples + batch - 1) / batch;
}

std::shared_ptr<const std::vector<std::int64_t>> BatchMaker::orderOf(std::int64_t epoch) const
{
    const std::scoped_lock lock(m_mutex);
    if (m_order && (!m_options.shuffle || m_orderEpoch == epoch))
        return m_order;
    auto order = std::make_shared<std::vector<std::int64_t>>(m_indices);
    if (m_options.shuffle) {
        const auto permutation = base::randomPermutation(static_cast<std::int32_t>(m_indices.size()), m_options.seed,
                                                         orderStream + static_cast<std::uint64_t>(epoch));
        for (std::size_t i = 0; i < permutation.size(); ++i)
            (*order)[i] = m_indices[static_cast<std::size_t>(permutation[i])];
    }
    m_order = std::move(order);
    m_orderEpoch = epoch;
    return m_order;
}

std::vector<kernels::AugmentDraw> BatchMaker::drawsOf(std::int64_t epoch, std::int64_t first, std::int64_t count) const
{
    std::vector<kernels::AugmentDraw> draws;
    const std::uint64_t stream = augmentStream + static_cast<std::uint64_t>(epoch);
    const std::int64_t rows = m_geometry.height + 2 * m_geometry.pad - m_geometry.outHeight;
    const std::int64_t columns = m_geometry.width + 2 * m_geometry.pad - m_geometry.outWidth;
    for (std::int64_t i = first; i < first + count; ++i) {
        const std::uint64_t counter = static_cast<std::uint64_t>(i) * numbersPerSample;
        const auto below = [&](std::int64_t bound, std::uint64_t k) {
            return base::randomBelow(static_cast<std::uint32_t>(bound), m_options.seed, stream, counter + k);
        };
        draws.push_back({below(rows + 1, 0), below(columns + 1, 1), m_preset.flip && below(2, 2) == 1});
    }
    return draws;
}

void BatchMaker::fill(std::int64_t epoch, std::int64_t first, const std::vector<std::int64_t> &indices,
                      float *target) const
{
    const auto draws = m_options.augment ? drawsOf(epoch, first, static_cast<std::int64_t>(indices.size()))
                                         : std::vector<kernels::AugmentDraw>();
    kernels::augmentBatch(m_geometry, {m_set.pixels->data(), indices, draws, target, m_threads});
}

void BatchMaker::fillResizedCrops(std::int64_t epoch, std::int64_t first, const std::vector<std::int64_t> &indices,
                                  float *target) const
{
    const std::uint64_t stream = augmentStream + static_cast<std::uint64_t>(epoch);
    kernels::AugmentGeometry geometry = m_geometry;
    geometry.height = geometry.outHeight;
    geometry.width = geometry.outWidth;
    geometry.pad = 0;
    const std::int64_t imageBytes = m_set.height * m_set.width * m_set.channels;
    const std::int64_t values = geometry.outHeight * geometry.outWidth * m_set.channels;
    parallelRanges(static_cast<std::int64_t>(indices.size()), 4, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            const RandomNumbers numbers{m_options.seed, stream, static_cast<std::uint64_t>(first + i) * numbersPerSample};
            const ImageView source{m_set.pixels->data() + indices[static_cast<std::size_t>(i)] * imageBytes, m_set.height,
                                   m_set.width, m_set.channels, m_set.width * m_set.channels};
            const CropBox box = drawResizedCrop(m_set.height, m_set.width, numbers);
            const Image image = resizeBilinear(source.part(box.top, box.left, box.height, box.width), geometry.outHeight,
                                               geometry.outWidth);
            const bool flip = m_preset.flip && numbers.unit(numbersPerSample - 1) < 0.5;
            // A brighter picture is one with a darker mean.
            std::array<float, 3> mean{};
            kernels::AugmentGeometry lit = geometry;
            if (m_preset.lighting > 0.0 && m_mean.size() == mean.size()) {
                const auto shift = drawLighting(m_preset.lighting, numbers);
                for (std::size_t c = 0; c < mean.size(); ++c)
                    mean[c] = m_mean[c] - shift[c];
                lit.mean = mean.data();
            }
            kernels::augmentImage(lit, {0, 0, flip}, image.pixels.data(), target + i * values);
        }
    });
}

Batch BatchMaker::make(std::int64_t epoch, std::int64_t index) const
{
    const std::int64_t first = index * m_options.batch;
    const std::int64_t count = std::min(m_options.batch, m_samples - first);
    TORCH_CHECK(index >= 0 && count > 0, "batch ", index, " of ", batchesPerEpoch(), " asked for");
    const auto order = orderOf(epoch);
    const std::vector<std::int64_t> indices(order->begin() + first, order->begin() + first + count);

    Batch batch;
    batch.images = at::empty({count, m_set.channels, m_geometry.outHeight, m_geometry.outWidth}, at::kFloat,
                             at::MemoryFormat::ChannelsLast);
    if (m_options.augment && m_preset.resizedCrop)
        fillResizedCrops(epoch, first, indices, batch.images.mutable_data_ptr<float>());
    else
        fill(epoch, first, indices, batch.images.mutable_data_ptr<float>());
    batch.labels = at::empty({count}, at::kLong);
    auto *labels = batch.labels.mutable_data_ptr<std::int64_t>();
    for (const std::int64_t sample : indices)
        *labels++ = m_set.labels[static_cast<std::size_t>(sample)];
    return batch;
}

} // namespace espalier::data

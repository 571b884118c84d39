// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"
#include "data/image_fixtures.h"
#include "data/resized_crop.h"
#include "data/sampling.h"

#include <gtest/gtest.h>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cmath>
#include <set>

namespace espalier::data {
namespace {

Preset plain()
{
    return *findPreset("none");
}

/// Numbers of the images of a batch of a numberedDataset under preset "none".
std::vector<std::int64_t> numbersOf(const Batch &batch)
{
    std::vector<std::int64_t> numbers;
    for (std::int64_t i = 0; i < batch.images.size(0); ++i) {
        const auto value = [&](std::int64_t channel) { return std::lround(batch.images[i][channel][0][0].item<float>() * 255); };
        numbers.push_back(value(0) + 256 * value(1));
    }
    return numbers;
}

std::vector<std::int64_t> epochNumbers(Loader &loader, std::int64_t epoch)
{
    std::vector<std::int64_t> numbers;
    for (std::int64_t b = 0; b < loader.batchesPerEpoch(); ++b)
        for (const std::int64_t number : numbersOf(loader.batch(epoch, b)))
            numbers.push_back(number);
    return numbers;
}

LoaderOptions shuffled(std::int64_t batch, std::uint64_t seed)
{
    LoaderOptions options;
    options.batch = batch;
    options.seed = seed;
    options.shuffle = true;
    return options;
}

TEST(Loader, GivesEachSampleOncePerEpochInANewOrder)
{
    const auto dataset = numberedDataset(1000, 10);
    Loader loader(dataset, plain(), shuffled(64, 3));
    EXPECT_EQ(loader.batchesPerEpoch(), 16);
    const auto first = epochNumbers(loader, 0);
    const auto second = epochNumbers(loader, 1);
    EXPECT_NE(first, second);
    for (const auto &numbers : {first, second}) {
        EXPECT_EQ(numbers.size(), 1000u);
        EXPECT_EQ(std::set<std::int64_t>(numbers.begin(), numbers.end()).size(), 1000u);
    }
    Loader other(dataset, plain(), shuffled(64, 4));
    EXPECT_NE(epochNumbers(other, 0), first);
}

TEST(Loader, KeepsLabelsWithTheirImages)
{
    Loader loader(numberedDataset(300, 7), plain(), shuffled(50, 1));
    for (std::int64_t b = 0; b < loader.batchesPerEpoch(); ++b) {
        const Batch batch = loader.batch(5, b);
        const auto numbers = numbersOf(batch);
        for (std::size_t i = 0; i < numbers.size(); ++i)
            EXPECT_EQ(batch.labels[static_cast<std::int64_t>(i)].item<std::int64_t>(), numbers[i] % 7);
    }
}

TEST(Loader, BatchesAreChannelsLastFloats)
{
    Loader loader(numberedDataset(10, 2), plain(), {});
    const Batch batch = loader.batch(0, 0);
    EXPECT_EQ(batch.images.sizes(), (at::IntArrayRef{10, 3, 8, 8}));
    EXPECT_TRUE(batch.images.is_contiguous(at::MemoryFormat::ChannelsLast));
    EXPECT_EQ(batch.images.scalar_type(), at::kFloat);
    EXPECT_EQ(batch.labels.scalar_type(), at::kLong);
}

Preset cropping()
{
    Preset preset = plain();
    preset.size = 8;
    preset.pad = 2;
    preset.flip = true;
    preset.mean = {0.1f, 0.2f, 0.3f};
    preset.std = {0.4f, 0.5f, 0.6f};
    return preset;
}

TEST(Loader, IsAPureFunctionOfSeedEpochAndIndex)
{
    const auto dataset = numberedDataset(500, 5);
    LoaderOptions options = shuffled(32, 11);
    options.augment = true;
    Loader inOrder(dataset, cropping(), options);
    std::vector<Batch> batches;
    for (std::int64_t b = 0; b < inOrder.batchesPerEpoch(); ++b)
        batches.push_back(inOrder.batch(2, b));
    Loader jumping(dataset, cropping(), options);
    for (const int threads : {1, 2, 5}) {
        at::set_num_threads(threads);
        for (std::int64_t k = 0; k < inOrder.batchesPerEpoch(); ++k) {
            const std::int64_t b = (k * 7 + 3) % inOrder.batchesPerEpoch();
            const Batch batch = jumping.batch(2, b);
            EXPECT_TRUE(at::equal(batch.images, batches[static_cast<std::size_t>(b)].images));
            EXPECT_TRUE(at::equal(batch.labels, batches[static_cast<std::size_t>(b)].labels));
        }
    }
}

TEST(Loader, TheSameBatchMayBeAskedForAgain)
{
    Loader loader(numberedDataset(100, 5), plain(), shuffled(10, 1));
    const Batch a = loader.batch(0, 3);
    const Batch b = loader.batch(0, 3);
    const Batch c = loader.batch(0, 4);
    EXPECT_TRUE(at::equal(a.images, b.images));
    EXPECT_FALSE(at::equal(b.images, c.images));
    EXPECT_THROW(loader.batch(0, 10), c10::Error);
    EXPECT_TRUE(at::equal(loader.batch(0, 3).images, a.images));
}

TEST(Loader, CropAndFlipAgreeWithTheNaiveWay)
{
    const auto dataset = numberedDataset(200, 5);
    const Preset preset = cropping();
    LoaderOptions options;
    options.batch = 200;
    options.augment = true;
    options.seed = 5;
    Loader loader(dataset, preset, options);
    const Batch batch = loader.batch(3, 0);
    // All five by five crops of both orientations, made with tensor operations: one of them fits.
    const at::Tensor pixels = at::from_blob(const_cast<std::uint8_t *>(dataset->train.pixels->data()), {200, 8, 8, 3}, at::kByte)
                                  .permute({0, 3, 1, 2});
    const at::Tensor padded = at::constant_pad_nd(pixels, {2, 2, 2, 2}, 0);
    const at::Tensor mean = at::tensor(at::ArrayRef<float>(preset.mean)).view({3, 1, 1});
    const at::Tensor deviation = at::tensor(at::ArrayRef<float>(preset.std)).view({3, 1, 1});
    std::set<std::int64_t> seen;
    for (std::int64_t i = 0; i < 200; ++i) {
        std::int64_t found = -1;
        for (std::int64_t choice = 0; choice < 50 && found < 0; ++choice) {
            at::Tensor crop = padded[i].slice(1, choice / 10, choice / 10 + 8).slice(2, choice % 10 / 2, choice % 10 / 2 + 8);
            if (choice % 2)
                crop = crop.flip({2});
            if (at::equal(((crop.to(at::kFloat) / 255.0f) - mean) / deviation, batch.images[i]))
                found = choice;
        }
        ASSERT_GE(found, 0) << "image " << i;
        seen.insert(found);
    }
    EXPECT_GT(seen.size(), 45u); // of 50
}

TEST(Loader, WithoutAugmentationTheCentreIsTaken)
{
    Preset preset = cropping();
    preset.size = 6;
    Loader loader(numberedDataset(5, 5), preset, {});
    const Batch batch = loader.batch(0, 0);
    EXPECT_EQ(batch.images.size(2), 6);
    const auto dataset = numberedDataset(5, 5);
    const float pixel = static_cast<float>((*dataset->train.pixels)[(1 * 8 + 1) * 3]);
    EXPECT_FLOAT_EQ(batch.images[0][0][0][0].item<float>(), (pixel / 255.0f - 0.1f) / 0.4f);
}

TEST(Loader, LastBatchIsShortOrDropped)
{
    LoaderOptions options;
    options.batch = 30;
    Loader kept(numberedDataset(100, 5), plain(), options);
    EXPECT_EQ(kept.batchesPerEpoch(), 4);
    EXPECT_EQ(kept.batch(0, 3).labels.size(0), 10);
    options.dropLast = true;
    Loader dropped(numberedDataset(100, 5), plain(), options);
    EXPECT_EQ(dropped.batchesPerEpoch(), 3);
    EXPECT_EQ(dropped.samplesPerEpoch(), 100);
}

TEST(Loader, TuningAndTrainShareNothingAndAreStratified)
{
    const auto dataset = numberedDataset(1000, 10);
    LoaderOptions train = shuffled(100, 1);
    train.tuningShare = 0.1;
    LoaderOptions tuning;
    tuning.seed = 99;
    tuning.split = Split::Tuning;
    tuning.tuningShare = 0.1;
    Loader trainLoader(dataset, plain(), train), tuningLoader(dataset, plain(), tuning);
    EXPECT_EQ(trainLoader.samplesPerEpoch(), 900);
    EXPECT_EQ(tuningLoader.samplesPerEpoch(), 100);
    std::vector<std::int64_t> all = epochNumbers(trainLoader, 0);
    std::vector<int> perClass(10, 0);
    for (const std::int64_t number : epochNumbers(tuningLoader, 0)) {
        all.push_back(number);
        ++perClass[static_cast<std::size_t>(number % 10)];
    }
    EXPECT_EQ(std::set<std::int64_t>(all.begin(), all.end()).size(), 1000u);
    EXPECT_EQ(perClass, std::vector<int>(10, 10));
}

TEST(Loader, LimitTakesAFixedStratifiedPartUnlessShuffled)
{
    LoaderOptions options;
    options.limit = 50;
    options.batch = 50;
    const auto dataset = numberedDataset(1000, 10);
    Loader fixed(dataset, plain(), options);
    EXPECT_EQ(fixed.samplesPerEpoch(), 50);
    EXPECT_EQ(epochNumbers(fixed, 0), epochNumbers(fixed, 1));
    EXPECT_EQ(at::bincount(fixed.batch(0, 0).labels).min().item<std::int64_t>(), 5);
    options.shuffle = true;
    Loader changing(dataset, plain(), options);
    EXPECT_NE(epochNumbers(changing, 0), epochNumbers(changing, 1));
}

TEST(Loader, RefusesDataOpenedWithAnotherPreset)
{
    Preset preset = plain();
    preset.size = 32;
    EXPECT_THROW(Loader(numberedDataset(5, 5), preset, {}), c10::Error);
}

TEST(Loader, MaskSparsityPadsWithTheMean)
{
    Preset preset = cropping();
    preset.padAfterNormalizing = true;
    LoaderOptions options;
    options.batch = 100;
    options.augment = true;
    Loader loader(numberedDataset(100, 5), preset, options);
    const at::Tensor corners = loader.batch(0, 0).images.select(2, 0).select(2, 0); // N x C
    EXPECT_TRUE((corners == 0).all(1).any().item<bool>());
}

TEST(Loader, ResizedCropsHaveTheRightSizeAndRange)
{
    Preset preset = plain();
    preset.size = 12;
    preset.resizedCrop = true;
    preset.flip = true;
    LoaderOptions options = shuffled(40, 2);
    options.augment = true;
    Loader loader(numberedDataset(80, 5, 16), preset, options);
    const Batch batch = loader.batch(0, 1);
    EXPECT_EQ(batch.images.sizes(), (at::IntArrayRef{40, 3, 12, 12}));
    EXPECT_GE(batch.images.min().item<float>(), 0.0f);
    EXPECT_LE(batch.images.max().item<float>(), 1.0f);
    EXPECT_TRUE(at::equal(batch.images, loader.batch(0, 1).images));
}

TEST(Loader, LightingShiftsWholeChannelsOfEachImage)
{
    Preset preset = plain();
    preset.size = 12;
    preset.resizedCrop = true;
    LoaderOptions options = shuffled(40, 2);
    options.augment = true;
    const auto dataset = numberedDataset(80, 5, 16);
    const at::Tensor dark = Loader(dataset, preset, options).batch(0, 0).images;
    preset.lighting = 0.1;
    const at::Tensor lit = Loader(dataset, preset, options).batch(0, 0).images;
    const at::Tensor shift = (lit - dark).mean({2, 3});
    EXPECT_LT((lit - dark - shift.unsqueeze(2).unsqueeze(3)).abs().max().item<float>(), 1e-5F);
    EXPECT_GT(shift.std(0, true).min().item<float>(), 1e-3F);
}

TEST(Lighting, FollowsTheColoursOfImagenet)
{
    double sum = 0.0, square = 0.0;
    constexpr int trials = 4000;
    for (std::uint64_t i = 0; i < trials; ++i) {
        const double red = drawLighting(0.1, {7, 1, i * 64})[0];
        sum += red / trials;
        square += red * red / trials;
    }
    const double expected = 0.1 * std::hypot(0.5675 * 0.2175, 0.7192 * 0.0188, 0.4009 * 0.0045);
    EXPECT_NEAR(sum, 0.0, 4 * expected / std::sqrt(trials));
    EXPECT_NEAR(std::sqrt(square) / expected, 1.0, 0.05);
}

TEST(ResizedCrop, StaysInsideWithAreasAndRatiosInRange)
{
    double meanArea = 0.0;
    constexpr int trials = 4000;
    for (std::uint64_t i = 0; i < trials; ++i) {
        const CropBox box = drawResizedCrop(200, 300, {7, 1, i * 64});
        ASSERT_GE(box.top, 0);
        ASSERT_GE(box.left, 0);
        ASSERT_LE(box.top + box.height, 200);
        ASSERT_LE(box.left + box.width, 300);
        const double ratio = static_cast<double>(box.width) / static_cast<double>(box.height);
        ASSERT_GT(ratio, 0.72);
        ASSERT_LT(ratio, 1.39);
        meanArea += static_cast<double>(box.width * box.height) / 60'000.0 / trials;
    }
    EXPECT_GT(meanArea, 0.3);
    EXPECT_LT(meanArea, 0.6);
}

TEST(Stratified, KeepsProportionsExactly)
{
    std::vector<std::int64_t> labels;
    for (int i = 0; i < 100; ++i)
        labels.push_back(i < 50 ? 0 : i < 80 ? 1 : 2);
    const auto chosen = chooseStratified(labels, 10, 1);
    EXPECT_EQ(chosen.size(), 10u);
    std::vector<int> counts(3, 0);
    for (const std::int64_t index : chosen)
        ++counts[static_cast<std::size_t>(labels[static_cast<std::size_t>(index)])];
    EXPECT_EQ(counts, (std::vector<int>{5, 3, 2}));
    EXPECT_TRUE(std::is_sorted(chosen.begin(), chosen.end()));
    EXPECT_EQ(chooseStratified(labels, 10, 1), chosen);
    EXPECT_NE(chooseStratified(labels, 10, 2), chosen);
    EXPECT_EQ(chooseStratified(labels, 0, 1).size(), 100u);
    EXPECT_EQ(chooseStratified(labels, 7, 1).size(), 7u);
}

TEST(TuningSplitTest, LeavesBothSidesSomethingOfEachClass)
{
    const std::vector<std::int64_t> labels{0, 0, 1, 1, 1, 2};
    const TuningSplit split = splitTuning(labels, 0.01);
    EXPECT_EQ(split.tuning.size(), 2u);
    EXPECT_EQ(split.train.size(), 4u);
    EXPECT_TRUE(splitTuning(labels, 0.0).tuning.empty());
}

} // namespace
} // namespace espalier::data

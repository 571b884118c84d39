// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace espalier::data {

enum class Split { Train, Tuning, Test }; ///< Tuning is taken from train: seeded, stratified, apart from test

/// Decoded images of one source, as uint8 NHWC in memory, with labels. Immutable after load; shared between loaders.
struct ImageSet {
    std::shared_ptr<const std::vector<std::uint8_t>> pixels; ///< count * height * width * channels
    std::vector<std::int64_t> labels;
    std::int64_t height = 0, width = 0, channels = 0;
    std::int64_t count() const { return static_cast<std::int64_t>(labels.size()); }
};

struct Dataset {
    std::string source; ///< as named: "sample:", "folder:DIR", …
    std::string hash;   ///< of files, order and decoding; hex
    std::vector<std::string> classes;
    ImageSet train, test;
    std::vector<std::string> warnings; ///< unreadable images skipped (count, first 5 paths), …
};

/// Size, statistics and augmentation: methods.md 8. Every field of a preset can be overridden.
struct Preset {
    std::string name; ///< "cifar10", "cifar100", "mnist32", "sample", "imagenet", "none"
    std::int64_t size = 32;       ///< height = width of network inputs; 0 = as the files have it
    std::int64_t channels = 3;    ///< 1 or 3; grey is repeated, colour becomes luminance; 0 = as the files have it
    std::vector<float> mean, std; ///< of pixel/255, per channel; one value holds for all, none is 0 and 1
    std::int64_t pad = 0;         ///< zero padding before a random crop of `size`
    bool flip = false;            ///< horizontal, p = 0.5
    bool bilinearTo = false;      ///< resize to `size` when decoded (28 -> 32: 8-bit result)
    std::int64_t decodeSize = 0;  ///< images of a folder: short side and centred square as kept in memory; 0 = size
    bool resizedCrop = false;     ///< augment by a random part (area .08-1, ratio 3/4-4/3) of it, resized to `size`
    double lighting = 0.0;        ///< with resizedCrop: deviation of colour shifts along ImageNet's principal axes (AlexNet)
    bool padAfterNormalizing = false; ///< padding is the mean colour instead of black (MaskSparsity on CIFAR)
};

std::vector<Preset> presets();
base::Result<Preset> findPreset(const std::string &name);

/// One file per source kind. DATA forms of interfaces.md: "sample:", "folder:DIR", "idx:DIR", "cifar10:DIR",
/// "cifar100:DIR" or a bare directory (kind detected). Decoded in parallel; a cache of decoded uint8 is kept in
/// `cacheFolder` (empty = none), keyed by hash. Empty class folders and unreadable images are named.
struct OpenOptions {
    Preset preset;
    std::filesystem::path cacheFolder;
    std::filesystem::path sampleFolder; ///< where resources/sample lies
    std::int64_t subset = 0;            ///< at most so many per split, stratified, seeded; 0 = all
    bool skipUnreadable = false;        ///< else the first unreadable image is an error that counts all
};
base::Result<std::shared_ptr<const Dataset>> openDataset(const std::string &source, const OpenOptions &options);

struct Batch {
    at::Tensor images; ///< float32, N x C x H x W, channels_last
    at::Tensor labels; ///< int64, N
};

struct LoaderOptions {
    Split split = Split::Train;
    std::int64_t batch = 128;
    std::uint64_t seed = 0;
    bool augment = false;      ///< random crop and flip of the preset
    bool shuffle = false;      ///< a new permutation each epoch
    bool dropLast = false;
    double tuningShare = 0.0;  ///< share of train set apart for Split::Tuning; which samples depends on nothing else
    std::int64_t limit = 0;    ///< at most so many samples per epoch, the same ones unless shuffled; 0 = all
};

/// Batches of a split. Batch b of epoch e is a pure function of (dataset, options, e, b): the same for the same seed,
/// whatever the thread count, and resumable by its two numbers. One pass from uint8 (crop, flip, normalise) into the
/// batch tensor, in parallel over images. The next batch is prepared ahead on a thread of its own.
class Loader {
public:
    Loader(std::shared_ptr<const Dataset> dataset, const Preset &preset, const LoaderOptions &options);
    ~Loader();
    Loader(const Loader &) = delete;
    Loader &operator=(const Loader &) = delete;

    std::int64_t batchesPerEpoch() const;
    std::int64_t samplesPerEpoch() const;
    /// Blocks until it is ready.
    Batch batch(std::int64_t epoch, std::int64_t index);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace espalier::data

// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "data/dataset.h"

namespace espalier::data {

namespace {

const std::vector<float> imagenetMean{0.485f, 0.456f, 0.406f};
const std::vector<float> imagenetDeviation{0.229f, 0.224f, 0.225f};

Preset colour(std::string name, std::int64_t size, std::vector<float> mean, std::vector<float> deviation)
{
    Preset preset;
    preset.name = std::move(name);
    preset.size = size;
    preset.mean = std::move(mean);
    preset.std = std::move(deviation);
    preset.flip = true;
    return preset;
}

Preset cifar(std::string name, std::vector<float> mean, std::vector<float> deviation)
{
    Preset preset = colour(std::move(name), 32, std::move(mean), std::move(deviation));
    preset.pad = 4;
    return preset;
}

/// The statistics of MaskSparsity's CIFAR code, which normalises before it pads.
Preset cifarMaskSparsity()
{
    Preset preset = cifar("cifar10_masksparsity", {125.3f / 255, 123.0f / 255, 113.9f / 255},
                          {63.0f / 255, 62.1f / 255, 66.7f / 255});
    preset.padAfterNormalizing = true;
    return preset;
}

Preset tinyImagenet()
{
    Preset preset = colour("tinyimagenet", 64, imagenetMean, imagenetDeviation);
    preset.pad = 8;
    return preset;
}

Preset imagenet()
{
    Preset preset = colour("imagenet", 224, imagenetMean, imagenetDeviation);
    preset.decodeSize = 256;
    preset.resizedCrop = true;
    return preset;
}

/// As MaskSparsity trained: with colour shifts.
Preset imagenetMaskSparsity()
{
    Preset preset = imagenet();
    preset.name = "imagenet_masksparsity";
    preset.lighting = 0.1;
    return preset;
}

Preset grey(std::string name, std::int64_t size, float mean, float deviation)
{
    Preset preset;
    preset.name = std::move(name);
    preset.size = size;
    preset.channels = 1;
    preset.mean = {mean};
    preset.std = {deviation};
    return preset;
}

Preset mnist32()
{
    Preset preset = grey("mnist32", 32, 0.1307f, 0.3081f);
    preset.bilinearTo = true;
    return preset;
}

/// Statistics of the training images in resources/sample.
Preset sample()
{
    Preset preset = grey("sample", 28, 0.2867f, 0.3540f);
    preset.pad = 2;
    preset.flip = true;
    return preset;
}

Preset none()
{
    Preset preset;
    preset.name = "none";
    preset.size = 0;
    preset.channels = 0;
    return preset;
}

} // namespace

std::vector<Preset> presets()
{
    return {cifar("cifar10", imagenetMean, imagenetDeviation),
            cifarMaskSparsity(),
            cifar("cifar100", {0.5071f, 0.4867f, 0.4408f}, {0.2675f, 0.2565f, 0.2761f}),
            mnist32(),
            sample(),
            tinyImagenet(),
            imagenet(),
            imagenetMaskSparsity(),
            none()};
}

base::Result<Preset> findPreset(const std::string &name)
{
    std::vector<std::string> names;
    for (Preset &preset : presets()) {
        if (preset.name == name)
            return std::move(preset);
        names.push_back(preset.name);
    }
    const std::string near = base::closest(name, names);
    return base::Problem{base::ProblemCode::BadUsage, base::cat("There is no data preset '", name, "'."), "",
                         near.empty() ? base::cat("Choose one of ", base::listNames(names, 20), ".")
                                      : base::cat("Did you mean '", near, "'?")};
}

} // namespace espalier::data

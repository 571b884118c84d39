// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data_binder.h"

#include "base/installation.h"
#include "base/text.h"
#include "base/translate.h"

#include <algorithm>
#include <cmath>

namespace espalier::engine {

namespace fs = std::filesystem;

namespace {

/// The preset that belongs to a kind of source; "none" normalises nothing.
std::string ownPreset(const std::string &source)
{
    const auto colon = source.find(':');
    const std::string kind = colon == std::string::npos ? "" : source.substr(0, colon);
    if (kind == "sample" || kind == "cifar10" || kind == "cifar100")
        return kind;
    if (kind == "idx")
        return "mnist32";
    return "none";
}

base::Result<fs::path> sampleFolder(const EngineOptions &options)
{
    if (!options.sampleFolder.empty())
        return options.sampleFolder;
    auto resources = base::resourceFolder();
    return resources ? base::Result<fs::path>(*resources / "sample") : resources;
}

data::Split apartSplit(const BoundData &data)
{
    return data.spec.tuningShare > 0 ? data::Split::Tuning : data::Split::Test;
}

} // namespace

base::Result<BoundData> bindData(const recipe::DataSpec &spec, const EngineOptions &options)
{
    if (spec.source.empty())
        return base::Problem{
            base::ProblemCode::BadUsage, ESP_TR("Engine", "The data has no source."), "",
            ESP_TR("Engine", "Name sample:, folder:DIR, idx:DIR, cifar10:DIR or cifar100:DIR.")};
    auto preset = data::findPreset(spec.preset.empty() ? ownPreset(spec.source) : spec.preset);
    if (!preset)
        return preset.problem();
    data::OpenOptions open;
    open.preset = *preset;
    open.cacheFolder = options.cacheFolder;
    open.subset = spec.subset;
    if (spec.source.rfind("sample:", 0) == 0) {
        auto folder = sampleFolder(options);
        if (!folder)
            return folder.problem();
        open.sampleFolder = *folder;
    }
    auto dataset = data::openDataset(spec.source, open);
    if (!dataset)
        return dataset.problem();
    return BoundData{spec, std::move(*preset), std::move(*dataset)};
}

std::int64_t channelsOf(const BoundData &data)
{
    return data.preset.channels > 0 ? data.preset.channels : data.dataset->test.channels;
}

std::int64_t sizeOf(const BoundData &data)
{
    return data.preset.size > 0 ? data.preset.size : data.dataset->test.height;
}

std::int64_t tuningCount(const BoundData &data)
{
    data::LoaderOptions options;
    options.split = data::Split::Tuning;
    options.tuningShare = data.spec.tuningShare;
    return data.spec.tuningShare > 0 ? data::Loader(data.dataset, data.preset, options).samplesPerEpoch() : 0;
}

report::DataInfo describe(const BoundData &data)
{
    report::DataInfo info;
    info.source = data.spec.source;
    info.preset = data.preset.name;
    info.hash = data.dataset->hash;
    info.classes = data.dataset->classes;
    info.tuning = tuningCount(data);
    info.train = data.dataset->train.count() - info.tuning;
    info.test = data.dataset->test.count();
    info.warnings = data.dataset->warnings;
    return info;
}

at::Tensor sampleInputs(const BoundData &data, std::int64_t count)
{
    data::LoaderOptions options;
    options.split = apartSplit(data);
    options.tuningShare = data.spec.tuningShare;
    options.batch = count;
    data::Loader loader(data.dataset, data.preset, options);
    return loader.samplesPerEpoch() > 0 ? loader.batch(0, 0).images : at::Tensor();
}

} // namespace espalier::engine

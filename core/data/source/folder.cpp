// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/decoded_cache.h"
#include "data/folder_decoder.h"
#include "data/sampling.h"
#include "data/source.h"

namespace espalier::data {

namespace {

void keepSubset(FolderSplit &split, std::int64_t subset)
{
    std::vector<std::int64_t> labels;
    for (const ImageFile &file : split.files)
        labels.push_back(file.label);
    std::vector<ImageFile> kept;
    for (const std::int64_t index : chooseStratified(labels, subset, dataSeed))
        kept.push_back(std::move(split.files[static_cast<std::size_t>(index)]));
    split.files = std::move(kept);
}

class Folder final : public Source {
public:
    std::string kind() const override { return "folder"; }
    std::string looks() const override { return "an image folder (train/CLASS/ and test/CLASS/ or val/CLASS/)"; }

    bool recognises(const std::filesystem::path &directory) const override
    {
        return !findSplit(directory, {"train"}).empty();
    }

    base::Result<std::shared_ptr<Dataset>> open(const std::filesystem::path &directory,
                                                const OpenOptions &options) const override
    {
        auto folder = listImageFolder(directory);
        if (!folder)
            return folder.problem();
        if (options.subset > 0) {
            keepSubset(folder->train, options.subset);
            keepSubset(folder->test, options.subset);
        }
        const DecodedCache cache(options.cacheFolder, cacheKey(*folder, options));
        if (auto cached = cache.load())
            return cached;
        auto dataset = decodeFolder(*folder, options, directory.string());
        if (!dataset)
            return dataset;
        if (const base::Status saved = cache.save(**dataset); !saved)
            (*dataset)->warnings.push_back("The decoded images could not be kept for the next time: "
                                           + base::toString(saved.problem()));
        return dataset;
    }
};

} // namespace

std::unique_ptr<Source> makeFolderEntry()
{
    return std::make_unique<Folder>();
}

} // namespace espalier::data

// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "data/idx_file.h"
#include "data/source.h"

namespace espalier::data {

namespace {

/// "sample:" names no directory: the program knows where its own data lie.
class Sample final : public Source {
public:
    std::string kind() const override { return "sample"; }
    std::string looks() const override { return "the sample data that come with Espalier"; }
    bool recognises(const std::filesystem::path &) const override { return false; }

    base::Result<std::shared_ptr<Dataset>> open(const std::filesystem::path &, const OpenOptions &options) const override
    {
        if (findIdx(options.sampleFolder, "train-images-idx3-ubyte").empty())
            return base::Problem{
                base::ProblemCode::NotFound, ESP_TR("Engine", "The sample data are not there."),
                options.sampleFolder.string(),
                ESP_TR("Engine", "Install Espalier with its resources, or open data of your own.")};
        return openIdx(options.sampleFolder, options);
    }
};

} // namespace

std::unique_ptr<Source> makeSampleEntry()
{
    return std::make_unique<Sample>();
}

} // namespace espalier::data

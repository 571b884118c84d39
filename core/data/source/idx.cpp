// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/idx_file.h"
#include "data/source.h"

namespace espalier::data {

namespace {

class Idx final : public Source {
public:
    std::string kind() const override { return "idx"; }
    std::string looks() const override { return "the four IDX files of the MNIST family, plain or .gz"; }

    bool recognises(const std::filesystem::path &directory) const override
    {
        return !findIdx(directory, "train-images-idx3-ubyte").empty();
    }

    base::Result<std::shared_ptr<Dataset>> open(const std::filesystem::path &directory,
                                                const OpenOptions &options) const override
    {
        return openIdx(directory, options);
    }
};

} // namespace

std::unique_ptr<Source> makeIdxEntry()
{
    return std::make_unique<Idx>();
}

} // namespace espalier::data

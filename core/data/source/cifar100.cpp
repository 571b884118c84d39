// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/cifar_binary.h"

namespace espalier::data {

namespace {

class Cifar100 final : public Source {
public:
    std::string kind() const override { return "cifar100"; }
    std::string looks() const override { return "CIFAR-100 as binary files (train.bin, test.bin)"; }

    bool recognises(const std::filesystem::path &directory) const override
    {
        return !findCifar(directory, subfolder, testFile).empty();
    }

    base::Result<std::shared_ptr<Dataset>> open(const std::filesystem::path &directory,
                                                const OpenOptions &options) const override
    {
        const std::filesystem::path found = findCifar(directory, subfolder, testFile);
        CifarLayout layout;
        layout.trainFiles = {"train.bin"};
        layout.testFile = testFile;
        layout.namesFile = "fine_label_names.txt";
        layout.labelBytes = 2; // coarse, fine
        layout.labelAt = 1;
        layout.classes = 100;
        return openCifar(found.empty() ? directory : found, layout, options);
    }

private:
    static constexpr const char *subfolder = "cifar-100-binary";
    static constexpr const char *testFile = "test.bin";
};

} // namespace

std::unique_ptr<Source> makeCifar100Entry()
{
    return std::make_unique<Cifar100>();
}

} // namespace espalier::data

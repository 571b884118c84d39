// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/cifar_binary.h"

namespace espalier::data {

namespace {

class Cifar10 final : public Source {
public:
    std::string kind() const override { return "cifar10"; }
    std::string looks() const override { return "CIFAR-10 as binary files (data_batch_1.bin, …, test_batch.bin)"; }

    bool recognises(const std::filesystem::path &directory) const override
    {
        return !findCifar(directory, subfolder, testFile).empty();
    }

    base::Result<std::shared_ptr<Dataset>> open(const std::filesystem::path &directory,
                                                const OpenOptions &options) const override
    {
        const std::filesystem::path found = findCifar(directory, subfolder, testFile);
        CifarLayout layout;
        for (int i = 1; i <= 5; ++i)
            layout.trainFiles.push_back("data_batch_" + std::to_string(i) + ".bin");
        layout.testFile = testFile;
        layout.namesFile = "batches.meta.txt";
        return openCifar(found.empty() ? directory : found, layout, options);
    }

private:
    static constexpr const char *subfolder = "cifar-10-batches-bin";
    static constexpr const char *testFile = "test_batch.bin";
};

} // namespace

std::unique_ptr<Source> makeCifar10Entry()
{
    return std::make_unique<Cifar10>();
}

} // namespace espalier::data

// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "base/translate.h"
#include "formats/format.h"
#include "formats/state_dict_io.h"
#include "wire/torch_save.h"

namespace espalier::formats {

namespace {

class TorchSave final : public Format {
public:
    std::string id() const override { return "torch_save"; }
    std::vector<std::string> extensions() const override { return {".pth", ".th", ".mask"}; }
    std::string title() const override { return ESP_TR("Engine", "PyTorch state dict"); }
    std::string note() const override
    {
        return ESP_TR("Engine", "State dicts of torch.save, zip and legacy, and channel masks; no code from the file "
                               "runs. Written files load under weights_only=True.");
    }
    bool holdsNetwork() const override { return false; }
    bool reads() const override { return true; }
    bool writes() const override { return true; }

    bool recognises(const std::filesystem::path &path) const override
    {
        const auto file = base::MappedFile::open(path);
        return file && wire::looksLikeTorchSave((*file)->bytes());
    }

    base::Result<ReadResult> read(const std::filesystem::path &path) const override
    {
        auto file = readStateDict(path);
        if (!file)
            return file.problem();
        return ReadResult{std::nullopt, std::move(file->weights), std::move(file->scalars)};
    }

    base::Result<std::vector<std::filesystem::path>> write(const Artefact &artefact,
                                                           const std::filesystem::path &path) const override
    {
        if (const base::Status written = writeStateDict(path, artefact.network.weights); !written)
            return written.problem();
        return std::vector{path};
    }
};

} // namespace

std::unique_ptr<Format> makeTorchSaveEntry()
{
    return std::make_unique<TorchSave>();
}

} // namespace espalier::formats

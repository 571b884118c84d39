// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "base/translate.h"
#include "formats/format.h"
#include "formats/kept_file.h"
#include "formats/safetensors_io.h"
#include "wire/safetensors.h"

namespace espalier::formats {

namespace {

class Safetensors final : public Format {
public:
    std::string id() const override { return "safetensors"; }
    std::vector<std::string> extensions() const override { return {".safetensors"}; }
    std::string title() const override { return "safetensors"; }
    std::string note() const override
    {
        return ESP_TR("Engine", "Weights alone; the metadata carry the recipe and the kept indices.");
    }
    bool holdsNetwork() const override { return false; }
    bool reads() const override { return true; }
    bool writes() const override { return true; }

    bool recognises(const std::filesystem::path &path) const override
    {
        const auto file = base::MappedFile::open(path);
        return file && wire::looksLikeSafetensors((*file)->bytes());
    }

    base::Result<ReadResult> read(const std::filesystem::path &path) const override
    {
        auto file = readSafetensors(path);
        if (!file)
            return file.problem();
        return ReadResult{std::nullopt, std::move(file->weights), std::move(file->metadata)};
    }

    base::Result<std::vector<std::filesystem::path>> write(const Artefact &artefact,
                                                           const std::filesystem::path &path) const override
    {
        std::map<std::string, std::string> metadata = artefact.metadata;
        metadata["format"] = "pt"; // what the reference library looks for
        metadata["name"] = artefact.name;
        if (!artefact.kept.empty() || !artefact.widths.empty())
            metadata["kept"] = keptLayersJson(artefact);
        if (const base::Status written = writeSafetensors(path, artefact.network.weights, metadata); !written)
            return written.problem();
        return std::vector{path};
    }
};

} // namespace

std::unique_ptr<Format> makeSafetensorsEntry()
{
    return std::make_unique<Safetensors>();
}

} // namespace espalier::formats

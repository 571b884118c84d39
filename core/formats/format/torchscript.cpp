// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "base/translate.h"
#include "formats/proven.h"
#include "formats/torchscript/script_reader.h"
#include "formats/torchscript/script_writer.h"
#include "wire/script_archive.h"

namespace espalier::formats {

namespace {

class TorchScript final : public Format
{
public:
    std::string id() const override { return "torchscript"; }
    std::vector<std::string> extensions() const override { return {".pt", ".ts", ".torchscript"}; }
    std::string title() const override { return "TorchScript"; }
    std::string note() const override
    {
        return ESP_TR("Engine", "Traced models, and scripted ones whose control flow does not depend on data; their code "
                               "is followed, never run. Written files load with torch.jit.load.");
    }
    bool holdsNetwork() const override { return true; }
    bool reads() const override { return true; }
    bool writes() const override { return true; }

    bool recognises(const std::filesystem::path &path) const override
    {
        const auto file = base::MappedFile::open(path);
        return file && wire::looksLikeTorchScript((*file)->bytes());
    }

    base::Result<ReadResult> read(const std::filesystem::path &path) const override
    {
        return proven(torchscript::readScript(path));
    }

    base::Result<std::vector<std::filesystem::path>> write(const Artefact &artefact,
                                                           const std::filesystem::path &path) const override
    {
        if (const base::Status written = torchscript::writeScript(artefact, path); !written)
            return written.problem();
        return std::vector{path};
    }
};

} // namespace

std::unique_ptr<Format> makeTorchscriptEntry()
{
    return std::make_unique<TorchScript>();
}

} // namespace espalier::formats

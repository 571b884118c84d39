// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "base/sha256.h"
#include "base/text.h"
#include "base/translate.h"
#include "formats/kept_file.h"
#include "formats/kept_loader.h"
#include "formats/python/python_text.h"
#include "formats/state_dict_io.h"
#include "formats/verification.h"

namespace espalier::formats {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t largestFile = std::size_t{256} << 20;

class Kept final : public Format {
public:
    std::string id() const override { return "kept"; }
    std::vector<std::string> extensions() const override { return {".json"}; }
    std::string title() const override { return ESP_TR("Engine", "Kept indices and loader"); }
    std::string note() const override
    {
        return ESP_TR("Engine", "Kept indices, widths and hashes as JSON, the weights (NAME.pth), and a Python loader "
                               "(NAME_kept.py) that rebuilds the pruned module from the original class.");
    }
    bool holdsNetwork() const override { return false; }
    bool reads() const override { return true; }
    bool writes() const override { return true; }

    bool recognises(const fs::path &path) const override
    {
        const auto file = base::MappedFile::open(path);
        if (!file || (*file)->bytes().size() < 2)
            return false;
        const auto head = (*file)->bytes().first(std::min<std::size_t>((*file)->bytes().size(), 200));
        const std::string_view text(reinterpret_cast<const char *>(head.data()), head.size());
        return base::trim(text).starts_with('{') && text.find("\"espalier_kept\"") != std::string_view::npos;
    }

    base::Result<ReadResult> read(const fs::path &path) const override
    {
        const auto file = readFile(path);
        if (!file)
            return file.problem();
        ReadResult result;
        result.metadata = file->metadata;
        result.metadata["name"] = file->name;
        result.metadata["kept"] = toJson(*file);
        if (file->weightsFile.empty())
            return result;
        const fs::path weights = path.parent_path() / fs::path(file->weightsFile).filename();
        if (const base::Status same = checkHash(weights, file->weightsSha256); !same)
            return same.problem();
        auto state = readStateDict(weights);
        if (!state)
            return state.problem();
        result.weights = std::move(state->weights);
        return result;
    }

    base::Result<std::vector<fs::path>> write(const Artefact &artefact, const fs::path &path) const override
    {
        const fs::path weights = fs::path(path).replace_extension(".pth");
        const fs::path loader = path.parent_path() / (pythonName(path.stem().string()) + "_kept.py");
        if (const base::Status written = writeStateDict(weights, artefact.network.weights); !written)
            return written.problem();
        const auto hash = base::sha256OfFile(weights);
        if (!hash)
            return hash.problem();
        KeptFile file = describeKept(artefact);
        file.weightsFile = weights.filename().string();
        file.weightsSha256 = *hash;
        if (const base::Status written = base::writeFileAtomically(path, toJson(file)); !written)
            return written.problem();
        const std::string text = keptLoaderText(path.filename().string());
        if (const base::Status written = base::writeFileAtomically(loader, text); !written)
            return written.problem();
        return std::vector{path, weights, loader};
    }

    base::Result<Verified> verify(const Artefact &artefact, const fs::path &path) const override
    {
        const auto file = readFile(path);
        if (!file)
            return file.problem();
        for (const auto &[name, kept] : artefact.kept) {
            const auto layer = file->layers.find(name);
            if (layer == file->layers.end() || layer->second.kept != kept)
                return Verified{0.0, false, base::cat("the kept channels of ", name, " differ")};
        }
        auto verified = Format::verify(artefact, path);
        if (verified)
            verified->how = ESP_TR("Engine", "kept channels and tensors compared");
        return verified;
    }

private:
    static base::Result<KeptFile> readFile(const fs::path &path)
    {
        const auto text = base::readFile(path, largestFile);
        if (!text)
            return text.problem();
        return keptFromJson(*text, path.string());
    }

    static base::Status checkHash(const fs::path &weights, const std::string &expected)
    {
        const auto hash = base::sha256OfFile(weights);
        if (!hash)
            return hash.problem();
        if (*hash == expected)
            return {};
        return base::Problem{base::ProblemCode::Mismatch,
                             base::cat("The weights have the SHA-256 ", *hash, ", the kept-index file names ", expected, "."),
                             weights.string(), "Keep the files of one export together."};
    }
};

} // namespace

std::unique_ptr<Format> makeKeptEntry()
{
    return std::make_unique<Kept>();
}

} // namespace espalier::formats

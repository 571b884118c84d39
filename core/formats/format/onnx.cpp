// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "base/translate.h"
#include "formats/onnx/onnx_file.h"
#include "formats/proven.h"
#include "wire/onnx.h"

namespace espalier::formats {

namespace {

class Onnx final : public Format
{
public:
    std::string id() const override { return "onnx"; }
    std::vector<std::string> extensions() const override { return {".onnx"}; }
    std::string title() const override { return "ONNX"; }
    std::string note() const override
    {
        return ESP_TR("Engine", "Reads operator sets 13 to 25, external data included; writes operator set 17 with a "
                               "dynamic batch.");
    }
    bool holdsNetwork() const override { return true; }
    bool reads() const override { return true; }
    bool writes() const override { return true; }

    bool recognises(const std::filesystem::path &path) const override
    {
        const auto file = base::MappedFile::open(path);
        return file && wire::looksLikeOnnx((*file)->bytes());
    }

    base::Result<ReadResult> read(const std::filesystem::path &path) const override
    {
        return proven(onnx::readOnnxFile(path));
    }

    base::Result<std::vector<std::filesystem::path>> write(const Artefact &artefact,
                                                           const std::filesystem::path &path) const override
    {
        onnx::OnnxWriteOptions options;
        options.foldBatchNorm = artefact.foldBatchNorm;
        return onnx::writeOnnxFile(artefact, path, options);
    }
};

} // namespace

std::unique_ptr<Format> makeOnnxEntry()
{
    return std::make_unique<Onnx>();
}

} // namespace espalier::formats

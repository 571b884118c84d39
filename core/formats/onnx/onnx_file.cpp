// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/onnx_file.h"

#include "base/file.h"
#include "formats/onnx/graph_export.h"
#include "formats/onnx/graph_import.h"
#include "wire/onnx_external.h"

namespace espalier::formats::onnx {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t alignment = 64;
constexpr std::uint64_t smallest = 1024; ///< bytes of a tensor that is worth a place in the second file

void padTo(std::ostream &out, std::uint64_t count)
{
    for (std::uint64_t i = 0; i < count; ++i)
        out.put('\0');
}

/// Gives every larger tensor its place in a second file.
void placeOutside(wire::OnnxModel &model, const std::string &location)
{
    std::uint64_t end = 0;
    for (wire::OnnxTensor &tensor : model.graph.initializers) {
        if (tensor.bytes().size() < smallest)
            continue;
        const std::uint64_t begin = (end + alignment - 1) / alignment * alignment;
        tensor.external = wire::OnnxExternal{location, begin, tensor.bytes().size()};
        end = begin + tensor.bytes().size();
    }
}

base::Status writeOutside(const wire::OnnxModel &model, const fs::path &path)
{
    return base::writeFileAtomically(path, [&](std::ostream &out) -> base::Status {
        std::uint64_t at = 0;
        for (const wire::OnnxTensor &tensor : model.graph.initializers) {
            if (!tensor.external)
                continue;
            padTo(out, tensor.external->offset - at);
            const std::string_view bytes = wire::asText(tensor.bytes());
            out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
            at = tensor.external->offset + bytes.size();
        }
        return {};
    });
}

std::uint64_t fileSize(const wire::OnnxModel &model)
{
    std::uint64_t size = onnxHeadSize(model);
    for (const wire::OnnxTensor &tensor : model.graph.initializers)
        size += tensor.bytes().size();
    return size;
}

} // namespace

base::Result<ReadResult> readOnnxFile(const fs::path &path)
{
    const auto file = base::MappedFile::open(path);
    if (!file)
        return file.problem();
    const auto model = wire::parseOnnx((*file)->bytes(), path.string());
    if (!model)
        return model.problem();
    wire::OnnxExternalFiles beside(path);
    GraphImport import(*model, beside, path.string());
    if (!import.hasFixedBatch())
        return import.run();
    import.freeBatch();
    if (auto freed = import.run())
        return freed;
    wire::OnnxExternalFiles again(path);
    return GraphImport(*model, again, path.string()).run();
}

base::Result<std::vector<fs::path>> writeOnnxFile(const Artefact &artefact, const fs::path &path,
                                                  const OnnxWriteOptions &options)
{
    auto exported = GraphExport(artefact, options).run();
    if (!exported)
        return exported.problem();
    std::vector<fs::path> files{path};
    if (fileSize(exported->model) >= options.externalFrom) {
        files.push_back(path.string() + ".data");
        placeOutside(exported->model, files.back().filename().string());
        if (const base::Status written = writeOutside(exported->model, files.back()); !written)
            return written.problem();
    }
    const base::Status written = base::writeFileAtomically(path, [&](std::ostream &out) -> base::Status {
        wire::writeOnnx(out, exported->model);
        return {};
    });
    if (!written)
        return written.problem();
    return files;
}

} // namespace espalier::formats::onnx

// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/safetensors_io.h"

#include "base/file.h"
#include "formats/tensor_io.h"
#include "wire/safetensors.h"

#include <algorithm>
#include <numeric>

namespace espalier::formats {

namespace {

/// Larger elements first, so that every tensor is aligned for its type; else in the given order.
std::vector<std::size_t> writingOrder(const std::vector<wire::TensorToWrite> &tensors)
{
    std::vector<std::size_t> order(tensors.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return graph::byteSize(tensors[a].dtype) > graph::byteSize(tensors[b].dtype);
    });
    return order;
}

} // namespace

base::Result<SafetensorsFile> readSafetensors(std::span<const std::byte> bytes, const std::string &where)
{
    auto header = wire::parseSafetensors(bytes, where);
    if (!header)
        return header.problem();
    SafetensorsFile file;
    for (const wire::SafetensorsEntry &entry : header->entries)
        file.weights.set(entry.name, toTensor(entry.dtype, entry.shape,
                                              bytes.subspan(header->dataOffset + entry.begin, entry.end - entry.begin)));
    file.metadata = std::move(header->metadata);
    return file;
}

base::Result<SafetensorsFile> readSafetensors(const std::filesystem::path &path)
{
    const auto file = base::MappedFile::open(path);
    if (!file)
        return file.problem();
    return readSafetensors((*file)->bytes(), path.string());
}

base::Status writeSafetensors(std::ostream &out, const model::Weights &weights,
                              const std::map<std::string, std::string> &metadata)
{
    const auto bytes = tensorBytes(weights);
    if (!bytes)
        return bytes.problem();
    const std::vector<std::size_t> order = writingOrder(bytes->tensors);
    std::vector<wire::SafetensorsEntry> entries;
    for (const std::size_t i : order)
        entries.push_back({bytes->tensors[i].name, bytes->tensors[i].dtype, bytes->tensors[i].shape, 0, 0});
    out << wire::safetensorsHead(entries, metadata);
    for (const std::size_t i : order) {
        const std::string_view text = wire::asText(bytes->tensors[i].bytes);
        out.write(text.data(), static_cast<std::streamsize>(text.size()));
    }
    return {};
}

base::Status writeSafetensors(const std::filesystem::path &path, const model::Weights &weights,
                              const std::map<std::string, std::string> &metadata)
{
    return base::writeFileAtomically(path, [&](std::ostream &out) { return writeSafetensors(out, weights, metadata); });
}

} // namespace espalier::formats

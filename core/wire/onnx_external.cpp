// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/onnx_external.h"

#include "base/text.h"

#include <algorithm>

namespace espalier::wire {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t copiesOfARange = 8;

base::Problem leadsOut(const fs::path &model, const std::string &location)
{
    return malformed(model.string(),
                     base::cat("Tensors are said to lie in '", location, "', outside the model's folder."),
                     "Use only models from places that you trust; such a file is never opened.");
}

bool isPlain(const fs::path &path)
{
    return path.is_relative() &&
           std::none_of(path.begin(), path.end(), [](const fs::path &part) { return part == ".."; });
}

bool isBelow(const fs::path &folder, const fs::path &file)
{
    return std::mismatch(folder.begin(), folder.end(), file.begin(), file.end()).first == folder.end();
}

} // namespace

OnnxExternalFiles::OnnxExternalFiles(const fs::path &model) : m_model(model) {}

base::Result<OnnxExternalFiles::File *> OnnxExternalFiles::open(const std::string &location)
{
    if (const auto known = m_files.find(location); known != m_files.end())
        return &known->second;
    if (location.find('\0') != std::string::npos || !isPlain(location))
        return leadsOut(m_model, location);
    const fs::path folder = m_model.has_parent_path() ? m_model.parent_path() : fs::path(".");
    std::error_code error;
    const fs::path home = fs::canonical(folder, error),
                   target = fs::weakly_canonical(folder / location, error);
    if (error || !isBelow(home, target))
        return leadsOut(m_model, location);
    auto mapped = base::MappedFile::open(target);
    if (!mapped) {
        base::Problem problem = mapped.problem();
        problem.what = base::cat("The model keeps its weights in '", location, "': ", problem.what);
        problem.remedy = "Copy that file too, into the folder of the model.";
        return problem;
    }
    return &m_files.emplace(location, File{*std::move(mapped), 0}).first->second;
}

base::Result<Bytes> OnnxExternalFiles::bytesOf(const OnnxTensor &tensor)
{
    if (!tensor.external)
        return tensor.bytes();
    const auto file = open(tensor.external->location);
    if (!file)
        return file.problem();
    const Bytes all = (*file)->mapped->bytes();
    const std::uint64_t offset = tensor.external->offset, size = tensor.byteSize();
    if (tensor.external->length.value_or(size) != size || !fits(offset, size, all.size()))
        return malformed(m_model.string(),
                         base::cat("The tensor '", tensor.name, "' of shape ", base::shapeText(tensor.shape),
                                   " does not take the ", tensor.external->length.value_or(size),
                                   " bytes from ", offset, " of '", tensor.external->location,
                                   "', which has ", all.size(), "."));
    (*file)->taken += size;
    if ((*file)->taken / copiesOfARange > all.size())
        return malformed(m_model.string(),
                         base::cat("Too many tensors share the bytes of '", tensor.external->location, "'."));
    return all.subspan(offset, size);
}

} // namespace espalier::wire

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file.h"
#include "wire/onnx.h"

#include <map>

namespace espalier::wire {

/// The files beside a model that hold bytes of its tensors, mapped when they are first asked for and kept as
/// long as this object lives. Only files below the model's own folder are opened, links that lead out of it
/// included. Not thread-safe.
class OnnxExternalFiles
{
public:
    explicit OnnxExternalFiles(const std::filesystem::path &model);

    /// The tensor's bytes, wherever they lie. Malformed naming tensor and place if the name leads out of the
    /// folder, or the range lies outside the file or has another length than type and shape ask for; NotFound
    /// if there is no such file. All tensors together may take at most eight times what a file holds, since
    /// copies of one range cost memory.
    base::Result<Bytes> bytesOf(const OnnxTensor &tensor);

private:
    struct File
    {
        std::shared_ptr<const base::MappedFile> mapped;
        std::uint64_t taken = 0;
    };
    base::Result<File *> open(const std::string &location);

    std::filesystem::path m_model;
    std::map<std::string, File> m_files;
};

} // namespace espalier::wire

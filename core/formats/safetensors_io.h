// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/weights.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <ostream>
#include <span>
#include <string>

namespace espalier::formats {

/// Weights with text metadata, as a safetensors file holds them. Also the form in which points of a run are stored.
struct SafetensorsFile {
    model::Weights weights; ///< in the order of the file's header, copied into main memory
    std::map<std::string, std::string> metadata;
};

/// Strict (wire/safetensors.h): Malformed or Unsupported with what is wrong.
base::Result<SafetensorsFile> readSafetensors(const std::filesystem::path &path);
base::Result<SafetensorsFile> readSafetensors(std::span<const std::byte> bytes, const std::string &where);

/// Writes atomically. Tensors keep their types; those on a device are copied to main memory first.
base::Status writeSafetensors(const std::filesystem::path &path, const model::Weights &weights,
                              const std::map<std::string, std::string> &metadata = {});
/// Into a stream, for writers that put several files into a folder at once.
base::Status writeSafetensors(std::ostream &out, const model::Weights &weights,
                              const std::map<std::string, std::string> &metadata = {});

} // namespace espalier::formats

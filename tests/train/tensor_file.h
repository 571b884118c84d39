// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/weights.h"

#include <filesystem>

namespace espalier::train::test {

/// float32 and int64 tensors as a safetensors file, and back.
void writeTensors(const std::filesystem::path &file, const model::Weights &tensors);
model::Weights readTensors(const std::filesystem::path &file);

} // namespace espalier::train::test

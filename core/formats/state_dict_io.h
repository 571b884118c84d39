// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/weights.h"

#include <filesystem>
#include <map>
#include <string>

namespace espalier::formats {

/// Weights as torch.save files hold them, with the scalars beside them ("epoch", "best_prec1") as text.
struct StateDictFile {
    model::Weights weights; ///< names as they stand in the file; shared storages become tensors of their own
    std::map<std::string, std::string> scalars;
};

/// Runs no code from the file (wire/torch_save.h).
base::Result<StateDictFile> readStateDict(const std::filesystem::path &path);

/// Writes atomically a file that torch.load(weights_only=True) reads.
base::Status writeStateDict(const std::filesystem::path &path, const model::Weights &weights);

} // namespace espalier::formats

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/pickle.h"
#include "wire/torch_save.h"

namespace espalier::wire {

/// Finds the state dict in what a torch.save file holds and binds its tensors to their storages (one per
/// pickle.storages, of the right length). Tensors that expand few bytes to many are refused beyond a multiple of
/// `fileSize`.
base::Result<TorchCheckpoint> findStateDict(const Pickle &pickle, const std::vector<Bytes> &storages,
                                            std::size_t fileSize, const std::string &where);

} // namespace espalier::wire

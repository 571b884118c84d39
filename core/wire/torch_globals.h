// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/pickle.h"

#include <optional>

namespace espalier::wire {

/// A name that a pickle may refer to.
enum class TorchGlobal { OrderedDict, RebuildTensor, RebuildTensorV2, RebuildParameter, StorageClass, DType };

/// What "module.name" is, or nothing if it is not on the list.
std::optional<TorchGlobal> torchGlobal(const std::string &qualified);

/// Element type of "torch.FloatStorage" and its kin.
std::optional<graph::DType> storageType(const std::string &qualified);
/// "torch.FloatStorage" of an element type, for writing.
std::string storageClass(graph::DType type);

/// Why a file that refers to `qualified` is refused, and what to do instead.
base::Problem refusedGlobal(const std::string &qualified, const std::string &where);

/// The tensor lies inside its view: sizes and strides in range, no overflow.
base::Status checkExtent(const PickleTensor &tensor, const PickleStorageView &view, const std::string &where);

} // namespace espalier::wire

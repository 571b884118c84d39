// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/pickle.h"

#include <optional>

namespace espalier::wire {

/// A name that a pickle may refer to.
enum class TorchGlobal {
    OrderedDict, RebuildTensor, RebuildTensorV2, RebuildParameter, StorageClass, DType,
    ScriptClass, ///< a class of a TorchScript file, "__torch__.…"
    TypedList,   ///< build_intlist(list) and its kin, restore_type_tag(object, type): the first argument
    Device,      ///< torch.device(name): the name
};

/// What "module.name" is, or nothing if it is not on the list.
std::optional<TorchGlobal> torchGlobal(const std::string &qualified);
/// The same for what only TorchScript pickles may refer to.
std::optional<TorchGlobal> scriptGlobal(const std::string &qualified);

/// Element type of "torch.FloatStorage" and its kin.
std::optional<graph::DType> storageType(const std::string &qualified);
/// "torch.FloatStorage" of an element type, for writing.
std::string storageClass(graph::DType type);

/// Why a file that refers to `qualified` is refused, and what to do instead.
base::Problem refusedGlobal(const std::string &qualified, const std::string &where);

/// The tensor lies inside its view: sizes and strides in range, no overflow.
base::Status checkExtent(const PickleTensor &tensor, const PickleStorageView &view, const std::string &where);

} // namespace espalier::wire

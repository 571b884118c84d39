// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/format.h"

namespace espalier::formats::torchscript {

/// Writes an archive that torch.jit.load reads: a class for every module of the graph, so that state_dict
/// keeps the dotted names, with one method for each call that the module makes; any batch; `training` decides
/// about batch norm and dropout. Unsupported naming what has no place in it. Atomic.
base::Status writeScript(const Artefact &artefact, const std::filesystem::path &path);

} // namespace espalier::formats::torchscript

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/torch_save.h"

namespace espalier::wire {

/// A module of a TorchScript archive: its class, and what hangs on it by attribute name.
struct ScriptModuleToWrite
{
    std::string name;                                         ///< of the attribute that holds it; empty for the network
    std::string type;                                         ///< "__torch__.espalier.Net"
    std::vector<std::pair<std::string, std::size_t>> tensors; ///< indices into the archive's tensors
    std::vector<ScriptModuleToWrite> children;
};

struct ScriptArchiveToWrite
{
    ScriptModuleToWrite module;
    std::vector<TensorToWrite> tensors;
    std::vector<bool> trainable;              ///< by tensor
    std::map<std::string, std::string> code;  ///< "__torch__/espalier.py" -> text
    std::map<std::string, std::string> extra; ///< further files, as _extra_files of torch.jit.load gives them
};

/// Writes an archive that torch.jit.load reads; every module also gets the attribute `training`, false.
void writeScriptArchive(std::ostream &out, const std::string &name, const ScriptArchiveToWrite &archive);

} // namespace espalier::wire

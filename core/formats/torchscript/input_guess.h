// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/torchscript/module_table.h"

namespace espalier::formats::torchscript {

/// Shapes (without batch) that the inputs of a network may have, and how far they are known.
struct InputGuess
{
    std::vector<wire::ScriptInput> inputs; ///< shapes without batch
    std::int64_t tracedBatch = 0;          ///< 0 = unknown
    bool isKnown = false;                  ///< the file says so
};

/// What the file says, or else what its first weight makes likely, the likeliest first. Unsupported if
/// nothing does.
std::vector<InputGuess> guessInputs(wire::ScriptArchive &archive, const ModuleTable &modules);

/// For a network that was found to keep large maps to its end: the size of small images to try instead; 0 =
/// none.
std::int64_t smallImageSize(const model::Network &network);

/// "3x224x224"
std::string inputText(const std::vector<std::int64_t> &perImage);

} // namespace espalier::formats::torchscript

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/format.h"

namespace espalier::formats::torchscript {

/// The network of a TorchScript archive, traced or scripted. Its code is followed, never run; training or not
/// is left to whoever runs the graph. The shape of the images is the file's where it has one (traces, our own
/// files), else guessed from the first weights by trying usual sizes: metadata "input" says which, and
/// "warning" that it was a guess.
base::Result<ReadResult> readScript(const std::filesystem::path &path);

} // namespace espalier::formats::torchscript

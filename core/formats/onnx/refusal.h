// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

namespace espalier::formats::onnx {

/// Why a model can't be translated. Thrown by the translation of one operator, deep below helpers that
/// compute shapes, and caught where the walk over the nodes begins; it never leaves this folder.
struct Refusal
{
    base::Problem problem; ///< `where` empty: the walk knows the node
};

/// Unsupported: understood, but nothing that we translate.
[[noreturn]] void refuse(std::string what, std::string remedy = {});
/// Malformed: the file contradicts itself.
[[noreturn]] void refuseBroken(std::string what);

} // namespace espalier::formats::onnx

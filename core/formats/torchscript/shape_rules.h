// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/torchscript/schema_match.h"

namespace espalier::formats::torchscript {

/// Shape of a call's only result at probe batch `which`, for operators whose result is costly to compute or
/// that have no form without data: convolutions, normalisations, attention. Nothing for all others. Mismatch
/// if the shapes do not fit.
std::optional<std::vector<std::int64_t>> shapeByRule(const SchemaMatch &match, std::size_t which);

} // namespace espalier::formats::torchscript

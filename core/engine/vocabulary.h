// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/vocabulary.h"

namespace espalier::engine {

/// What this engine can do, from the generated catalogues of stages, methods, criteria, presets and zoo.
recipe::Vocabulary makeVocabulary();

} // namespace espalier::engine

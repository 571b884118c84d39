// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/vocabulary.h"

namespace espalier::test {

/// Stages, two methods and a criterion with options of every type: enough for forms. Not the real engine's.
recipe::Vocabulary fakeVocabulary();

} // namespace espalier::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/vocabulary.h"

namespace espalier::test {

/// An option of every type, two methods, two criteria, six stages.
recipe::Vocabulary smallVocabulary();

} // namespace espalier::test

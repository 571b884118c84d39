// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/vocabulary.h"

#include <QtCore/QString>

namespace espalier::app {

/// Filters of the file dialogs, of what the engine reads.
QString networkFilter(const recipe::Vocabulary &vocabulary); ///< networks, and weights for one
QString weightsFilter(const recipe::Vocabulary &vocabulary);

/// The file is one of weights without a network, so that somebody has to say which one they are of. A look at its first
/// bytes, whatever its name; false for what no format knows, which is for the engine to explain.
bool holdsWeightsOnly(const recipe::Vocabulary &vocabulary, const QString &file);

/// What can be written: formats that bring the network first, as a colleague can use those at once.
std::vector<recipe::FileFormatSchema> writtenFormats(const recipe::Vocabulary &vocabulary);

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QtCore/QString>

namespace espalier::app {

/// The engine's English keys in the user's language: whole sentences are looked up in context "Engine", what is not
/// known stays English (names, numbers).
QString translated(const std::string &text);

/// Title of a point or version; the lower-case ones that a run gives itself as a sentence begins.
QString pointTitle(const std::string &title);

/// Title of a group by its name: groups are named after a layer, and those of blocks "blocks of LAYER".
QString groupTitle(const std::string &name);
/// The layer in the name of a group.
QString layerOfGroup(const std::string &name);

/// "where: what remedy", translated, as plain text.
QString problemText(const base::Problem &problem);

} // namespace espalier::app

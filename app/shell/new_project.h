// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

namespace espalier::app {

/// A folder name that is free, for the project of a network that was just opened: "<Documents>/Espalier/NAME", with a
/// number behind if need be. Not created yet.
QString newProjectFolder(const QString &modelSource);

} // namespace espalier::app

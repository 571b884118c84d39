// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QtCore/QString>

namespace espalier::app {

/// "push" → "Push", translated; unknown phases as they are.
QString phaseText(const QString &phase);
/// The colour family of a phase.
widgets::PhaseKind phaseKind(const QString &phase);

} // namespace espalier::app

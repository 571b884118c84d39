// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/models/engine_texts.h"

class QWidget;

namespace espalier::app {

/// Answers a user's command that failed: a modal box with the sentence and the remedy.
void showProblem(QWidget &parent, const base::Problem &problem);

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/project.h"
#include "session/command.h"

namespace espalier::engine {

/// Commit (workbench.md 9): a point before, the cut with its parity gate, recalibration if asked for, accuracies before
/// and after on up to 1024 tuning images, a point after, the report. A failed gate leaves the model as it was.
base::Status commitPlan(Project &project, const session::CommitPlan &command, report::Observer &observer);

} // namespace espalier::engine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/panels/panel.h"
#include "base/result.h"

namespace espalier::app {

/// Writes every plot of the panels as PNG and CSV into the folder.
base::Status exportAllPlots(const QList<Panel *> &panels, const QString &folder);

} // namespace espalier::app

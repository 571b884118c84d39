// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/axis_ticks.h"

#include <QtCore/QString>

#include <span>

namespace espalier::app {

/// One way to look at what happens to the layers of a run: which series are drawn, and how.
struct LayerView
{
    const char *prefix; ///< of the series; the layer's name follows, or nothing ("jsv")
    const char *name;   ///< English keys of context "LayerViews"
    const char *axis;
    const char *help;
    widgets::AxisScale scale = widgets::AxisScale::Linear;
    bool byFactor = false;       ///< over the layer's factor instead of the step
    bool shared = false;         ///< equal curves are drawn once
    const char *limit = nullptr; ///< option of the method that is drawn as a level
    const char *limitName = nullptr;
};

std::span<const LayerView> layerViews();
QString layerViewText(const char *key);

} // namespace espalier::app

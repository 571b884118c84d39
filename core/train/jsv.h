// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/options.h"
#include "train/stage.h"

namespace espalier::train {

/// "jsv_loop": how many batches the Jacobian's singular values are measured on; 0 = not at all.
recipe::OptionSchema jsvOption();

/// Measures what jsv_loop of the stage asks for: a point of each of the series "jsv", "jsv.ratio" and "jsv.condition", and "STATION.jsv_mean", "…jsv_std",
/// "…jsv_ratio", "…jsv_max", "…jsv_min", "…jsv_condition", "…jsv_isometry_mean", "…jsv_isometry_std" among the record's
/// figures. The images are the same ones throughout a run. Does nothing if jsv_loop is 0.
base::Status measureJsv(StageContext &context, const model::Network &network, const std::string &station, double epoch);

} // namespace espalier::train

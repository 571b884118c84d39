// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/exporter.h"
#include "recipe/recipe.h"

namespace espalier::engine {

struct CutFileRequest {
    std::string plan, out, format;
    bool forwardConstants = false, acceptApproximate = false;
};

struct CutFile {
    report::CutReport report;
    report::ExportReport exported;
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> widths; ///< layer -> before, after
    double maxReference = 0.0; ///< largest |output| of the masked network
    double planEffect = 0.0;   ///< largest change of an output by the plan, relative to the largest output
};

/// Opens a model, cuts it by a plan file behind the parity gate and writes it. Nothing is written if a check fails.
base::Result<CutFile> cutToFile(const recipe::ModelSpec &spec, const CutFileRequest &request);

/// CheckFailed naming the groups of the plan that are approximate.
base::Status refuseApproximate(const graph::Plan &plan, const graph::Structure &structure);

} // namespace espalier::engine

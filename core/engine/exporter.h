// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/model_point.h"
#include "formats/format.h"
#include "session/command.h"

namespace espalier::engine {

/// What a writer gets: the network with kept indices by layer, widths and metadata ("recipe" if it is not empty).
formats::Artefact makeArtefact(const ModelPoint &model, const std::string &recipe = {});

/// Writes, reads back and compares; a file NAME.espalier is a point folder. CheckFailed leaves no file.
base::Result<report::ExportReport> exportModel(const ModelPoint &model, const session::ExportModel &request,
                                               const std::string &recipe = {});

} // namespace espalier::engine

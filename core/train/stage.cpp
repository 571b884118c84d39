// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/stage.h"

namespace espalier::train {

std::vector<PlannedPhase> Stage::planned(const PlanningContext &context) const
{
    return {{context.stage.kind, 0}};
}

std::vector<recipe::StageSchema> stageSchemas()
{
    std::vector<recipe::StageSchema> schemas;
    for (StageEntry &entry : allStageEntries())
        schemas.push_back(std::move(entry.schema));
    return schemas;
}

} // namespace espalier::train

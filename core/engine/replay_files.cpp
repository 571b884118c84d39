// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/replay_files.h"

#include "formats/plan_file.h"
#include "formats/safetensors_io.h"

namespace espalier::engine {

base::Result<train::ReplayResult> replayFiles(const ModelPoint &model, const recipe::Recipe &recipe,
                                              const std::filesystem::path &batches, const std::filesystem::path &out)
{
    const auto file = formats::readSafetensors(batches);
    if (!file)
        return file.problem();
    const auto given = train::batchesFrom(file->weights);
    if (!given)
        return given.problem();
    const auto readPlan = [](const std::string &name, const graph::Structure &structure) -> base::Result<graph::Plan> {
        auto plan = formats::readPlanFile(name, structure);
        if (!plan)
            return plan.problem();
        return std::move(plan->plan);
    };
    auto result = train::replay(model.state.network, recipe, *given, readPlan);
    if (!result)
        return result.problem();
    if (auto status = formats::writeSafetensors(out, result->tensors); !status)
        return status.problem();
    return result;
}

} // namespace espalier::engine

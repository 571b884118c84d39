// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/recipe.h"
#include "report/run_record.h"
#include "train/trainer.h"

namespace espalier::train {

/// Collects the run's record (result.json of interfaces.md) while the stages go by.
class RecordBuilder {
public:
    /// What is known before the first stage.
    void begin(const recipe::Recipe &asWritten, const ModelState &model);
    /// The record of an earlier session of the same run replaces what `begin` wrote, versions excepted.
    base::Status restore(const std::string &json);

    report::RunRecord &record() { return m_record; }
    const report::RunRecord &record() const { return m_record; }

    void warn(const std::string &text);
    /// Costs, widths and kept channels of the model as it stands, iterations, peak memory.
    void describe(const ModelState &model, std::int64_t iterations);

private:
    report::RunRecord m_record;
};

/// "espalier", "libtorch", "compiler", "cpu", "threads" of this process.
std::map<std::string, std::string> machineVersions();

/// Largest resident size of this process so far (VmHWM), or 0 where the system does not say.
std::int64_t peakMemoryBytes();

/// Output width per layer of a structure as it stands.
std::map<std::string, std::int64_t> outputWidths(const graph::Structure &structure);

} // namespace espalier::train

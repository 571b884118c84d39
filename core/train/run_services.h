// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/checkpoints.h"
#include "train/gate.h"
#include "train/record_builder.h"
#include "train/reporter.h"

namespace espalier::train {

/// What all stages of a run share, each part with one job.
struct RunServices {
    RunServices(const TrainerContext &context, report::Observer &watcher, double secondsBefore);

    report::Observer &observer;
    RunPosition position;
    RunClock clock;
    Gate gate;
    Reporter reporter;
    RecordBuilder record;
    Checkpoints checkpoints;
    std::shared_ptr<base::Log> log;

    /// Seconds from now on count for this stage ("2.finetune"), on top of what earlier sessions spent in it.
    void enterStage(const std::string &kind);
    /// Record so far as JSON, with the present stage's seconds.
    std::string recordText();

private:
    std::string m_stageKey;
    double m_stageOffset = 0.0;
};

} // namespace espalier::train

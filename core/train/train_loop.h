// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/batch_meter.h"
#include "train/cut_now_probe.h"
#include "train/stage.h"
#include "train/telemetry_feed.h"
#include "train/train_step.h"

namespace espalier::train {

struct LoopOptions {
    recipe::Schedule rate;
    StepOptions step = {};
    std::int64_t batch = 128;
    std::int64_t epochs = 0;        ///< 0 = by steps
    std::int64_t steps = 0;         ///< 0 and no epochs = until the method is ready to cut
    std::int64_t evaluateEpochs = 0; ///< epochs between evaluations; 0 = none
    std::int64_t evaluateSteps = 0;  ///< the same in steps
    bool evaluateAtStart = false, evaluateAtEnd = false;
    std::int64_t probes = 0;         ///< "cut now" probes per phase, as far as they fit into 5 % of the time
    std::vector<PlannedPhase> phases = {};
};

/// What the stage adds to the loop.
struct LoopHooks {
    std::function<base::Status(double epoch)> evaluate; ///< never called if no evaluation is asked for
    std::function<void(StageState &)> save;             ///< adds to the checkpoint; may be empty
    std::function<void(std::int64_t epoch)> epochBegins = {}; ///< also at the end of the last one; may be empty
};

/// Optimiser steps over shuffled batches until the planned number is done or the method is ready to cut. Reads as a table
/// of contents; each part is a class of its own. Stops within a step, leaving a checkpoint.
class TrainLoop {
public:
    static base::Result<std::unique_ptr<TrainLoop>> create(StageContext &context, methods::Method &method,
                                                           LoopOptions options, LoopHooks hooks);

    /// Stopped (a checkpoint is left), WorkFailed, or done.
    base::Status run();
    /// Epochs done in this stage.
    double epoch() const;
    bool methodIsReady() const { return m_ready; }

private:
    TrainLoop(StageContext &context, methods::Method &method, LoopOptions options, LoopHooks hooks);
    base::Status resume(const StageState &state);

    base::Status iterate();
    data::Batch nextBatch();
    double learningRate();
    void beginEpochIfDue();
    void advance(const StepOutcome &outcome);
    void observe(const StepOutcome &outcome);
    base::Status probeIfDue();
    base::Status checkpointIfDue();
    base::Status stopIfAsked();

    bool isOver() const;
    base::Status evaluateIfDue();
    bool isEvaluationDue() const;
    void takeLiveOptions();
    void announcePhase();
    void reportBatch();
    void reportPenalty();
    void reportProgress(bool force);
    base::Status save(const std::string &title, bool isStop);
    base::Status stopped();
    std::int64_t plannedSteps(const std::string &phase) const;

    StageContext &m_context;
    methods::Method &m_method;
    LoopOptions m_options;
    LoopHooks m_hooks;
    data::Loader m_loader;
    std::unique_ptr<TrainStep> m_step;
    BatchMeter m_meter;
    TelemetryFeed m_telemetry;
    CutNowProbe m_probe;
    RateLimit m_reportLimit{0.05};
    RateLimit m_penaltyLimit{1.0};
    std::int64_t m_t = 0; ///< optimiser steps done in the stage
    std::int64_t m_steps = 0;
    double m_rate = -1.0;
    std::optional<double> m_rateOverride; ///< "lr" changed while running
    bool m_ready = false;
    std::string m_phase;
};

} // namespace espalier::train

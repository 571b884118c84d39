// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/log.h"
#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace espalier::report {

/// One point of a curve. Series names are stable: "loss.task", "loss.penalty" (nats), "accuracy.train",
/// "accuracy.tuning", "accuracy.test" (percent), "accuracy.cut_now" (probe, with interval), "lr",
/// "jsv" (mean singular value of the Jacobian), "lambda/LAYER", "ratio/LAYER" (kept over pruned mean), "retention/LAYER";
/// docs/run-directory.md lists them all.
struct MetricPoint {
    std::string series;
    std::int64_t step = 0; ///< global optimiser step of the run, over all stages
    double epoch = 0.0;    ///< of the stage
    double seconds = 0.0;  ///< since the run started, pauses excluded
    double value = 0.0;
    std::optional<double> low, high; ///< 95 % interval; absent = not estimated
};

/// A stage, or a phase inside one ("push", "stabilise"), begins at `step`.
struct PhaseStarted {
    std::string stage;     ///< "penalize"
    std::string phase;     ///< "push"; equals stage if it has no phases
    std::int32_t stageIndex = 0;
    std::int64_t step = 0;
    std::int64_t plannedSteps = 0; ///< 0 = unknown
};

/// All stages and phases the run is going to have, in order, with planned steps: once, at the start.
struct RunPlanned {
    std::vector<PhaseStarted> phases;
    std::int64_t totalSteps = 0;
};

/// A numbered flag on the time axis: learning-rate drops, layers finished, live option changes.
struct Marker {
    std::int64_t step = 0;
    std::string kind; ///< "layer_finished", "lr", "live_option", "cut", "point"
    std::string text;
};

/// Accuracy just before and after a cut.
struct CutHappened {
    std::int64_t step = 0;
    std::optional<double> before, after, afterForwarded; ///< top-1 percent on the tuning split; absent = not measured
};

struct PointSaved {
    std::string point; ///< folder name "003-after-cut"
    std::string title;
    bool automatic = true;
    std::int64_t step = 0;
};

struct WarningRaised {
    std::string source; ///< room or panel
    base::Problem problem;
};

/// Each command ends in exactly one of these.
struct CommandDone {
    base::CommandId id;
    std::string name;                     ///< "open_model"
    std::optional<base::Problem> problem; ///< absent = Ok; code Stopped = Cancelled
};

using Event = std::variant<MetricPoint, PhaseStarted, RunPlanned, Marker, CutHappened, PointSaved, WarningRaised,
                           base::LogLine, CommandDone>;

/// Metric points and log lines below Warning may be dropped for the screen (never for the history); the rest never.
bool isDroppable(const Event &event);

/// One JSON object in one line, "type" first; `eventFromJson` reads it back. For JSON lines files and replay.
std::string toJson(const Event &event);
base::Result<Event> eventFromJson(const std::string &line);

} // namespace espalier::report

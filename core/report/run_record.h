// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/published.h"
#include "report/snapshot.h"

#include <map>

namespace espalier::report {

struct BestAccuracy {
    double top1 = 0.0;
    std::int64_t epoch = 0;
    std::string chosenOn = "test"; ///< the split it was chosen on: "test" is the published convention, and no honest estimate
};

/// A phase that a run went through, in order.
struct PhaseRecord {
    std::string stage, phase;
    std::int32_t stageIndex = 0;
    std::int64_t step = 0;   ///< of the run, where it began; it lasted until the next one did
    double seconds = 0.0;    ///< since the run started, pauses excluded, where it began
};

/// result.json of a run (interfaces.md). Optional parts are absent if the recipe has no such stage.
struct RunRecord {
    std::string recipe; ///< the recipe's JSON, as it was run
    std::string status = "done"; ///< done, stopped, failed
    std::optional<Accuracy> base, beforeCut, afterCut, afterCutForwarded, afterRecalibration,
        afterReinitialization, final;
    std::optional<BestAccuracy> best;
    graph::Cost before, after;
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> widths; ///< layer -> before, after
    std::map<std::string, std::vector<std::int32_t>> kept; ///< group name -> kept indices, original numbering
    std::optional<ParityReport> parity;
    std::map<std::string, double> method; ///< its own figures: iterations, lambda at the end, overlap, …
    /// Diagnostics by dotted name, "STATION.WHAT" or "STAGE.WHAT" ("after_cut.jsv_mean", "finetune.trainability");
    /// see docs/run-directory.md. Absent = not measured.
    std::map<std::string, double> figures;
    std::vector<PhaseRecord> phases; ///< the run's timeline, in order
    std::optional<PublishedComparison> published; ///< absent if the recipe expects nothing
    std::int64_t iterations = 0;
    std::map<std::string, double> seconds; ///< "2.finetune" -> s
    std::int64_t peakMemoryBytes = 0;
    std::int64_t seed = 0;
    double scale = 1.0; ///< below 1 the run was shrunk, and its figures are a trial's
    std::map<std::string, std::string> versions; ///< espalier, libtorch, compiler, cpu, threads, precision
    std::vector<std::string> warnings; ///< base gate, expectations missed, …
};

std::string toJson(const RunRecord &record);
base::Result<RunRecord> runRecordFromJson(const std::string &text);

} // namespace espalier::report

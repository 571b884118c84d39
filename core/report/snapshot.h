// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/cost.h"
#include "graph/planning.h"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace espalier::report {

enum class ModelStateKind { Whole, Marked, Cut };

struct Accuracy {
    double top1 = 0.0, top5 = 0.0; ///< percent
    double loss = 0.0;             ///< nats
    std::int64_t samples = 0;
    double low = 0.0, high = 0.0; ///< 95 % Wilson interval of top1, percent
    double seconds = 0.0;
};

struct ModelInfo {
    std::string source, format, title;
    std::vector<std::string> inputs, outputs; ///< "x [-1, 3, 32, 32] float32"
    ModelStateKind state = ModelStateKind::Whole;
    std::string version;                       ///< current point's title, "" before the first
    graph::Cost original;                      ///< cost before any cut
    std::vector<std::int32_t> originalChannels; ///< per group of the current structure
    std::vector<std::string> notes;            ///< pre-flight findings: dead filters, subnormals, …
    std::int64_t weights = 0;       ///< of all convolutions and linear layers
    std::int64_t weightsMasked = 0; ///< single weights that are zeros for good
    std::int64_t weightsChosen = 0; ///< single weights that a method has chosen and a commit would mask
};

struct DataInfo {
    std::string source, preset, hash;
    std::vector<std::string> classes;
    std::int64_t train = 0, tuning = 0, test = 0;
    std::vector<std::string> warnings;
};

/// Where a run stands. Seconds exclude pauses.
struct Progress {
    std::string recipeName, stage, phase;
    std::int32_t stageIndex = -1;
    std::int64_t step = 0, totalSteps = 0;           ///< of the run
    std::int64_t phaseStep = 0, phaseSteps = 0;      ///< of the phase; phaseSteps 0 = unknown
    double epoch = 0.0;
    double stepsPerSecond = 0.0;
    double secondsLeft = -1.0; ///< estimate; negative = unknown
    std::int32_t layersFinished = 0, layersPenalised = 0;
    bool running = false, paused = false;
};

/// Per layer while a method works on it.
struct LayerTelemetry {
    std::string layer;
    graph::GroupId group;
    std::vector<float> scores;        ///< per channel, mean |w| of its filter now
    std::vector<float> startScores;   ///< at the start of the stage; empty = none yet
    std::vector<std::uint8_t> chosen; ///< 1 = to be pruned; empty = nothing picked yet
    float lambda = 0, lambdaKept = 0; ///< regularisation factor of chosen / kept channels
    float magnitudeRatio = 0;         ///< mean kept / mean chosen score; 0 = undefined
    bool finished = false;
    std::map<std::string, float> figures = {}; ///< further ones of the method: "gram_off" …; series NAME/LAYER
};

struct Telemetry {
    std::int64_t step = 0;
    std::vector<LayerTelemetry> layers;
};

/// W * W^T of one layer (filters flattened), for the selected layer only.
struct GramMatrix {
    std::string layer;
    std::int64_t step = 0;
    std::int32_t size = 0;
    std::vector<float> values;        ///< size * size, row-major, in channel order
    std::vector<float> startValues;   ///< at the start of the stage; may be empty
    std::vector<std::uint8_t> chosen; ///< per channel
};

/// The affine part of the batch norm behind one layer, per channel.
struct LayerScales {
    std::string layer;
    std::vector<float> gamma, beta;
    std::vector<float> gradient;      ///< of the task, of gamma in the last batch looked at; empty = not taken
    std::vector<std::uint8_t> chosen; ///< 1 = to be pruned; empty = nothing picked
};

/// Of every batch norm, while someone looks.
struct ScaleTelemetry {
    std::int64_t step = 0;
    double threshold = 0; ///< tau, at or below which a scale has collapsed
    std::vector<LayerScales> layers;
};

struct TimelineEntry {
    std::string point, title, parent; ///< folder names
    ModelStateKind state = ModelStateKind::Whole;
    std::string when;                 ///< ISO 8601, local
    std::optional<double> top1;
    graph::Cost cost;
    std::int64_t bytes = 0;
    std::int64_t step = 0;
    bool automatic = false, current = false;
};

struct ParityReport {
    double maxAbsDiff = 0, tolerance = 0, argmaxAgreement = 1;
    std::int64_t samples = 0;
    bool ok = false;
    std::string firstDifference;
};

/// What a commit did: the ledger's content.
struct CutReport {
    graph::Cost before, after;
    std::vector<graph::LedgerRow> ledger;
    std::vector<std::string> groupNames; ///< as ledger rows
    ParityReport parity;
    std::optional<Accuracy> accuracyBefore, accuracyAfter, accuracyForwarded, accuracyRecalibrated;
    std::vector<std::string> approximate; ///< groups whose kept values change
    std::string pointBefore, pointAfter;
    double secondsCut = 0, secondsParity = 0;
    double weightsKept = 1.0; ///< below 1: nothing was cut, single weights were masked; share of those that stay
};

struct ExportReport {
    std::string format;
    std::vector<std::string> files;
    std::int64_t bytes = 0;
    bool verified = false;
    double maxAbsDiff = 0;
    std::string how;
};

struct RunRecord;

/// The newest state, newest wins. Parts are replaced, never changed: a consumer compares pointers.
struct Snapshot {
    std::shared_ptr<const ModelInfo> model;
    graph::StructurePtr structure;
    std::shared_ptr<const graph::Scores> scores; ///< L1 per group and channel, of the present weights
    std::shared_ptr<const DataInfo> data;
    std::shared_ptr<const Accuracy> baseline; ///< v0 on test
    std::shared_ptr<const Accuracy> current;  ///< last evaluation
    std::shared_ptr<const Progress> progress;
    std::shared_ptr<const Telemetry> telemetry;
    std::shared_ptr<const GramMatrix> gram;
    std::shared_ptr<const ScaleTelemetry> scales;
    std::shared_ptr<const RunRecord> result; ///< of the run that ended last, or of the run directory that was opened
    std::shared_ptr<const std::vector<TimelineEntry>> timeline;
    std::shared_ptr<const CutReport> cut;
    std::shared_ptr<const ExportReport> exported;
    std::string runFolder; ///< of the open project; empty = none
};

} // namespace espalier::report

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/log.h"
#include "data/dataset.h"
#include "model/channel_tracer.h"
#include "recipe/recipe.h"
#include "report/observer.h"
#include "report/run_record.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace espalier::train {

/// By weight name: bool, shaped like the weight, true = keep.
using Masks = std::map<std::string, at::Tensor>;

/// The network being worked on, with all that follows from its cuts.
struct ModelState {
    model::Network network;
    model::Trace trace;                          ///< of network.graph as it stands
    std::vector<std::int32_t> originalChannels;  ///< per group of trace.structure
    std::map<std::string, std::vector<std::int32_t>> kept; ///< group name -> kept indices in original numbering
    graph::Cost originalCost;
    std::map<std::string, std::int64_t> originalWidths; ///< layer -> original output width
    std::optional<graph::Plan> chosen;           ///< plan by select or a method, waiting for the cut
    std::optional<model::Weights> base;          ///< before the first select or penalize since the last cut, for `rewind`
    std::map<std::string, model::Weights> anchors; ///< earlier weights for `rewind` by name, cut along with the network
    std::vector<graph::LedgerRow> ledger;        ///< of `chosen`
    model::Weights momentum; ///< "momentum.NAME" of the stage that trained last, if a cut is going to carry it over; else empty
    Masks chosenMasks;                           ///< single weights to become zeros, waiting for the cut
    Masks masks;                                 ///< those that are zeros and stay so
};

/// A fresh state: traces the network and fills the rest. Originals = as it stands.
base::Result<ModelState> makeModelState(model::Network network);

/// Everything to go on from: bit for bit on CPU with the same thread count. Tensors by name plus JSON text.
struct TrainState {
    std::int32_t stageIndex = 0;
    std::int64_t stageStep = 0;   ///< optimiser steps done in the stage
    std::int64_t globalStep = 0;
    double seconds = 0.0;         ///< of the run so far
    model::Weights tensors;       ///< "momentum.NAME", "method.NAME", "rng.NAME"
    std::string json;             ///< method numbers, best accuracy, schedules, record so far
};

/// Where the trainer leaves what must survive; implemented by the engine over the store.
class Checkpointer {
public:
    virtual ~Checkpointer() = default;
    /// Atomic; a failure (disk full) ends the run with its Problem, the last checkpoint untouched.
    virtual base::Status save(const std::string &title, bool automatic, const ModelState &model, const TrainState &state) = 0;
};

/// Reads the file of a recipe's `ratios.plan` in any format that the caller knows.
using PlanReader = std::function<base::Result<graph::Plan>(const std::string &file, const graph::Structure &structure)>;

struct TrainerContext {
    std::shared_ptr<const data::Dataset> dataset; ///< may be null if no stage needs data
    std::optional<data::Preset> preset;
    report::Observer *observer = nullptr;
    Checkpointer *checkpointer = nullptr; ///< null = no checkpoints
    std::shared_ptr<base::Log> log;
    double checkpointSeconds = 300.0; ///< autosave interval
    std::optional<TrainState> resumeFrom;
    /// The network that the run began with, also after a resume; may be empty. For distillation.
    std::function<base::Result<model::Network>()> openStart = {};
    PlanReader readPlan; ///< empty = plan.json only
    report::RunRecord *partialRecord = nullptr; ///< filled also if the run stops or fails; may be null
};

/// Runs the stages of a recipe over the model in the calling thread; owns no thread and knows no GUI. Each stage is one
/// file in train/stage, in a generated catalogue. Looks at observer->atStep() once per optimiser step: a stop leaves a
/// checkpoint and ends with Stopped.
base::Result<report::RunRecord> run(const recipe::Recipe &recipe, ModelState &model, const TrainerContext &context);

/// Stage schemas for the vocabulary.
std::vector<recipe::StageSchema> stageSchemas();

struct EvaluateRequest {
    data::Split split = data::Split::Test;
    std::int64_t batch = 250;
    std::int64_t limit = 0;     ///< samples; 0 = all
    double tuningShare = 0.1;
    std::uint64_t seed = 1;
};
/// Top-1, top-5, loss in eval mode, fp32. Observer is asked per batch (may be null).
base::Result<report::Accuracy> evaluate(const model::Network &network, const std::shared_ptr<const data::Dataset> &dataset,
                                        const data::Preset &preset, const EvaluateRequest &request,
                                        report::Observer *observer = nullptr);

} // namespace espalier::train

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/planning.h"
#include "model/weights.h"
#include "recipe/vocabulary.h"
#include "report/snapshot.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace espalier::methods {

/// One producer of a group as a method sees it: its channels are the slices of `weight` along `axis`. No layer types.
struct ProducerView {
    std::string layer;          ///< module path, for display and events
    std::string weightName;
    at::Tensor weight;          ///< the live tensor
    int axis = 0;
    std::int32_t repeats = 1;   ///< positions along the axis that one channel owns
    std::vector<std::int32_t> indices; ///< [channels * repeats] positions along the axis; empty = identity
    at::Tensor bias;            ///< may be undefined
    std::string biasName;
    at::Tensor gamma, beta;     ///< affine of the norm that alone reads it; may be undefined
    std::string gammaName, betaName;
};

/// A group of channels with the ratio asked of it.
struct GroupView {
    graph::GroupId id;
    std::string name;
    std::int32_t channels = 0; ///< as it stands
    std::int32_t prune = 0;    ///< how many are to go
    double ratio = 0.0;        ///< share of the original width
    std::vector<ProducerView> producers;
    std::vector<ProducerView> consumers = {}; ///< weights that read the channels, which are slices along `axis` of them too
};

/// A layer's weight with the ratio asked of it, for unstructured pruning.
struct LayerView {
    std::string layer;
    std::string weightName;
    at::Tensor weight; ///< the live tensor
    double ratio = 0.0; ///< share of its elements
};

/// By weight name: bool, shaped like the weight, true = keep. Unstructured pruning; weights that are not listed stay whole.
using Masks = std::map<std::string, at::Tensor>;

/// Regularisation factors of one weight tensor: the optimiser adds factor * w to the gradient in its one pass
/// (closed form, no autograd). Values are float32 on the weight's device.
struct PenaltyFactors {
    enum class Kind { PerSlice, PerElement } kind = Kind::PerSlice;
    int axis = 0;        ///< of PerSlice
    at::Tensor factors;  ///< [size of axis], or shaped like the weight
    bool replacesGradient = false; ///< block_loss_grad: g = factor * w, so 0 where the factor is 0
};

/// By weight name. Weights that are not listed have no penalty.
using Penalties = std::map<std::string, PenaltyFactors>;

/// How long the stage at hand is going to be, as far as that is known; 0 = not known.
struct Horizon {
    std::int64_t stepsPerEpoch = 0; ///< I: iterations per pass over the training images
    std::int64_t steps = 0;         ///< planned iterations of the stage
    double momentum = 0.9;          ///< of its optimiser
};

struct MethodContext {
    graph::StructurePtr structure;
    std::vector<GroupView> groups; ///< all that have a producer, in the order of their ids
    graph::PlanRequest request;    ///< ratios, limits, original widths, seed; a method adds scores and pick
    std::optional<graph::Plan> chosen; ///< channels chosen before (select, a plan file): replace the method's own pick
    std::vector<LayerView> layers; ///< every convolution and linear layer in execution order
    recipe::Options options;       ///< validated against the schema
    model::Weights weights;        ///< every live tensor by name, for terms on layers that no group produces
    double weightDecay = 0.0;      ///< of the optimiser that trains meanwhile
    Horizon horizon;
    double activationGain = 1.0;   ///< of an isometry that keeps signals their size: 1 for linear networks, sqrt(2) with ReLU
};

struct StepContext {
    std::int64_t iteration = 0; ///< t of methods.md 2, from 0, of this stage
    double learningRate = 0.0;
};

enum class Verdict { Continue, NextPhase, ReadyToCut };

/// What must survive a stop: small values and tensors by name.
struct MethodState {
    std::map<std::string, double> numbers;
    std::map<std::string, at::Tensor> tensors;
};

/// One pruning method: which penalty to add after the backward pass, what to do after the step, when it is finished,
/// which channels it has chosen. Never decides ratios, never cuts, never logs to a widget, never names a layer type.
/// Called by the trainer in its thread, in the order of methods.md 2:
///
///     prepare; each iteration: update (before forward), afterBackward, [optimiser step with penalties()], afterStep, verdict
class Method {
public:
    virtual ~Method() = default;
    virtual base::Status prepare(const MethodContext &context) = 0;
    /// State update on the weights as they are, before the forward pass of iteration t.
    virtual void update(const StepContext &step) = 0;
    /// Adds gradient terms that are not of the form factor * w (into weight.grad()). Default: nothing.
    virtual void afterBackward(const StepContext &) { }
    virtual const Penalties &penalties() const = 0;
    /// E.g. zero a layer's chosen filters. Default: nothing.
    virtual void afterStep(const StepContext &) { }
    virtual Verdict verdict(const StepContext &step) = 0;
    /// "push", "stabilise", …: the phase at the present iteration.
    virtual std::string phase() const = 0;
    /// Phases to come with their planned iterations (0 = unknown), from the options alone.
    virtual std::vector<std::pair<std::string, std::int64_t>> plannedPhases(const recipe::Options &options) const = 0;
    /// The channels that it would remove now, in current numbering.
    virtual graph::Plan plan() const = 0;
    /// Unstructured pruning only: the elements that would stay now, instead of a plan. Default: none.
    virtual Masks masks() const { return {}; }
    /// Penalty as nats (0.5 * sum factor * w^2), for the curve.
    virtual double penaltyLoss() const = 0;
    /// Telemetry per layer (scores are filled by the caller if empty).
    virtual std::vector<report::LayerTelemetry> telemetry() const = 0;
    /// True if `penaltyLoss` says something. Default: as soon as there are penalty factors.
    virtual bool hasPenaltyLoss() const { return !penalties().empty(); }
    /// Values that move while it works, by series name ("gamma.collapsed", "gamma.collapsed/layer1.0.conv1"): written into
    /// the history every 100 steps. Default: none.
    virtual std::map<std::string, double> series() const { return {}; }
    /// Sentences for the record's warnings once the stage is over. Default: none.
    virtual std::vector<std::string> warnings() const { return {}; }
    /// Figures for the record: "iterations", "lambda_final", "t_stab", …
    virtual std::map<std::string, double> figures() const = 0;
    /// A live option changed; unknown names are ignored. Default: nothing.
    virtual void setLiveOption(const std::string &, double) { }
    virtual MethodState save() const = 0;
    virtual base::Status load(const MethodState &state) = 0;
};

struct MethodEntry {
    recipe::MethodSchema schema;
    std::function<std::unique_ptr<Method>()> create;
};

/// Generated: every core/methods/method/NAME.cpp defines `MethodEntry makeNameEntry()`.
std::vector<MethodEntry> allMethods();

/// Scores the channels of a group; higher = keep.
class Criterion {
public:
    virtual ~Criterion() = default;
    /// One per channel, or none if it can't score this group (no batch norm, no gradients seen).
    virtual std::vector<double> score(const GroupView &group, const recipe::Options &options, std::uint64_t seed) const = 0;
    /// The same of each producer alone, for rules that let members vote. Default: the group's own score as one member.
    virtual std::vector<std::vector<double>> memberScores(const GroupView &group, const recipe::Options &options,
                                                          std::uint64_t seed) const;
    /// Batches of training images whose gradients it wants to see before it scores; 0 (default) = none.
    virtual std::int64_t gradientBatches(const recipe::Options &) const { return 0; }
    /// After the backward pass of one such batch: the gradients of the task are in weight.grad() of the views.
    virtual void addGradients(const std::vector<GroupView> &) { }
};

struct CriterionEntry {
    recipe::CriterionSchema schema;
    std::function<std::unique_ptr<Criterion>()> create;
};

/// Generated: every core/methods/criterion/NAME.cpp defines `CriterionEntry makeNameEntry()`.
std::vector<CriterionEntry> allCriteria();

/// The views of all groups of a structure over live weights, with ratios (index = GroupId; may be empty: all 0).
std::vector<GroupView> groupViews(const graph::Structure &structure, const model::Weights &weights,
                                  const std::vector<double> &ratios, const std::vector<std::int32_t> &originalChannels);

/// Mean |w| of each channel's slice: the L1 score of methods.md 1 (filter groups). A group with several producers
/// scores the mean of theirs, each counting alike (methods.md 3.13, sum / L).
std::vector<double> l1Scores(const GroupView &group);

} // namespace espalier::methods

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/slice_penalties.h"
#include "methods/state_reader.h"

namespace espalier::methods {

/// wg of methods.md 1: what is scored, penalised and removed as one.
enum class WeightGroup {
    Filter, ///< W[j] of the layers that make the channel
    Channel, ///< W[:, c] of the layers that read it; the same channel goes
    Weight   ///< single elements, which become zeros: a mask instead of a cut
};

/// The option `wg`.
recipe::OptionSchema weightGroupOption();
WeightGroup weightGroupOf(const recipe::Options &options);

/// The views with the slices that `wg` means in the place of the producers; for elements one view per layer of which
/// something is to go, with its weight shown flat in memory order. Unsupported naming the group if one of which something
/// is to go has no slices.
base::Result<std::vector<GroupView>> slicesOf(const MethodContext &context, WeightGroup weightGroup);

/// What a growing method knows of one group.
struct PenalisedGroup {
    GroupView view;      ///< its producers, for names
    GroupView penalised; ///< the slices that bear score and penalty
    std::vector<std::int32_t> chosen; ///< channels; always empty for elements
    at::Tensor chosenIndices;         ///< the same or the elements, int64 on the weights' device; empty = not picked yet
    std::vector<float> startScores;
    float factor = 0.0F;     ///< of the chosen; of all channels as long as none are
    float keptFactor = 0.0F;
    std::int64_t finishedAt = -1; ///< iteration, negative = still growing
    bool isPicked() const { return chosenIndices.numel() > 0; }
    bool isFinished() const { return finishedAt >= 0; }
};

/// The groups under a growing penalty, with their factors: what GReg-1, GReg-2, FixReg and TPP have in common.
class PenalisedGroups {
public:
    /// Groups of which the plan removes something take part (the others are finished at t = 0). Nothing is chosen yet.
    /// BadUsage if none does.
    base::Status create(const MethodContext &context, const graph::Plan &plan, const PenaltyScope &scope);

    std::size_t size() const { return m_groups.size(); }
    const PenalisedGroup &operator[](std::size_t group) const { return m_groups[group]; }
    std::vector<std::size_t> open() const; ///< not finished yet
    void choose(std::size_t group, std::vector<std::int32_t> chosen);
    /// Of all that take part, as the plan says.
    void choose(const graph::Plan &plan);
    /// Elements: the n smallest now in each layer (or as `pick` says), n of its ratio.
    void chooseElements(const MethodContext &context);
    bool areElements() const { return m_weightGroup == WeightGroup::Weight; }
    Masks masks(const model::Weights &weights) const;
    /// Once chosen: the first for the chosen channels, the second for the kept ones. Before: the first for all.
    void setFactors(std::size_t group, float chosen, float kept = 0.0F);
    void finish(std::size_t group, std::int64_t iteration) { m_groups[group].finishedAt = iteration; }

    const Penalties &penalties() const { return m_penalties.penalties(); }
    double loss() const { return m_penalties.loss(); }
    float largestFactor() const;
    /// One per producer, without magnitude ratio.
    std::vector<report::LayerTelemetry> telemetry(std::size_t group) const;

    void save(MethodState &state) const;
    /// `plan` holds what was chosen when the state was saved.
    void load(StateReader &reader, const graph::Plan &plan);

private:
    PenalisedGroup makeGroup(const GroupView &view, const GroupView &penalised) const;
    void apply(const PenalisedGroup &group, std::size_t index);

    void loadElements(std::size_t group, const std::vector<std::int64_t> &saved);

    std::vector<PenalisedGroup> m_groups;
    SlicePenalties m_penalties;
    WeightGroup m_weightGroup = WeightGroup::Filter;
};

} // namespace espalier::methods

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/growth.h"
#include "methods/magnitude_ratio.h"
#include "methods/penalised_groups.h"

namespace espalier::methods {

/// The state machine update → stabilise → cut of methods.md 2 with what all growing regularisation shares: the groups and
/// their factors, K_u and K_s, ρ and ρ̄, telemetry, figures, saving. A method of the family says which options it reads,
/// when it chooses and how a factor grows:
///
///     class Mine : public GrowingMethod {
///         base::Status begin(const MethodContext &context) override;    // read options, choose
///         void grow(const std::vector<std::size_t> &open, const std::vector<double> &ratios, std::int64_t t) override;
///     };
class GrowingMethod : public Method {
public:
    base::Status prepare(const MethodContext &context) override;
    /// t % K_u = 0 and not stable yet: measures ρ of the unfinished groups and lets them grow.
    void update(const StepContext &step) override;
    const Penalties &penalties() const override { return m_groups.penalties(); }
    Verdict verdict(const StepContext &step) override;
    std::string phase() const override { return isStable() ? "stabilise" : "push"; }
    graph::Plan plan() const override { return m_plan; }
    Masks masks() const override;
    double penaltyLoss() const override { return m_groups.loss(); }
    std::vector<report::LayerTelemetry> telemetry() const override;
    std::map<std::string, double> figures() const override;
    void setLiveOption(const std::string &name, double value) override;
    MethodState save() const override;
    base::Status load(const MethodState &state) override;

protected:
    /// Reads the method's own options and makes the groups.
    virtual base::Status begin(const MethodContext &context) = 0;
    /// One update of the groups that are not finished, in their order. `ratios` are their ρ now, not averaged yet.
    virtual void grow(const std::vector<std::size_t> &open, const std::vector<double> &ratios, std::int64_t iteration) = 0;
    /// The channels whose ρ is measured: the chosen ones.
    virtual at::Tensor measuredChoice(std::size_t group) { return m_groups[group].chosenIndices; }
    /// Figures of one of a group's layers beyond its factor, by name.
    virtual std::map<std::string, float> layerFigures(std::size_t, const ProducerView &) const { return {}; }
    virtual void saveMore(MethodState &) const { }
    virtual void loadMore(StateReader &) { }

    /// The context with the slices that wg means as its groups' producers.
    static base::Result<MethodContext> slicedContext(const MethodContext &context);
    /// The choice on the weights as they are: given from outside, or by L1 on those slices.
    static base::Result<graph::Plan> startPlan(const MethodContext &context);
    base::Status createGroups(const MethodContext &context, const graph::Plan &plan, const PenaltyScope &scope);
    /// Chooses now and for good, and makes the groups: the start of all but GReg-2.
    base::Status beginChosen(const MethodContext &context, const PenaltyScope &scope);
    bool isStable() const { return m_stableSince >= 0; }
    bool isBeyondCeiling(std::size_t group) const;

    PenalisedGroups m_groups;
    MagnitudeRatios m_ratios;
    graph::Plan m_plan;
    Growth m_growth;
    std::int64_t m_updateInterval = 1, m_stableInterval = 0;
    std::int64_t m_stableSince = -1;

private:
    std::vector<double> measuredRatios(const std::vector<std::size_t> &open);

    model::Weights m_weights; ///< live, for the shapes of masks
    std::int64_t m_iterations = 0, m_updates = 0;
};

/// The penalty on weights alone, in the place of the task's gradient if `block_loss_grad` says so.
PenaltyScope weightScopeOf(const recipe::Options &options);
/// δ and τ.
Growth growthOf(const recipe::Options &options);
/// BadUsage if the factor stalls below the ceiling in float32.
base::Status requireGrowth(const Growth &growth, const std::string &option);

} // namespace espalier::methods

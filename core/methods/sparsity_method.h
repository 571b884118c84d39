// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/gamma_penalty.h"
#include "methods/mask_options.h"

namespace espalier::methods {

/// What training under a penalty on batch norm scales has in common (methods.md 3.10): the scales, the penalty added to
/// their gradients, figures of how they shrink, an end given by the stage (Horizon). A method says which channels are
/// penalised and which it would remove.
class SparsityMethod : public Method {
public:
    base::Status prepare(const MethodContext &context) override;
    void update(const StepContext &) override { }
    void afterBackward(const StepContext &step) override;
    const Penalties &penalties() const override { return m_none; }
    Verdict verdict(const StepContext &step) override;
    double penaltyLoss() const override;
    bool hasPenaltyLoss() const override { return !m_scales.empty(); }
    std::vector<report::LayerTelemetry> telemetry() const override;
    std::map<std::string, double> series() const override;
    std::map<std::string, double> figures() const override;
    std::vector<std::string> warnings() const override;
    void setLiveOption(const std::string &name, double value) override;
    MethodState save() const override;
    base::Status load(const MethodState &state) override;

protected:
    /// Which channels are penalised: a plan over the groups at hand, or nothing for all channels.
    virtual base::Result<std::optional<graph::Plan>> chooseTargets(const MethodContext &context) = 0;

    /// The channels whose scales have collapsed to the threshold or below, brought together and levelled.
    graph::Plan collapsed() const;
    /// By the recipe's ratios, smallest |gamma| first, in the groups that have a scale.
    base::Result<graph::Plan> byRatios() const;
    bool hasRatios() const;
    std::vector<ScoredGroup> scoredGroups() const;
    /// The channels that are penalised, if not all are.
    const std::optional<graph::Plan> &targets() const { return m_targets; }
    std::vector<ScaleView> &scales() { return m_scales; }
    const MethodContext &context() const { return m_context; }
    double strength() const { return m_strength; }
    /// True in the last iteration that the stage has planned.
    bool isLast(const StepContext &step) const;

private:
    void mark(const std::optional<graph::Plan> &targets);
    void markAll();
    void watchStall(const StepContext &step);
    double shareCollapsed() const;
    report::LayerTelemetry telemetryOf(const GroupView &group, const ProducerView &producer) const;
    std::vector<std::uint8_t> chosenOf(const GroupView &group, const std::vector<double> &sizes) const;

    MethodContext m_context;
    std::vector<GroupView> m_groups; ///< those that take part
    std::vector<ScaleView> m_scales;
    std::optional<graph::Plan> m_targets;
    std::map<std::string, std::vector<float>> m_startScores; ///< by layer
    Penalties m_none;
    Regulariser m_regulariser = Regulariser::L1;
    double m_strength = 5e-4, m_threshold = 0.01, m_learningRate = 0.0;
    std::int64_t m_iterations = 0, m_stalledEpochs = 0;
    double m_lastShare = -1.0;
};

/// s, reg (with further kinds of a method), gamma_threshold, group_policy, group_score.
std::vector<recipe::OptionSchema> sparsityOptions(double strength, const std::vector<std::string> &moreKinds = {});

} // namespace espalier::methods

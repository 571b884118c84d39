// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "methods/picking.h"
#include "methods/sparsity_method.h"
#include "recipe/option_schemas.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace espalier::methods {

namespace {

using base::Problem;
using base::ProblemCode;
using base::Status;

/// How GradDecay lets scales fall (methods.md 3.11): the task's gradient on masked scales and shifts is multiplied by c,
/// which goes from 1 to 0, and a * gamma / (lr * F) is added, so that both fall about linearly.
struct Decay {
    bool isOn = false;
    bool hardZero = true;
    double gain = 0.0; ///< a; 0 = 1 - momentum
};

/// MaskSparsity (methods.md 3.10, stage 4): only the channels of a mask that was fixed before are drawn to zero.
class MaskSparsity : public SparsityMethod {
public:
    Status prepare(const MethodContext &context) override;
    void afterBackward(const StepContext &step) override;
    void afterStep(const StepContext &step) override;
    double penaltyLoss() const override { return m_decay.isOn ? 0.0 : SparsityMethod::penaltyLoss(); }
    std::string phase() const override { return "sparsify mask"; }
    std::vector<std::pair<std::string, std::int64_t>> plannedPhases(const recipe::Options &) const override
    {
        return {{"sparsify mask", 0}};
    }
    graph::Plan plan() const override;

protected:
    base::Result<std::optional<graph::Plan>> chooseTargets(const MethodContext &context) override;

private:
    graph::Plan maskedAndCollapsed() const;
    void decay(const at::Tensor &tensor, const at::Tensor &target, const StepContext &step) const;

    Decay m_decay;
    std::string m_cutSet;
};

Status MaskSparsity::prepare(const MethodContext &context)
{
    m_cutSet = recipe::textOption(context.options, "cut_set");
    m_decay.isOn = recipe::textOption(context.options, "reg") == "grad_decay";
    m_decay.hardZero = recipe::boolOption(context.options, "hard_zero");
    m_decay.gain = recipe::realOption(context.options, "decay_gain");
    if (m_decay.gain == 0.0)
        m_decay.gain = 1.0 - context.horizon.momentum;
    if (m_decay.isOn && context.horizon.steps <= 0)
        return Problem{ProblemCode::BadUsage, ESP_TR("Engine", "grad_decay has to know when the stage ends."), "epochs",
                       ESP_TR("Engine", "Set epochs or iterations of the stage.")};
    return SparsityMethod::prepare(context);
}

base::Result<std::optional<graph::Plan>> MaskSparsity::chooseTargets(const MethodContext &context)
{
    if (context.chosen)
        return std::optional(*context.chosen);
    if (!hasRatios())
        return Problem{ProblemCode::BadUsage, ESP_TR("Engine", "nothing says which channels are masked."), "ratios",
                       ESP_TR("Engine", "Put select before this stage, or give ratios or a plan or mask file.")};
    auto plan = byRatios();
    if (!plan)
        return plan.problem();
    return std::optional(std::move(*plan));
}

void MaskSparsity::afterBackward(const StepContext &step)
{
    if (!m_decay.isOn)
        return SparsityMethod::afterBackward(step);
    const at::NoGradGuard noGrad;
    for (const ScaleView &scale : scales()) {
        decay(scale.gamma, scale.target, step);
        decay(scale.beta, scale.target, step);
    }
}

void MaskSparsity::decay(const at::Tensor &tensor, const at::Tensor &target, const StepContext &step) const
{
    if (!tensor.defined() || !tensor.grad().defined())
        return;
    const Horizon &horizon = context().horizon;
    const auto perEpoch = static_cast<double>(horizon.stepsPerEpoch > 0 ? horizon.stepsPerEpoch : horizon.steps);
    const double end = static_cast<double>(horizon.steps) / perEpoch;
    const double epoch = std::floor(static_cast<double>(step.iteration) / perEpoch);
    const double fade = end > 20.0 ? end - 20.0 : end / 2.0;
    const double task = 1.0 - std::min(1.0, epoch / fade);
    const double span = std::max(2.0 * perEpoch, perEpoch * (end - epoch));
    const at::Tensor gradient = tensor.grad();
    gradient.mul_(1.0 - target * (1.0 - task));
    if (step.learningRate > 0.0)
        gradient.addcmul_(target, tensor.detach(), m_decay.gain / (step.learningRate * span));
}

void MaskSparsity::afterStep(const StepContext &step)
{
    if (!m_decay.isOn || !m_decay.hardZero || !isLast(step))
        return;
    // The decay's span is floored, so it ends above 0.
    const at::NoGradGuard noGrad;
    for (ScaleView &scale : scales())
        for (at::Tensor tensor : {scale.gamma, scale.beta})
            if (tensor.defined())
                tensor.mul_(1.0 - scale.target);
}

graph::Plan MaskSparsity::maskedAndCollapsed() const
{
    const graph::Plan now = collapsed();
    std::vector<ChosenChannels> sets;
    for (const ScoredGroup &group : scoredGroups()) {
        const auto &masked = targets()->removed(group.id);
        const auto &gone = now.removed(group.id);
        ChosenChannels set{group.id, {}, mixScores(group.members, ScoreMix::Mean)};
        std::set_intersection(masked.begin(), masked.end(), gone.begin(), gone.end(), std::back_inserter(set.channels));
        sets.push_back(std::move(set));
    }
    const auto plan = planFromSets(*context().structure, context().request, sets);
    return plan ? plan->plan : graph::Plan();
}

graph::Plan MaskSparsity::plan() const
{
    if (m_cutSet == "mask")
        return *targets();
    return m_cutSet == "both" ? maskedAndCollapsed() : collapsed();
}

recipe::OptionSchema cutSetOption()
{
    return recipe::choiceSchema(
        "cut_set", ESP_TR("Engine", "What is cut"), {"threshold", "mask", "both"},
        ESP_TR("Engine", "Channels that have collapsed whether masked or not, the masked ones whether collapsed or "
                         "not, or only those that are both."));
}

recipe::OptionSchema hardZeroOption()
{
    return recipe::advanced(
        recipe::boolSchema("hard_zero", ESP_TR("Engine", "Zero at the end"), true,
                           ESP_TR("Engine", "grad_decay sets masked scales and shifts to zero in its last iteration.")));
}

recipe::OptionSchema decayGainOption()
{
    return recipe::advanced(recipe::atLeast(
        recipe::realSchema(
            "decay_gain", ESP_TR("Engine", "Decay gain"), 0.0,
            ESP_TR("Engine", "Speed of grad_decay (a); 0 takes 1 - momentum, which ends on time, 1 is the reference's.")),
        0.0));
}

} // namespace

MethodEntry makeMaskSparsityEntry()
{
    recipe::MethodSchema schema;
    schema.id = "mask_sparsity";
    schema.title = ESP_TR("Engine", "MaskSparsity");
    schema.summary = ESP_TR("Engine", "Draws only the scales of channels that were chosen before to zero, and leaves those that "
                                      "stay alone. Costs a second training.");
    schema.paper = "Jiang et al., Pruning-aware Sparse Regularization for Network Pruning, Machine Intelligence Research 2023";
    schema.options = sparsityOptions(5e-4, {"grad_decay"});
    schema.options.push_back(cutSetOption());
    schema.options.push_back(hardZeroOption());
    schema.options.push_back(decayGainOption());
    schema.needsRatios = false;
    schema.endsByItself = false;
    return {schema, [] { return std::make_unique<MaskSparsity>(); }};
}

} // namespace espalier::methods

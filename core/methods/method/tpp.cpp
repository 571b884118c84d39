// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "base/translate.h"
#include "methods/decorrelation_options.h"
#include "methods/growing_method.h"
#include "methods/growth_schedule.h"
#include "methods/periodic_isometry.h"
#include "methods/scores.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace espalier::methods {

namespace {

using base::cat;
using base::Problem;
using base::ProblemCode;
using base::Status;

/// TPP (methods.md 3.5): a growing decorrelation loss and a growing L2 on the chosen filters and their batch norm, then
/// layer after layer is zeroed, so that the cut changes nothing.
class Tpp : public GrowingMethod {
public:
    std::vector<std::pair<std::string, std::int64_t>> plannedPhases(const recipe::Options &options) const override;
    void afterBackward(const StepContext &step) override;
    void afterStep(const StepContext &step) override;
    double penaltyLoss() const override;
    bool hasPenaltyLoss() const override { return true; }
    std::map<std::string, double> figures() const override;
    // λ is a function of t here, so the limits can't be moved on the way.
    void setLiveOption(const std::string &, double) override { }

protected:
    Status begin(const MethodContext &context) override;
    void grow(const std::vector<std::size_t> &open, const std::vector<double> &ratios, std::int64_t iteration) override;
    std::map<std::string, float> layerFigures(std::size_t group, const ProducerView &producer) const override;
    void saveMore(MethodState &state) const override;
    void loadMore(StateReader &reader) override;

private:
    Status requireTime(const MethodContext &context) const;
    Status makeDecorrelations(const MethodContext &context);
    DecorrelationLayer layerOf(const graph::Layer &layer, const MethodContext &context) const;
    double decorrelationLoss() const;
    /// Calls with each weight, its axis and the positions of its chosen filters.
    void forEachChosen(const std::function<void(const at::Tensor &, int, const at::Tensor &)> &visit) const;
    void zeroGroup(const PenalisedGroup &group, std::int64_t since) const;

    std::vector<Decorrelation> m_decorrelations;
    std::map<std::string, std::int64_t> m_places; ///< weight -> index of its layer in execution order
    DecorrelationSettings m_settings;
    GrowthSchedule m_schedule;
    PeriodicIsometry m_isometry;
    double m_lambda = 0.0;
    std::int64_t m_zeroInterval = 100;
    bool m_penalises = true;    ///< not not_apply_reg
    bool m_weightByLoss = false; ///< greg_via_loss
};

PenaltyScope scopeOf(const recipe::Options &options)
{
    const bool onWeights = !recipe::boolOption(options, "no_weight_reg");
    PenaltyScope scope;
    scope.weight = onWeights && !recipe::boolOption(options, "greg_via_loss");
    scope.bias = onWeights;
    scope.norm = !recipe::boolOption(options, "no_bn_reg");
    return scope;
}

Status Tpp::begin(const MethodContext &context)
{
    const recipe::Options &options = context.options;
    m_growth = growthOf(options);
    m_settings = decorrelationSettings(options);
    m_schedule = GrowthSchedule(options);
    m_updateInterval = m_schedule.interval();
    m_zeroInterval = recipe::integerOption(options, "zero_out_interval");
    m_penalises = !recipe::boolOption(options, "not_apply_reg");
    m_weightByLoss = m_penalises && recipe::boolOption(options, "greg_via_loss") && !recipe::boolOption(options, "no_weight_reg");
    m_lambda = 0.0;
    if (const Status enough = requireTime(context); !enough)
        return enough;
    if (const Status known = m_isometry.create(context); !known)
        return known;
    if (const Status begun = beginChosen(context, scopeOf(options)); !begun)
        return begun;
    return makeDecorrelations(context);
}

Status Tpp::requireTime(const MethodContext &context) const
{
    const auto layers = static_cast<std::int64_t>(context.structure->layers.size());
    if (m_stableInterval >= m_zeroInterval * layers)
        return {};
    return Problem{ProblemCode::BadUsage,
                   cat("zeroing ", layers, " layers one every ", m_zeroInterval, " iterations takes ", m_zeroInterval * layers,
                       " iterations; stabilize_interval is ", m_stableInterval, "."),
                   "options.stabilize_interval", "Raise it, or lower zero_out_interval."};
}

/// The axis of the filters and which of them go, as the groups say; of a layer in no group axis 0 and none.
DecorrelationLayer Tpp::layerOf(const graph::Layer &layer, const MethodContext &context) const
{
    DecorrelationLayer result;
    result.name = layer.name;
    result.weight = context.weights.get(layer.weight);
    result.stride = layer.stride;
    std::vector<at::Tensor> chosen;
    for (const GroupView &view : context.groups)
        for (const ProducerView &producer : view.producers)
            if (producer.weightName == layer.weight) {
                result.axis = producer.axis;
                chosen.push_back(positionsOf(producer, m_plan.removed(view.id)));
            }
    result.chosen = at::zeros({result.weight.size(result.axis)}, result.weight.options().dtype(at::kBool).requires_grad(false));
    for (const at::Tensor &positions : chosen)
        result.chosen.index_fill_(0, positions, true);
    return result;
}

Status Tpp::makeDecorrelations(const MethodContext &context)
{
    const at::NoGradGuard noGrad;
    m_decorrelations.clear();
    m_places.clear();
    for (std::size_t i = 0; i < context.structure->layers.size(); ++i) {
        const graph::Layer &layer = context.structure->layers[i];
        m_places.emplace(layer.weight, static_cast<std::int64_t>(i));
        if (!context.weights.contains(layer.weight))
            return Problem{ProblemCode::Mismatch, "there is no such weight.", layer.weight, ""};
        DecorrelationLayer decorrelated = layerOf(layer, context);
        if (m_settings.actsOnAllLayers() || decorrelated.chosen.any().item<bool>())
            m_decorrelations.emplace_back(std::move(decorrelated), m_settings.options);
    }
    return {};
}

void Tpp::grow(const std::vector<std::size_t> &open, const std::vector<double> &ratios, std::int64_t iteration)
{
    m_lambda = m_schedule.at(iteration);
    for (std::size_t i = 0; i < open.size(); ++i) {
        m_ratios.add(open[i], ratios[i]);
        m_groups.setFactors(open[i], m_penalises ? static_cast<float>(m_lambda) : 0.0F);
        if (m_schedule.isDone(iteration))
            m_groups.finish(open[i], iteration);
    }
}

void Tpp::afterBackward(const StepContext &)
{
    const DecorrelationFactors factors = m_settings.at(m_lambda);
    for (const Decorrelation &decorrelation : m_decorrelations)
        decorrelation.addGradient(factors);
    if (!m_weightByLoss)
        return;
    // The gradient of ½λΣ‖W[S]‖² in the place of the factor on W.
    const at::NoGradGuard noGrad;
    forEachChosen([this](const at::Tensor &weight, int axis, const at::Tensor &positions) {
        if (weight.grad().defined())
            weight.mutable_grad().index_add_(axis, positions, weight.detach().index_select(axis, positions), m_lambda);
    });
}

void Tpp::forEachChosen(const std::function<void(const at::Tensor &, int, const at::Tensor &)> &visit) const
{
    for (std::size_t g = 0; g < m_groups.size(); ++g)
        for (const ProducerView &producer : m_groups[g].view.producers)
            visit(producer.weight, producer.axis, positionsOf(producer, m_groups[g].chosen));
}

void Tpp::afterStep(const StepContext &step)
{
    m_isometry.afterStep(step.iteration);
    if (!isStable())
        return;
    const at::NoGradGuard noGrad;
    for (std::size_t g = 0; g < m_groups.size(); ++g)
        zeroGroup(m_groups[g], step.iteration - m_stableSince);
}

void Tpp::zeroGroup(const PenalisedGroup &group, std::int64_t since) const
{
    for (const ProducerView &producer : group.view.producers) {
        const auto place = m_places.find(producer.weightName);
        const std::int64_t index = place == m_places.end() ? 0 : place->second;
        if (since < (index + 1) * m_zeroInterval)
            continue;
        const at::Tensor positions = positionsOf(producer, group.chosen);
        producer.weight.detach().index_fill_(producer.axis, positions, 0.0);
        for (const at::Tensor &each : {producer.bias, producer.gamma, producer.beta})
            if (each.defined())
                each.detach().index_fill_(0, positions, 0.0);
    }
}

double Tpp::decorrelationLoss() const
{
    at::Tensor sum = at::zeros({}, at::kDouble);
    const DecorrelationFactors factors = m_settings.at(m_lambda);
    for (const Decorrelation &decorrelation : m_decorrelations)
        sum = sum + decorrelation.loss(factors).to(at::kCPU);
    return sum.item<double>();
}

double Tpp::penaltyLoss() const
{
    double byLoss = 0.0;
    if (m_weightByLoss)
        forEachChosen([&](const at::Tensor &weight, int axis, const at::Tensor &positions) {
            const at::Tensor chosen = weight.detach().index_select(axis, positions);
            byLoss += 0.5 * m_lambda * chosen.square().sum().item<double>();
        });
    return GrowingMethod::penaltyLoss() + byLoss + decorrelationLoss();
}

std::map<std::string, float> Tpp::layerFigures(std::size_t group, const ProducerView &producer) const
{
    std::map<std::string, float> figures;
    for (const Decorrelation &decorrelation : m_decorrelations)
        if (decorrelation.layer().name == producer.layer) {
            figures = gramShares(decorrelation.layer());
            figures["loss_opp"] = decorrelation.loss(m_settings.at(m_lambda)).item<float>();
        }
    if (producer.gamma.defined() && producer.beta.defined()) {
        const at::Tensor positions = positionsOf(producer, m_groups[group].chosen);
        const at::Tensor gamma = producer.gamma.detach().index_select(0, positions);
        const at::Tensor beta = producer.beta.detach().index_select(0, positions);
        figures["bn_affine"] = (gamma.square().sum() + beta.square().sum()).item<float>();
    }
    return figures;
}

std::map<std::string, double> Tpp::figures() const
{
    std::map<std::string, double> figures = GrowingMethod::figures();
    figures["lambda_final"] = m_lambda;
    figures["loss_opp"] = decorrelationLoss();
    return figures;
}

void Tpp::saveMore(MethodState &state) const
{
    state.numbers["lambda"] = m_lambda;
    for (const Decorrelation &decorrelation : m_decorrelations)
        if (decorrelation.base().defined())
            state.tensors["base." + decorrelation.layer().name] = decorrelation.base().clone();
}

void Tpp::loadMore(StateReader &reader)
{
    m_lambda = reader.number("lambda");
    for (Decorrelation &decorrelation : m_decorrelations)
        if (decorrelation.base().defined())
            decorrelation.setBase(reader.like("base." + decorrelation.layer().name, decorrelation.base()));
}

std::vector<recipe::OptionSchema> options()
{
    std::vector<recipe::OptionSchema> all = {updateIntervalOption(), stabilizeIntervalOption(), ceilingOption(),
                                             growthStepOption()};
    for (recipe::OptionSchema &option : all)
        option.live = false;
    for (const auto &more : {growthScheduleOptions(), decorrelationOptions()})
        all.insert(all.end(), more.begin(), more.end());
    recipe::OptionSchema zero =
        countOption("zero_out_interval", ESP_TR("Engine", "Zero-out interval"), 100,
                    ESP_TR("Engine", "While stabilising, one more layer is set to zero every so many iterations, in order of "
                                     "execution."));
    zero.scaled = true;
    all.push_back(zero);
    all.push_back(reinitIntervalOption());
    all.push_back(switchOption("no_weight_reg", ESP_TR("Engine", "No penalty on weights"),
                               ESP_TR("Engine", "Leaves weights and biases of the chosen filters without penalty.")));
    all.push_back(switchOption("no_bn_reg", ESP_TR("Engine", "No penalty on batch norm"),
                               ESP_TR("Engine", "Leaves gamma and beta of the chosen filters without penalty.")));
    all.push_back(switchOption("not_apply_reg", ESP_TR("Engine", "Decorrelation only"),
                               ESP_TR("Engine", "No penalty at all but the decorrelation.")));
    all.push_back(switchOption("greg_via_loss", ESP_TR("Engine", "Penalty on weights as a loss"),
                               ESP_TR("Engine", "Half the factor times the square of the chosen weights joins the loss, "
                                                "instead of a term in the gradient.")));
    return all;
}

std::vector<std::pair<std::string, std::int64_t>> Tpp::plannedPhases(const recipe::Options &options) const
{
    return {{"push", GrowthSchedule(options).end()},
            {"stabilise", recipe::integerOption(options, "stabilize_interval") + 1}};
}

} // namespace

MethodEntry makeTppEntry()
{
    recipe::MethodSchema schema;
    schema.id = "tpp";
    schema.title = ESP_TR("Engine", "TPP");
    schema.summary = ESP_TR("Engine", "Decorrelates the chosen filters from all others while it pushes them to zero, so that "
                                      "the network stays trainable, and zeroes them before the cut: the cut changes nothing.");
    schema.paper = "Wang and Fu, Trainability Preserving Neural Pruning, ICLR 2023";
    schema.options = options();
    return {schema, [] { return std::make_unique<Tpp>(); }};
}

} // namespace espalier::methods

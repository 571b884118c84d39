// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/gamma_penalty.h"

#include "base/text.h"
#include "methods/scores.h"
#include "model/along_axis.h"
#include "model/host_values.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>

namespace espalier::methods {

namespace {

constexpr double SmallBound = 0.09;
constexpr double RootFloor = 1e-12;

void addGroupLasso(double s, const ScaleView &scale)
{
    const at::Tensor gradient = scale.weight.grad();
    if (!gradient.defined())
        return;
    const at::Tensor norms = sliceNorms(scale.weight.detach(), scale.axis, 2);
    // A filter of zeros stays where it is.
    const at::Tensor factors = at::where(norms > 0, scale.target / norms, at::zeros_like(norms));
    gradient.add_(model::alongAxis(factors, scale.axis, scale.weight.dim()) * scale.weight.detach(), s);
}

bool isKnown(const std::string &gammaName, const std::vector<ScaleView> &scales)
{
    return std::any_of(scales.begin(), scales.end(),
                       [&](const ScaleView &scale) { return scale.gammaName == gammaName; });
}

ScaleView unmarked(ScaleView scale)
{
    scale.target = at::zeros_like(scale.gamma.detach(), at::kFloat);
    scale.startSign = scale.gamma.detach().sign();
    return scale;
}

} // namespace

std::vector<std::string> regulariserNames()
{
    return {"l1", "l2", "smooth_l1", "small_only", "l0.5", "group_lasso"};
}

Regulariser regulariserOf(const std::string &name)
{
    const std::vector<std::string> names = regulariserNames();
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? Regulariser::L1 : static_cast<Regulariser>(found - names.begin());
}

at::Tensor regulariserGradient(Regulariser kind, const at::Tensor &gamma, double travel)
{
    switch (kind) {
    case Regulariser::L2: return gamma;
    case Regulariser::SmoothL1: return at::where(gamma.abs() < travel, gamma, gamma.sign());
    case Regulariser::SmallOnly: return at::where(gamma.abs() <= SmallBound, gamma, at::zeros_like(gamma));
    case Regulariser::L05: return gamma.sign() * gamma.abs().clamp_min(RootFloor).rsqrt();
    default: return gamma.sign();
    }
}

at::Tensor regulariserValue(Regulariser kind, const at::Tensor &gamma, double travel)
{
    const at::Tensor size = gamma.abs();
    switch (kind) {
    case Regulariser::L2: return size.square() / 2;
    case Regulariser::SmoothL1: return at::where(size < travel, size.square() / 2, size);
    case Regulariser::SmallOnly: return size.clamp_max(SmallBound).square() / 2;
    case Regulariser::L05: return size.sqrt() * 2;
    default: return size;
    }
}

std::vector<ScaleView> scalesOf(const std::vector<GroupView> &groups)
{
    const at::NoGradGuard noGrad;
    std::vector<ScaleView> scales;
    for (const GroupView &group : groups)
        for (const ProducerView &producer : group.producers)
            if (producer.gamma.defined() && !isKnown(producer.gammaName, scales))
                scales.push_back(unmarked({producer.layer, producer.gammaName, producer.gamma, producer.beta,
                                           producer.weight, producer.axis, {}, {}}));
    return scales;
}

void addFreeScales(const graph::Structure &structure, const model::Weights &weights, std::vector<ScaleView> &scales)
{
    const at::NoGradGuard noGrad;
    for (const graph::Layer &layer : structure.layers) {
        const std::string name = layer.norm + ".weight";
        if (layer.norm.empty() || !weights.contains(name) || isKnown(name, scales))
            continue;
        scales.push_back(unmarked({layer.name, name, weights.get(name), weights.get(layer.norm + ".bias"),
                                   weights.get(layer.weight), 0, {}, {}}));
    }
}

void markTargets(const GroupView &group, const std::vector<std::int32_t> &channels, double mark,
                 std::vector<ScaleView> &scales)
{
    const at::NoGradGuard noGrad;
    for (const ProducerView &producer : group.producers) {
        const auto scale = std::find_if(scales.begin(), scales.end(), [&](const ScaleView &each) {
            return producer.gamma.defined() && each.gammaName == producer.gammaName;
        });
        if (scale != scales.end())
            scale->target.index_fill_(0, positionsOf(producer, channels), mark);
    }
}

void addPenalty(Regulariser kind, double s, double learningRate, std::vector<ScaleView> &scales)
{
    const at::NoGradGuard noGrad;
    for (ScaleView &scale : scales) {
        if (kind == Regulariser::GroupLasso)
            addGroupLasso(s, scale);
        else if (const at::Tensor gradient = scale.gamma.grad(); gradient.defined())
            gradient.addcmul_(scale.target, regulariserGradient(kind, scale.gamma.detach(), learningRate * s), s);
    }
}

double penaltyOf(Regulariser kind, double s, double learningRate, const std::vector<ScaleView> &scales)
{
    const at::NoGradGuard noGrad;
    at::Tensor sum;
    for (const ScaleView &scale : scales) {
        const at::Tensor values = kind == Regulariser::GroupLasso
            ? sliceNorms(scale.weight.detach(), scale.axis, 2)
            : regulariserValue(kind, scale.gamma.detach(), learningRate * s);
        const at::Tensor term = (scale.target * values).sum();
        sum = sum.defined() ? sum + term : term;
    }
    return sum.defined() ? s * sum.item<double>() : 0.0;
}

std::vector<ScaleEntry> scaleEntries(const ScaleView &scale)
{
    const at::NoGradGuard noGrad;
    const std::vector<double> gamma = model::hostValues<double>(scale.gamma);
    const std::vector<double> target = model::hostValues<double>(scale.target);
    const std::vector<double> sign = model::hostValues<double>(scale.startSign);
    std::vector<ScaleEntry> entries(gamma.size());
    for (std::size_t i = 0; i < entries.size(); ++i)
        entries[i] = {std::abs(gamma[i]), target[i] > 0.0, gamma[i] * sign[i] < 0.0};
    return entries;
}

void addFractions(const std::string &prefix, const std::vector<double> &sizes, std::map<std::string, double> &figures)
{
    for (int k = 0; k <= 13 && !sizes.empty(); ++k) {
        const double bound = std::pow(10.0, -k);
        const auto below = std::count_if(sizes.begin(), sizes.end(), [bound](double size) { return size < bound; });
        figures[base::cat(prefix, "_below_1e-", k)] = static_cast<double>(below) / static_cast<double>(sizes.size());
    }
}

} // namespace espalier::methods

// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/reinitialisation.h"

#include "base/random.h"
#include "base/text.h"
#include "base/translate.h"
#include "methods/isometry.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace espalier::train {

using base::Problem;
using base::ProblemCode;

namespace {

bool keepsTheRest(Reinit how)
{
    return how == Reinit::Keep || how == Reinit::ExactIsometry || how == Reinit::DeltaOrthogonal
        || how == Reinit::ApproximateIsometry;
}

at::Tensor randomNormal(at::IntArrayRef shape, at::Generator &generator)
{
    return at::randn(shape, generator, at::TensorOptions(at::kDouble));
}

at::Tensor randomUniform(at::IntArrayRef shape, double bound, at::Generator &generator)
{
    return at::rand(shape, generator, at::TensorOptions(at::kDouble)).mul_(2 * bound).sub_(bound);
}

/// Makes one layer's new weight and bias.
class LayerMaker {
public:
    LayerMaker(const graph::Layer &layer, const at::Tensor &weight, const ReinitOptions &options, std::uint64_t number)
        : m_layer(layer), m_weight(weight), m_options(options), m_matrices(methods::matricesOf(layer, weight)),
          m_generator(at::detail::createCPUGenerator(base::randomBits(options.seed, 0x7265696e, number)))
    {
        if (const auto mask = options.masks.find(layer.weight); mask != options.masks.end())
            m_mask = methods::matricesOf(layer, mask->second);
        m_fanIn = static_cast<double>(m_matrices.size(2));
        m_fanOut = m_fanIn / static_cast<double>(weight.size(1)) * static_cast<double>(weight.size(0));
    }

    /// Undefined if it was stopped.
    at::Tensor weight()
    {
        at::Tensor fresh = made();
        if (fresh.defined() && m_mask.defined())
            fresh = fresh * m_mask;
        return fresh.defined() ? rescaled(methods::weightOf(m_layer, fresh, m_weight)) : at::Tensor();
    }

    at::Tensor bias(const at::Tensor &like)
    {
        if (m_options.how != Reinit::Default && m_options.how != Reinit::ApproximateIsometryScratch)
            return at::zeros_like(like);
        return randomUniform(like.sizes(), 1 / std::sqrt(m_fanIn), m_generator).to(like.scalar_type());
    }

private:
    at::Tensor made()
    {
        switch (m_options.how) {
        case Reinit::Keep:
            return m_matrices;
        case Reinit::ExactIsometry:
            return methods::orthogonalPart(m_matrices) * m_options.gain;
        case Reinit::DeltaOrthogonal:
            return delta();
        case Reinit::Orthogonal:
            return methods::orthogonalPart(randomNormal(m_matrices.sizes(), m_generator)) * (m_options.gain * m_options.scale);
        case Reinit::KaimingNormal:
            return randomNormal(m_matrices.sizes(), m_generator) * std::sqrt(2 / m_fanIn);
        case Reinit::XavierUniform:
            return randomUniform(m_matrices.sizes(), std::sqrt(6 / (m_fanIn + m_fanOut)), m_generator);
        case Reinit::Default:
            return frameworkDefault();
        case Reinit::ApproximateIsometry:
            return isometry(m_matrices);
        case Reinit::ApproximateIsometryScratch:
            return isometry(frameworkDefault());
        }
        return {};
    }

    at::Tensor frameworkDefault() { return randomUniform(m_matrices.sizes(), 1 / std::sqrt(m_fanIn), m_generator); }

    at::Tensor isometry(const at::Tensor &start) const
    {
        return methods::approximateIsometry(start, {m_options.steps, 1e-3, m_options.forgetMoments, m_options.stopAsked, m_mask});
    }

    at::Tensor delta()
    {
        if (m_weight.dim() < 3)
            return methods::orthogonalPart(m_matrices) * m_options.gain;
        std::int64_t taps = 1, centre = 0;
        for (std::int64_t axis = 2; axis < m_weight.dim(); ++axis) {
            centre = centre * m_weight.size(axis) + (m_weight.size(axis) - 1) / 2;
            taps *= m_weight.size(axis);
        }
        at::Tensor result = at::zeros_like(m_matrices).unflatten(2, {m_matrices.size(2) / taps, taps});
        const at::Tensor block = result.select(3, centre);
        block.copy_(methods::orthogonalPart(randomNormal(block.sizes(), m_generator)) * m_options.gain);
        return result.flatten(2);
    }

    at::Tensor rescaled(at::Tensor weight) const
    {
        if (m_options.rescale == ReinitOptions::Rescale::Constant)
            return weight * m_options.factor;
        if (m_options.rescale == ReinitOptions::Rescale::None || weight.numel() < 2)
            return weight;
        const double deviation = weight.std().item<double>();
        return deviation > 0 ? weight * (m_options.factor * std::sqrt(2 / m_fanIn) / deviation) : weight;
    }

    const graph::Layer &m_layer;
    at::Tensor m_weight;
    const ReinitOptions &m_options;
    at::Tensor m_matrices;
    at::Tensor m_mask; ///< shaped like the matrices; undefined without one
    at::Generator m_generator;
    double m_fanIn = 1, m_fanOut = 1;
};

bool isMeant(const graph::Layer &layer, const std::vector<std::string> &globs)
{
    return globs.empty()
        || std::any_of(globs.begin(), globs.end(),
                       [&](const std::string &glob) { return base::globMatch(glob, layer.name); });
}

/// Affine part at 1 and 0, statistics as before the first batch.
void resetNorm(const graph::Node &node, const graph::Graph &graph, model::Weights &weights)
{
    static constexpr std::pair<const char *, double> starts[] = {
        {"weight", 1.0}, {"bias", 0.0}, {"running_mean", 0.0}, {"running_var", 1.0}};
    for (const auto &[argument, value] : starts) {
        const graph::ValueId id = node.tensor(argument);
        if (!id.isValid() || !graph.value(id).isStored())
            continue;
        const std::string &name = graph.value(id).name;
        weights.set(name, at::full_like(weights.get(name), value));
        const std::string counter = name.substr(0, name.rfind('.') + 1) + "num_batches_tracked";
        if (weights.contains(counter))
            weights.set(counter, at::zeros_like(weights.get(counter)));
    }
}

/// Norms behind the given layers, or every norm.
void resetNorms(const model::Network &network, const std::vector<const graph::Layer *> &layers, bool all,
                model::Weights &weights)
{
    for (const graph::Node &node : network.graph->nodes()) {
        if (node.op.find("norm") == std::string::npos)
            continue;
        const bool isBehind = std::any_of(layers.begin(), layers.end(), [&](const graph::Layer *layer) {
            return !layer->norm.empty() && layer->norm == node.module;
        });
        if (all || isBehind)
            resetNorm(node, *network.graph, weights);
    }
}

bool takesMasks(Reinit how)
{
    return how != Reinit::ExactIsometry && how != Reinit::DeltaOrthogonal && how != Reinit::KaimingNormal;
}

Problem noLayer(const std::vector<std::string> &globs)
{
    return {ProblemCode::BadUsage, base::cat("no layer has a name like ", base::listNames(globs), "."), "reinit_layers",
            ESP_TR("Engine", "espalier-cli inspect lists the names of the layers.")};
}

} // namespace

base::Result<std::vector<std::string>> reinitialise(model::Network &network, const graph::Structure &structure,
                                                    const ReinitOptions &options)
{
    const at::NoGradGuard noGrad;
    if (!options.masks.empty() && !takesMasks(options.how))
        return Problem{ProblemCode::BadUsage, ESP_TR("Engine", "single weights are masked; this reinitialisation would "
                                                               "not keep them at zero."),
                       "reinit", ESP_TR("Engine", "Choose AI, AI_scratch, orth, default or xavier_uniform.")};
    std::vector<const graph::Layer *> layers;
    for (const graph::Layer &layer : structure.layers)
        if (isMeant(layer, options.layers) && network.weights.get(layer.weight).defined())
            layers.push_back(&layer);
    if (layers.empty())
        return noLayer(options.layers);
    model::Weights weights = network.weights;
    std::vector<std::string> names;
    for (const graph::Layer *layer : layers) {
        LayerMaker maker(*layer, weights.get(layer->weight), options, names.size());
        const at::Tensor weight = maker.weight();
        if (!weight.defined() || (options.stopAsked && options.stopAsked()))
            return Problem{ProblemCode::Stopped, ESP_TR("Engine", "the reinitialisation was stopped."), "", ""};
        weights.set(layer->weight, weight);
        if (!keepsTheRest(options.how) && weights.get(layer->bias).defined())
            weights.set(layer->bias, maker.bias(weights.get(layer->bias)));
        names.push_back(layer->name);
    }
    if (!keepsTheRest(options.how))
        resetNorms(network, layers, options.layers.empty(), weights);
    network.weights = std::move(weights);
    return names;
}

double activationGain(const graph::Graph &graph)
{
    static constexpr std::array<const char *, 5> rectifiers{"relu", "hardtanh", "hardswish", "silu", "gelu"};
    const bool found = std::any_of(graph.nodes().begin(), graph.nodes().end(), [](const graph::Node &node) {
        return std::any_of(rectifiers.begin(), rectifiers.end(),
                           [&](const char *name) { return node.op.find(name) != std::string::npos; });
    });
    return found ? std::sqrt(2.0) : 1.0;
}

} // namespace espalier::train

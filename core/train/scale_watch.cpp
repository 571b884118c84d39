// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/scale_watch.h"

#include "base/text.h"
#include "model/host_values.h"
#include "train/pruning_setup.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace espalier::train {

namespace {

void addBelow(const std::string &prefix, const std::string &suffix, const std::vector<double> &sizes,
              std::map<std::string, double> &series)
{
    std::map<std::string, double> shares;
    methods::addFractions(prefix, sizes, shares);
    for (const auto &[name, share] : shares)
        series[name + suffix] = share;
}

} // namespace

ScaleWatch::ScaleWatch(const ModelState &model)
{
    std::vector<methods::ScaleView> views = methods::scalesOf(producedGroups(model, {}));
    methods::addFreeScales(*model.trace.structure, model.network.weights, views);
    for (methods::ScaleView &view : views)
        m_scales.push_back({std::move(view), {}, {}});
}

void ScaleWatch::mark(const std::string &layer, const std::vector<std::uint8_t> &chosen)
{
    for (Scale &scale : m_scales)
        if (scale.view.layer == layer)
            scale.chosen = static_cast<std::int64_t>(chosen.size()) == scale.view.gamma.numel()
                               ? chosen
                               : std::vector<std::uint8_t>();
}

void ScaleWatch::takeGradients()
{
    const at::NoGradGuard noGrad;
    for (Scale &scale : m_scales)
        if (const at::Tensor gradient = scale.view.gamma.grad(); gradient.defined())
            scale.gradient = gradient.clone();
}

void ScaleWatch::dropGradients()
{
    for (Scale &scale : m_scales)
        scale.gradient.reset();
}

std::vector<double> ScaleWatch::sizesOf(const Scale &scale)
{
    return model::hostValues<double>(scale.view.gamma.detach().abs());
}

std::map<std::string, double> ScaleWatch::series() const
{
    std::vector<double> all, masked, kept;
    std::int64_t still = 0, gradients = 0;
    for (const Scale &scale : m_scales) {
        const std::vector<double> sizes = sizesOf(scale);
        all.insert(all.end(), sizes.begin(), sizes.end());
        for (std::size_t c = 0; c < scale.chosen.size(); ++c)
            (scale.chosen[c] ? masked : kept).push_back(sizes[c]);
        if (!scale.gradient.defined())
            continue;
        still += scale.gradient.eq(0).sum().item<std::int64_t>();
        gradients += scale.gradient.numel();
    }
    std::map<std::string, double> series;
    addBelow("gamma.all", "", all, series);
    addBelow("gamma.masked", "", masked, series);
    addBelow("gamma.kept", "", masked.empty() ? std::vector<double>() : kept, series);
    if (gradients > 0)
        series["gamma.zero_gradient"] = static_cast<double>(still) / static_cast<double>(gradients);
    return series;
}

std::map<std::string, double> ScaleWatch::layerSeries() const
{
    std::map<std::string, double> series;
    for (const Scale &scale : m_scales)
        addBelow("gamma.all", "/" + scale.view.layer, sizesOf(scale), series);
    return series;
}

std::shared_ptr<const report::ScaleTelemetry> ScaleWatch::telemetry(std::int64_t step, double threshold) const
{
    auto telemetry = std::make_shared<report::ScaleTelemetry>();
    telemetry->step = step;
    telemetry->threshold = threshold;
    for (const Scale &scale : m_scales) {
        report::LayerScales layer;
        layer.layer = scale.view.layer;
        layer.gamma = model::hostValues<float>(scale.view.gamma);
        if (scale.view.beta.defined())
            layer.beta = model::hostValues<float>(scale.view.beta);
        if (scale.gradient.defined())
            layer.gradient = model::hostValues<float>(scale.gradient);
        layer.chosen = scale.chosen;
        telemetry->layers.push_back(std::move(layer));
    }
    return telemetry;
}

} // namespace espalier::train

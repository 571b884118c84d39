// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/weight_masks.h"

#include "base/random.h"
#include "base/text.h"
#include "base/translate.h"
#include "methods/penalised_groups.h"
#include "methods/weight_pattern.h"
#include "model/host_values.h"
#include "recipe/option_schemas.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace espalier::methods {

namespace {

using base::Problem;
using base::ProblemCode;

constexpr double LayerCap = 0.995;

/// One layer's weights in row-major order.
struct LayerScores
{
    const LayerView *layer = nullptr;
    std::vector<float> sizes;
    std::vector<bool> isMasked;

    std::size_t count() const { return sizes.size(); }
    double at(std::size_t i) const
    {
        return isMasked[i] ? -1.0 : static_cast<double>(sizes[i]);
    } // masked ones go first
};

using Order = std::vector<std::size_t>;

std::vector<LayerScores> scoresOf(const WeightChoice &choice, bool all)
{
    std::vector<LayerScores> scores;
    for (const LayerView &layer : choice.layers) {
        if (!all && !(layer.ratio > 0.0))
            continue;
        LayerScores entry{
            &layer,
            model::hostValues<float>(layer.weight.detach().abs().to(at::kFloat).contiguous().flatten()),
            {}};
        entry.isMasked.assign(entry.count(), false);
        if (const auto mask = choice.masked.find(layer.weightName); mask != choice.masked.end()) {
            const auto kept = model::hostValues<float>(mask->second.to(at::kFloat).contiguous().flatten());
            for (std::size_t i = 0; i < kept.size(); ++i)
                entry.isMasked[i] = kept[i] == 0.0F;
        }
        scores.push_back(std::move(entry));
    }
    return scores;
}

/// Which go first, by `pick`; what is masked before all.
Order ranked(const LayerScores &scores, const WeightChoice &choice, std::size_t number)
{
    Order order(scores.count());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (choice.pick == graph::Pick::Random) {
        const auto drawn =
            base::randomPermutation(static_cast<std::int32_t>(scores.count()), choice.seed, number);
        order.assign(drawn.begin(), drawn.end());
        std::stable_partition(order.begin(), order.end(), [&](std::size_t i) { return scores.isMasked[i]; });
        return order;
    }
    const bool largest = choice.pick == graph::Pick::Max;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        if (scores.isMasked[a] != scores.isMasked[b])
            return static_cast<bool>(scores.isMasked[a]);
        return largest ? scores.at(a) > scores.at(b) : scores.at(a) < scores.at(b);
    });
    return order;
}

Order firstOf(Order order, std::size_t count)
{
    order.resize(std::min(count, order.size()));
    return order;
}

std::vector<Order> byLayer(const std::vector<LayerScores> &layers, const WeightChoice &choice)
{
    std::vector<Order> pruned;
    for (std::size_t l = 0; l < layers.size(); ++l) {
        const std::int32_t count =
            graph::prunedCount(layers[l].layer->ratio, static_cast<std::int32_t>(layers[l].count()));
        pruned.push_back(firstOf(ranked(layers[l], choice, l), static_cast<std::size_t>(count)));
    }
    return pruned;
}

/// The ratio that all layers share, or their mean by size.
double commonRatio(const std::vector<LayerScores> &layers)
{
    double weighted = 0.0, all = 0.0;
    bool same = true;
    for (const LayerScores &layer : layers) {
        same = same && layer.layer->ratio == layers.front().layer->ratio;
        weighted += layer.layer->ratio * static_cast<double>(layer.count());
        all += static_cast<double>(layer.count());
    }
    return same ? layers.front().layer->ratio : weighted / all;
}

double globalThreshold(const std::vector<LayerScores> &layers)
{
    std::vector<double> pooled;
    for (const LayerScores &layer : layers)
        for (std::size_t i = 0; i < layer.count(); ++i)
            pooled.push_back(layer.at(i));
    const auto wanted =
        static_cast<std::size_t>(std::ceil(commonRatio(layers) * static_cast<double>(pooled.size())));
    const auto at = pooled.begin() + static_cast<std::ptrdiff_t>(std::min(wanted, pooled.size() - 1));
    std::nth_element(pooled.begin(), at, pooled.end());
    return *at;
}

std::vector<Order> globally(const std::vector<LayerScores> &layers, const WeightChoice &choice)
{
    const double threshold = globalThreshold(layers);
    std::vector<Order> pruned;
    for (std::size_t l = 0; l < layers.size(); ++l) {
        std::size_t below = 0;
        for (std::size_t i = 0; i < layers[l].count(); ++i)
            below += layers[l].at(i) < threshold ? 1 : 0;
        const auto most =
            static_cast<std::size_t>(std::floor(LayerCap * static_cast<double>(layers[l].count())));
        pruned.push_back(firstOf(ranked(layers[l], choice, l), std::min(below, most)));
    }
    return pruned;
}

std::vector<Order> byBlocks(const std::vector<LayerScores> &layers, const WeightPattern &pattern)
{
    std::vector<Order> pruned;
    const auto block = static_cast<std::size_t>(pattern.block);
    for (const LayerScores &layer : layers) {
        Order gone;
        for (std::size_t start = 0; start + block <= layer.count(); start += block) {
            Order order(block);
            std::iota(order.begin(), order.end(), start);
            std::stable_sort(order.begin(), order.end(),
                             [&](std::size_t a, std::size_t b) { return layer.at(a) < layer.at(b); });
            order.resize(static_cast<std::size_t>(pattern.pruned));
            gone.insert(gone.end(), order.begin(), order.end());
        }
        pruned.push_back(std::move(gone));
    }
    return pruned;
}

base::Result<std::vector<Order>> byCirculant(const std::vector<LayerScores> &layers,
                                             const WeightPattern &pattern)
{
    std::vector<Order> pruned;
    for (const LayerScores &layer : layers) {
        const auto rows = static_cast<std::size_t>(layer.layer->weight.size(0));
        const std::size_t columns = layer.count() / rows;
        const auto kept = circulantColumn(layer.layer->ratio, columns, static_cast<std::size_t>(pattern.position));
        if (!kept)
            return Problem{kept.problem().code, base::cat(layer.layer->layer, ": ", kept.problem().what),
                           kept.problem().where, kept.problem().remedy};
        Order gone;
        for (std::size_t i = 0; i < layer.count(); ++i)
            if (layer.isMasked[i] || !(*kept)[(i / columns + columns - i % columns) % columns])
                gone.push_back(i);
        pruned.push_back(std::move(gone));
    }
    return pruned;
}

base::Result<std::vector<Order>> prunedOf(const std::vector<LayerScores> &layers, const WeightChoice &choice,
                                          const WeightPattern &pattern, bool global)
{
    switch (pattern.kind) {
    case WeightPattern::Kind::Blocks:
        return byBlocks(layers, pattern);
    case WeightPattern::Kind::Circulant:
        return byCirculant(layers, pattern);
    case WeightPattern::Kind::None:
        break;
    }
    return global ? globally(layers, choice) : byLayer(layers, choice);
}

at::Tensor maskOf(const LayerScores &scores, const Order &pruned)
{
    const at::Tensor &weight = scores.layer->weight;
    at::Tensor flat = at::ones({weight.numel()}, at::kBool);
    const std::vector<std::int64_t> indices(pruned.begin(), pruned.end());
    flat.index_fill_(0, at::tensor(indices, at::kLong), false);
    return flat.view(weight.sizes()).to(weight.device());
}

Problem nothingGoes()
{
    return {ProblemCode::BadUsage, ESP_TR("Engine", "none of the weights would become zero."), "ratios",
            ESP_TR("Engine", "Give at least one layer a ratio above 0.")};
}

} // namespace

std::vector<recipe::OptionSchema> weightMaskOptions()
{
    using namespace recipe;
    return {
        weightGroupOption(),
        advanced(boolSchema(
            "global", ESP_TR("Engine", "One threshold for all"), false,
            ESP_TR("Engine",
                   "Of wg = weight: all layers are ranked together, and at most 99.5 % of a layer goes."))),
        advanced(textSchema(
            "pattern", ESP_TR("Engine", "Pattern"), "none",
            ESP_TR("Engine",
                   "Of wg = weight: min_M:N prunes the M smallest of each N consecutive weights, such as "
                   "min_2:4; cs keeps evenly spread weights, one place further in each row, and cs_P begins "
                   "with place P; none goes by size and ratio.")))};
}

base::Result<Masks> chooseWeights(const WeightChoice &choice, const recipe::Options &options)
{
    const at::NoGradGuard noGrad;
    if (options.contains("rule") && recipe::textOption(options, "rule") != "ratio")
        return Problem{ProblemCode::BadUsage,
                       base::cat("the rule '", recipe::textOption(options, "rule"), "' chooses channels."),
                       "options.rule",
                       "Use rule = ratio for single weights; global ranks all layers together."};
    const auto pattern = parseWeightPattern(recipe::textOption(options, "pattern"));
    if (!pattern)
        return pattern.problem();
    const bool hasRatios = std::any_of(choice.layers.begin(), choice.layers.end(),
                                       [](const LayerView &layer) { return layer.ratio > 0.0; });
    const std::vector<LayerScores> layers =
        scoresOf(choice, pattern->kind == WeightPattern::Kind::Blocks && !hasRatios);
    if (layers.empty())
        return nothingGoes();
    const auto pruned = prunedOf(layers, choice, *pattern, recipe::boolOption(options, "global"));
    if (!pruned)
        return pruned.problem();
    Masks masks;
    for (std::size_t l = 0; l < layers.size(); ++l)
        if (!(*pruned)[l].empty())
            masks[layers[l].layer->weightName] = maskOf(layers[l], (*pruned)[l]);
    return masks.empty() ? base::Result<Masks>(nothingGoes()) : masks;
}

} // namespace espalier::methods

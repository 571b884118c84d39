// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/layer_figures.h"

#include "methods/gram_energy.h"
#include "methods/ranks.h"
#include "methods/scores.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace espalier::train {

namespace {

using Figures = std::map<std::string, float>;

/// Larger matrices would take longer than the step that they are looked at behind.
constexpr std::int64_t LargestGram = 1024;

std::vector<std::int32_t> chosenChannels(const std::vector<std::uint8_t> &chosen)
{
    std::vector<std::int32_t> channels;
    for (std::size_t c = 0; c < chosen.size(); ++c)
        if (chosen[c])
            channels.push_back(static_cast<std::int32_t>(c));
    return channels;
}

float separationOf(const std::vector<double> &scores)
{
    double sum = 0.0, square = 0.0;
    for (const double score : scores) {
        sum += score;
        square += score * score;
    }
    const auto count = static_cast<double>(scores.size());
    const double mean = count > 0.0 ? sum / count : 0.0;
    return mean > 0.0 ? static_cast<float>(std::sqrt(std::max(0.0, square / count - mean * mean)) / mean)
                      : 0.0F;
}

/// 0 where nothing is chosen, nothing is kept, or the chosen are all zero.
float ratioOf(const std::vector<double> &scores, const std::vector<std::uint8_t> &chosen)
{
    double sums[2] = {0.0, 0.0}, counts[2] = {0.0, 0.0};
    for (std::size_t c = 0; c < std::min(scores.size(), chosen.size()); ++c) {
        sums[chosen[c] != 0] += scores[c];
        ++counts[chosen[c] != 0];
    }
    const bool isDefined = counts[0] > 0.0 && counts[1] > 0.0 && sums[1] > 0.0;
    return isDefined ? static_cast<float>(sums[0] / counts[0] / (sums[1] / counts[1])) : 0.0F;
}

void addGram(const methods::ProducerView &producer, std::int32_t channels,
             const std::vector<std::uint8_t> &chosen, Figures &figures)
{
    if (channels > LargestGram || figures.contains("gram_off"))
        return;
    at::Tensor marks;
    if (!chosen.empty())
        marks = at::tensor(std::vector<std::int64_t>(chosen.begin(), chosen.end()), at::kLong)
                    .to(producer.weight.device());
    const methods::GramEnergy energy = methods::gramEnergy(methods::channelRows(producer, channels), marks);
    figures["gram_off"] = static_cast<float>(energy.offDiagonal);
    if (chosen.empty())
        return;
    figures["gram_kept"] = static_cast<float>(energy.keptKept);
    figures["gram_cross"] = static_cast<float>(energy.keptPruned);
    figures["gram_pruned"] = static_cast<float>(energy.prunedPruned);
}

} // namespace

void LayerFigures::add(const methods::ProducerView &producer, std::int32_t channels,
                       report::LayerTelemetry &layer)
{
    Figures found;
    const std::vector<double> scores(layer.scores.begin(), layer.scores.end());
    const std::vector<std::int32_t> chosen = chosenChannels(layer.chosen);
    found["separation"] = separationOf(scores);
    if (const float ratio = ratioOf(scores, layer.chosen); ratio > 0.0F)
        found["ratio_now"] = ratio;
    const std::vector<std::int64_t> ranks = methods::ranksOf(methods::orderOf(scores));
    Look &last = m_last[layer.layer];
    if (last.ranks.size() == ranks.size()) {
        const methods::RankMove move = methods::rankMove(last.ranks, last.count, ranks, chosen.size());
        found["rank_change"] = move.mean;
        // What is only just chosen has no set of the look before to be held against.
        if (!chosen.empty() && last.count == chosen.size())
            found["rank_moved"] = move.exchanged;
    }
    last = {ranks, chosen.size()};
    if (!chosen.empty() && layer.startScores.size() == scores.size()) {
        const auto order = methods::orderOf({layer.startScores.begin(), layer.startScores.end()});
        std::vector<std::int32_t> smallest(order.begin(),
                                           order.begin() + static_cast<std::ptrdiff_t>(chosen.size()));
        std::sort(smallest.begin(), smallest.end());
        found["overlap_l1"] = static_cast<float>(methods::overlap(chosen, smallest));
    }
    addGram(producer, channels, layer.chosen, layer.figures);
    layer.figures.insert(found.begin(), found.end()); // the method's own stand
}

} // namespace espalier::train

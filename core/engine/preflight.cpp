// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/preflight.h"

#include "base/text.h"
#include "methods/method.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cmath>
#include <limits>
#include <set>
#include <string_view>

namespace espalier::engine {

namespace {

std::string filters(std::int64_t count)
{
    return base::cat(count, count == 1 ? " filter" : " filters");
}

struct FilterFindings {
    std::int64_t dead = 0, duplicates = 0;
};

FilterFindings findingsOf(const at::Tensor &weight)
{
    FilterFindings findings;
    const at::Tensor rows = weight.detach().reshape({weight.size(0), -1}).contiguous();
    const auto bytes = static_cast<std::size_t>(rows.size(1) * rows.element_size());
    const auto *data = static_cast<const char *>(rows.const_data_ptr());
    const at::Tensor dead = rows.abs().sum(1).eq(0);
    std::set<std::string_view> seen;
    for (std::int64_t row = 0; row < rows.size(0); ++row) {
        if (dead[row].item<bool>())
            ++findings.dead;
        else if (!seen.insert({data + static_cast<std::size_t>(row) * bytes, bytes}).second)
            ++findings.duplicates;
    }
    return findings;
}

void addFilterNotes(const train::ModelState &state, std::vector<std::string> &notes)
{
    std::int64_t dead = 0, duplicates = 0;
    std::vector<std::string> deadLayers, duplicateLayers;
    for (const auto &layer : state.trace.structure->layers) {
        const at::Tensor weight = state.network.weights.get(layer.weight);
        if (!weight.defined() || weight.dim() < 2 || weight.numel() == 0)
            continue;
        const auto findings = findingsOf(weight);
        dead += findings.dead;
        duplicates += findings.duplicates;
        if (findings.dead > 0)
            deadLayers.push_back(layer.name);
        if (findings.duplicates > 0)
            duplicateLayers.push_back(layer.name);
    }
    if (dead > 0)
        notes.push_back(base::cat(filters(dead), " all zero, in ", base::listNames(deadLayers, 4), "."));
    if (duplicates > 0)
        notes.push_back(base::cat(filters(duplicates), " equal to another of the same layer, in ",
                                  base::listNames(duplicateLayers, 4), "."));
}

void addNumberNotes(const train::ModelState &state, std::vector<std::string> &notes)
{
    std::int64_t subnormal = 0, broken = 0;
    std::vector<std::string> brokenTensors;
    for (const auto &[name, tensor] : state.network.weights.entries()) {
        if (!tensor.is_floating_point())
            continue;
        const at::Tensor magnitude = tensor.detach().to(at::kFloat).abs();
        const double smallest = std::numeric_limits<float>::min();
        subnormal += magnitude.lt(smallest).logical_and(magnitude.gt(0)).sum().item<std::int64_t>();
        const auto bad = magnitude.isfinite().logical_not().sum().item<std::int64_t>();
        broken += bad;
        if (bad > 0)
            brokenTensors.push_back(name);
    }
    if (subnormal > 0)
        notes.push_back(base::cat(subnormal, " weights are subnormal (below 1.2e-38): element-wise work on them is slow."));
    if (broken > 0)
        notes.push_back(base::cat(broken, " weights are not finite, in ", base::listNames(brokenTensors, 4), "."));
}

} // namespace

std::vector<std::string> preflightNotes(const train::ModelState &state)
{
    const at::NoGradGuard noGrad;
    std::vector<std::string> notes;
    addFilterNotes(state, notes);
    addNumberNotes(state, notes);
    return notes;
}

graph::Scores l1Scores(const train::ModelState &state)
{
    graph::Scores scores(state.trace.structure->groups.size());
    const auto views
        = methods::groupViews(*state.trace.structure, state.network.weights, {}, state.originalChannels);
    for (const auto &view : views)
        if (!view.producers.empty())
            scores[view.id.index()] = methods::l1Scores(view);
    return scores;
}

} // namespace espalier::engine

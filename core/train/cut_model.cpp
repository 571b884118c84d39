// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/cut_model.h"

#include "base/text.h"
#include "methods/picking.h"
#include "train/model_state.h"
#include "train/run_clock.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <optional>

namespace espalier::train {

using base::Problem;
using base::ProblemCode;
using base::Status;

namespace {

constexpr std::int64_t ParitySamples = 64;
/// Enough for all samples of a network of CIFAR's size; the large ones compare on as few as two.
constexpr std::int64_t ParityMacs = 20'000'000'000;

/// A network to be cut and what came out.
struct Candidate {
    model::Network source;
    model::Trace trace; ///< of the source
    model::Network result;
    std::map<std::string, model::TensorCut> cuts;
};

base::Result<Candidate> makeCut(const model::Network &source, const model::Trace &trace, const graph::Plan &plan)
{
    auto cut = model::cut(source, trace, plan);
    if (!cut)
        return cut.problem();
    return Candidate{source, trace, std::move(cut->network), std::move(cut->cuts)};
}

base::Result<Candidate> makeForwardedCut(const ModelState &model, const graph::Plan &plan)
{
    const auto forwarded = model::forwardConstants(model.network, model.trace, plan);
    if (!forwarded)
        return forwarded.problem();
    return makeCut(forwarded->network, forwarded->trace, plan); // biases that were created have labels of their own
}

void merge(report::ParityReport &report, const model::Parity &parity)
{
    const std::int64_t samples = report.samples + parity.samples;
    report.argmaxAgreement = (report.argmaxAgreement * static_cast<double>(report.samples)
                              + parity.argmaxAgreement * static_cast<double>(parity.samples))
        / static_cast<double>(std::max<std::int64_t>(1, samples));
    // Written so that NaN is kept.
    if (!(parity.maxAbsDiff <= report.maxAbsDiff))
        report.maxAbsDiff = parity.maxAbsDiff;
    report.tolerance = std::max(report.tolerance, parity.tolerance);
    report.samples = samples;
    report.ok = report.ok && parity.ok;
    if (report.firstDifference.empty())
        report.firstDifference = parity.firstDifference;
}

std::int64_t paritySamples(const graph::Structure &structure)
{
    const std::int64_t macs = std::max<std::int64_t>(graph::preview(structure, {}).before.macs, 1);
    return std::clamp<std::int64_t>(ParityMacs / macs, 2, ParitySamples);
}

base::Result<report::ParityReport> proveParity(const Candidate &candidate, const CutRequest &request)
{
    report::ParityReport report;
    report.ok = true;
    std::vector<std::vector<at::Tensor>> inputs = {
        model::randomInputs(*candidate.source.graph, paritySamples(*candidate.trace.structure), request.seed)};
    if (!request.parityBatch.empty())
        inputs.push_back(request.parityBatch);
    for (const auto &input : inputs) {
        const auto parity = model::checkParity(candidate.source, candidate.trace, request.plan, candidate.result, input);
        if (!parity)
            return parity.problem();
        merge(report, *parity);
        if (request.onParity)
            request.onParity(*parity);
    }
    return report;
}

Problem parityFailed(const report::ParityReport &parity)
{
    return {ProblemCode::CheckFailed,
            base::cat("masked and cut network differ by ", parity.maxAbsDiff, " (allowed ", parity.tolerance, ") and agree on ",
                      100.0 * parity.argmaxAgreement, " % of the answers."),
            parity.firstDifference, "The cut was not made. Please report this model: its channels were not understood."};
}

Status measureAround(const ModelState &model, const CutRequest &request, const Candidate &plain,
                     const std::optional<base::Result<Candidate>> &forwarded, report::CutReport &report)
{
    if (!request.measure)
        return {};
    const auto measureInto = [&](const model::Network &network, std::optional<report::Accuracy> &slot) -> Status {
        const auto accuracy = request.measure(network);
        if (!accuracy)
            return accuracy.problem();
        slot = *accuracy;
        return {};
    };
    if (const Status before = measureInto(model.network, report.accuracyBefore); !before)
        return before;
    if (const Status after = measureInto(plain.result, report.accuracyAfter); !after)
        return after;
    const bool isThere = forwarded && *forwarded;
    return isThere ? measureInto((*forwarded)->result, report.accuracyForwarded) : Status();
}

void describe(const ModelState &model, const CutRequest &request, report::CutReport &report)
{
    const graph::Structure &structure = *model.trace.structure;
    const graph::Preview preview = graph::preview(structure, request.plan);
    report.before = preview.before;
    report.after = preview.after;
    report.ledger = request.ledger;
    for (const graph::LedgerRow &row : request.ledger)
        report.groupNames.push_back(structure.group(row.group).name);
    for (const auto &[group, channels] : request.plan.groups())
        if (structure.group(group).approximate)
            report.approximate.push_back(structure.group(group).name);
}

/// Earlier weights lose what the network loses.
void cutAnchors(ModelState &model, const std::map<std::string, model::TensorCut> &cuts)
{
    for (auto &[anchor, weights] : model.anchors) {
        model::Weights kept;
        for (const auto &[name, tensor] : weights.entries()) {
            const auto cut = cuts.find(name);
            kept.set(name, cut == cuts.end() ? tensor : cut->second.apply(tensor));
        }
        weights = std::move(kept);
    }
}

/// What was gathered stays with the channels that are kept.
model::Weights carried(const model::Weights &momentum, const std::map<std::string, model::TensorCut> &cuts)
{
    model::Weights kept;
    for (const auto &[name, tensor] : momentum.entries()) {
        const auto cut = cuts.find(name.substr(name.find('.') + 1));
        kept.set(name, cut == cuts.end() ? tensor : cut->second.apply(tensor));
    }
    return kept;
}

Status checkPlan(const ModelState &model, const graph::Plan &plan)
{
    const graph::Structure &structure = *model.trace.structure;
    if (const Status marked = methods::requireMarked(plan, structure); !marked)
        return marked;
    return graph::validate(plan, structure);
}

} // namespace

base::Result<report::CutReport> cutModel(ModelState &model, const CutRequest &request)
{
    const at::NoGradGuard noGrad;
    if (const Status fits = checkPlan(model, request.plan); !fits)
        return fits.problem();
    report::CutReport report;
    describe(model, request, report);

    const RunClock::Point cutStarted = RunClock::now();
    const auto plain = makeCut(model.network, model.trace, request.plan);
    if (!plain)
        return plain.problem();
    std::optional<base::Result<Candidate>> forwarded;
    if (request.forwardConstants || request.measure)
        forwarded = makeForwardedCut(model, request.plan);
    if (request.forwardConstants && !*forwarded)
        return forwarded->problem();
    report.secondsCut = RunClock::since(cutStarted);

    const Candidate &chosen = request.forwardConstants ? **forwarded : *plain;
    const RunClock::Point parityStarted = RunClock::now();
    const auto parity = proveParity(chosen, request);
    if (!parity)
        return parity.problem();
    report.parity = *parity;
    report.secondsParity = RunClock::since(parityStarted);
    if (!parity->ok)
        return parityFailed(*parity);
    if (const Status measured = measureAround(model, request, *plain, forwarded, report); !measured)
        return measured.problem();

    auto trace = model::traceChannels(chosen.result);
    if (!trace)
        return trace.problem();
    model.momentum = request.carryMomentum ? carried(model.momentum, chosen.cuts) : model::Weights();
    cutAnchors(model, chosen.cuts);
    adoptCut(model, chosen.result, std::move(*trace), request.plan);
    return report;
}

} // namespace espalier::train

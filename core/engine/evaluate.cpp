// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate.h"

#include "base/text.h"
#include "engine/graph_text.h"

namespace espalier::engine {

namespace {

base::Problem unfit(const std::string &what)
{
    return {base::ProblemCode::Mismatch, what, "", "Bind data that fits the model, or open a model made for the data."};
}

} // namespace

base::Status checkFit(const graph::Graph &graph, const BoundData &data)
{
    const auto input = valueShape(graph, graph.inputs().front());
    const auto output = valueShape(graph, graph.outputs().front());
    const auto classes = static_cast<std::int64_t>(data.dataset->classes.size());
    if (output.size() != 2)
        return unfit(base::cat("The model's output ", base::shapeText(output), " is no classifier's: it needs one score",
                               " per class."));
    if (classes > output.back())
        return unfit(base::cat("The data has ", classes, " classes, but the model has ", output.back(), " outputs."));
    if (input.size() == 4 && input[1] != channelsOf(data))
        return unfit(base::cat("The preset '", data.preset.name, "' gives ", channelsOf(data),
                               " channels, but the model takes ", input[1], "."));
    return {};
}

base::Result<Evaluation> evaluateModel(const recipe::ModelSpec &model, const recipe::DataSpec &data,
                                       const EvaluationExtras &extras, const EngineOptions &options)
{
    auto opened = openModel(model);
    if (!opened)
        return opened.problem();
    auto bound = bindData(data, options);
    if (!bound)
        return bound.problem();
    const auto &network = opened->state.network;
    if (auto status = checkFit(*network.graph, *bound); !status)
        return status.problem();
    const auto accuracy = train::evaluate(network, bound->dataset, bound->preset, {});
    if (!accuracy)
        return accuracy.problem();
    Evaluation evaluation{*accuracy, std::nullopt, std::nullopt};
    if (extras.jacobianBatches > 0) {
        train::JacobianRequest request;
        request.batches = extras.jacobianBatches;
        request.tuningShare = 0.0;
        const auto spectrum = train::jacobianSpectrum(network, bound->dataset, bound->preset, request);
        if (!spectrum)
            return spectrum.problem();
        evaluation.spectrum = *spectrum;
    }
    if (extras.noise.deviation > 0.0) {
        const auto noise = train::measureNoiseEnsemble(network, *opened->state.trace.structure, extras.noise,
                                                       {bound->dataset, bound->preset, {}, {}});
        if (!noise)
            return noise.problem();
        evaluation.noise = *noise;
    }
    return evaluation;
}

} // namespace espalier::engine

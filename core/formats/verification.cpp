// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/verification.h"

#include "base/text.h"
#include "formats/tensor_io.h"
#include "model/executor.h"
#include "model/scalar_type.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

namespace espalier::formats {

namespace {

base::Result<std::vector<at::Tensor>> run(const model::Network &network, const std::vector<at::Tensor> &inputs)
{
    const auto executor = model::Executor::create(network.graph, network.weights);
    if (!executor)
        return executor.problem();
    return (*executor)->forward(inputs);
}

at::Tensor probeInput(const graph::Value &value, const at::Generator &generator)
{
    std::vector<std::int64_t> shape;
    for (const graph::Size &size : value.shape)
        shape.push_back(size.at(2));
    const auto type = model::toScalarType(value.dtype);
    if (at::isFloatingType(type))
        return at::randn(shape, generator).to(type);
    return at::zeros(shape, type); // token 0 is in every vocabulary
}

} // namespace

std::vector<at::Tensor> probeInputs(const graph::Graph &graph)
{
    const at::Generator generator = at::detail::createCPUGenerator(2024);
    std::vector<at::Tensor> inputs;
    for (const graph::ValueId id : graph.inputs())
        inputs.push_back(probeInput(graph.value(id), generator));
    return inputs;
}

double logitTolerance(const at::Tensor &reference)
{
    const double largest = reference.numel() == 0 ? 0.0 : reference.abs().max().to(at::kDouble).item<double>();
    return 1e-4 * std::max(1.0, largest);
}

base::Result<Verified> compareLogits(const model::Network &network, const model::Network &other)
{
    const std::vector<at::Tensor> inputs = probeInputs(*network.graph);
    const auto expected = run(network, inputs);
    if (!expected)
        return expected.problem();
    const auto actual = run(other, inputs);
    if (!actual)
        return actual.problem();
    Verified verified{0.0, expected->size() == actual->size(), "logits compared"};
    for (std::size_t i = 0; verified.ok && i < expected->size(); ++i) {
        const at::Tensor &a = (*expected)[i], &b = (*actual)[i];
        if (a.sizes() != b.sizes())
            return Verified{0.0, false, "output shapes differ"};
        const double difference = a.numel() == 0 ? 0.0 : (a.to(at::kDouble) - b.to(at::kDouble)).abs().max().item<double>();
        verified.maxAbsDiff = std::max(verified.maxAbsDiff, difference);
        verified.ok = difference <= logitTolerance(a); // false for NaN
    }
    return verified;
}

base::Result<Verified> compareTensors(const model::Weights &weights, const model::Weights &other)
{
    const auto difference = largestDifference(weights, other);
    if (!difference)
        return difference.problem();
    return Verified{*difference, *difference == 0.0, "tensors compared"};
}

base::Result<Verified> Format::verify(const Artefact &artefact, const std::filesystem::path &path) const
{
    const auto back = read(path);
    if (!back)
        return back.problem();
    return back->network ? compareLogits(artefact.network, *back->network)
                         : compareTensors(artefact.network.weights, back->weights);
}

} // namespace espalier::formats

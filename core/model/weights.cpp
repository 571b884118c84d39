// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/weights.h"

#include "base/text.h"
#include "base/translate.h"
#include "model/scalar_type.h"
#include "model/weight_names.h"

#include <ATen/ATen.h>

#include <optional>

namespace espalier::model {

using base::cat;

void Weights::set(const std::string &name, at::Tensor tensor)
{
    const auto [found, isNew] = m_index.try_emplace(name, m_entries.size());
    if (isNew)
        m_entries.emplace_back(name, std::move(tensor));
    else
        m_entries[found->second].second = std::move(tensor);
}

at::Tensor Weights::get(const std::string &name) const
{
    const auto found = m_index.find(name);
    return found == m_index.end() ? at::Tensor() : m_entries[found->second].second;
}

Weights Weights::clone() const
{
    Weights copy;
    for (const auto &[name, tensor] : m_entries)
        copy.set(name, tensor.defined() ? tensor.detach().clone() : tensor);
    return copy;
}

std::int64_t Weights::byteSize() const
{
    std::int64_t bytes = 0;
    for (const auto &[name, tensor] : m_entries)
        bytes += tensor.defined() ? static_cast<std::int64_t>(tensor.nbytes()) : 0;
    return bytes;
}

Weights channelsLast(const Weights &weights)
{
    Weights result;
    for (const auto &[name, tensor] : weights.entries()) {
        const bool isImage = tensor.defined() && tensor.dim() == 4;
        result.set(name, isImage ? tensor.detach().contiguous(at::MemoryFormat::ChannelsLast) : tensor);
    }
    return result;
}

namespace {

const std::string Counter = "num_batches_tracked";

std::vector<std::int64_t> shapeOf(const graph::Value &value)
{
    std::vector<std::int64_t> shape;
    for (const graph::Size &size : value.shape)
        shape.push_back(size.constant);
    return shape;
}

bool isCounter(const std::string &name)
{
    return name.ends_with("." + Counter) || name == Counter;
}

struct Differences {
    std::vector<std::string> missing, extra, shapes;
    bool none() const { return missing.empty() && extra.empty() && shapes.empty(); }
};

Differences compare(const graph::Graph &graph, const Weights &weights)
{
    Differences differences;
    for (const graph::Value &value : graph.values()) {
        if (!value.isStored())
            continue;
        const at::Tensor tensor = weights.get(value.name);
        if (!tensor.defined() && !isCounter(value.name))
            differences.missing.push_back(value.name);
        else if (tensor.defined() && tensor.sizes() != at::IntArrayRef(shapeOf(value)))
            differences.shapes.push_back(cat(value.name, " is ", base::shapeText(tensor.sizes().vec()), ", expected ",
                                             base::shapeText(shapeOf(value))));
    }
    for (const auto &[name, tensor] : weights.entries())
        if (!graph.stored(name).isValid() && !isCounter(name))
            differences.extra.push_back(name);
    return differences;
}

// Every difference, since a list that ends early sends people to guess the rest.
base::Problem mismatch(const Differences &differences)
{
    std::vector<std::string> parts;
    const auto add = [&parts](const char *title, const std::vector<std::string> &names) {
        if (!names.empty())
            parts.push_back(cat(title, " (", names.size(), "): ", base::join(names, ", ")));
    };
    add("missing", differences.missing);
    add("not in the model", differences.extra);
    add("of another shape", differences.shapes);
    return {base::ProblemCode::Mismatch, "The weights do not fit the model: " + base::join(parts, "; ") + ".", "",
            "Choose the model that they were saved from."};
}

} // namespace

base::Result<Weights> matchWeights(const graph::Graph &graph, const Weights &loaded)
{
    const Weights renamed = renamedFor(graph, loaded);
    if (const Differences differences = compare(graph, renamed); !differences.none())
        return mismatch(differences);
    Weights matched;
    for (const graph::Value &value : graph.values()) {
        if (!value.isStored())
            continue;
        const at::TensorOptions options = at::TensorOptions().dtype(toScalarType(value.dtype)).device(at::kCPU);
        const at::Tensor tensor = renamed.get(value.name);
        matched.set(value.name, tensor.defined() ? tensor.detach().to(options) : at::zeros(shapeOf(value), options));
    }
    return matched;
}

namespace {

std::optional<std::string> firstFault(const graph::Value &value, const at::Tensor &tensor)
{
    if (!tensor.defined())
        return cat("The tensor ", value.name, " is missing.");
    if (tensor.sizes() != at::IntArrayRef(shapeOf(value)))
        return cat("The tensor ", value.name, " is ", base::shapeText(tensor.sizes().vec()), ", but the graph says ",
                   base::shapeText(shapeOf(value)), ".");
    if (tensor.scalar_type() != toScalarType(value.dtype))
        return cat("The tensor ", value.name, " is ", at::toString(tensor.scalar_type()), ", but the graph says ",
                   graph::toString(value.dtype), ".");
    return std::nullopt;
}

} // namespace

base::Status validate(const Network &network)
{
    if (!network.graph)
        return base::Problem{base::ProblemCode::Mismatch, ESP_TR("Engine", "The network has no graph."), "",
                             ESP_TR("Engine", "Load a model first.")};
    for (const graph::Value &value : network.graph->values()) {
        if (!value.isStored())
            continue;
        if (const auto fault = firstFault(value, network.weights.get(value.name)))
            return base::Problem{base::ProblemCode::Mismatch, *fault, "", "Load the weights that belong to this graph."};
    }
    return {};
}

} // namespace espalier::model

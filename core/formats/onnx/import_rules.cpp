// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/import_rules.h"

#include "base/text.h"
#include "formats/onnx/module_names.h"
#include "formats/onnx/refusal.h"
#include "formats/onnx/size_math.h"
#include "model/host_values.h"

#include <algorithm>

namespace espalier::formats::onnx {

using base::cat;
using Kind = wire::OnnxAttribute::Kind;

namespace {

ImportRules makeRules()
{
    ImportRules rules;
    addActivationImports(rules);
    addArithmeticImports(rules);
    addLayerImports(rules);
    addMatrixImports(rules);
    addPoolingImports(rules);
    addMovementImports(rules);
    addSelectionImports(rules);
    addReductionImports(rules);
    addShapeImports(rules);
    return rules;
}

} // namespace

const ImportRule *findImportRule(const std::string &op)
{
    static const ImportRules rules = makeRules();
    const auto found = rules.find(op);
    return found == rules.end() ? nullptr : &found->second;
}

Imported ImportStep::input(std::size_t i) const
{
    if (!has(i))
        refuseBroken(cat("Input ", i, " is missing."));
    Imported value = m_import.find(m_node.inputs[i]);
    if (!value)
        refuseBroken(cat("It reads '", m_node.inputs[i], "', which nothing before it gives."));
    return value;
}

std::vector<Imported> ImportStep::inputs() const
{
    std::vector<Imported> all;
    for (std::size_t i = 0; i < m_node.inputs.size(); ++i)
        all.push_back(input(i));
    return all;
}

const wire::OnnxAttribute *ImportStep::attribute(const char *name, Kind kind) const
{
    const wire::OnnxAttribute *found = m_node.find(name);
    if (found && found->kind != kind)
        refuseBroken(cat("The attribute '", name, "' is of the wrong kind."));
    return found;
}

std::int64_t ImportStep::integer(const char *name, std::int64_t fallback) const
{
    const auto *found = attribute(name, Kind::Int);
    return found ? found->integer : fallback;
}

double ImportStep::number(const char *name, double fallback) const
{
    const auto *found = attribute(name, Kind::Float);
    if (!found)
        return fallback;
    const auto shortest = base::parseNumber(cat(found->real)); // 1e-05f is meant as 1e-05
    return shortest && static_cast<float>(*shortest) == found->real ? *shortest
                                                                    : static_cast<double>(found->real);
}

std::string ImportStep::text(const char *name, const std::string &fallback) const
{
    const auto *found = attribute(name, Kind::String);
    return found ? found->text : fallback;
}

std::optional<std::vector<std::int64_t>> ImportStep::integers(const char *name) const
{
    const auto *found = attribute(name, Kind::Ints);
    return found ? std::optional(found->integers) : std::nullopt;
}

at::Tensor ImportStep::known(std::size_t i) const
{
    at::Tensor tensor = m_import.contentOf(input(i));
    if (!tensor.defined())
        refuse(cat("Input ", i, " ('", m_node.inputs[i],
                   "') is computed by the network, where a constant is wanted."));
    return tensor;
}

double ImportStep::knownNumber(std::size_t i) const
{
    const auto values = model::hostValues<double>(known(i));
    if (values.size() != 1)
        refuse(cat("Input ", i, " has ", values.size(), " elements where one is wanted."));
    return values.front();
}

std::vector<std::int64_t> ImportStep::knownIntegers(std::size_t i) const
{
    return model::hostValues<std::int64_t>(known(i));
}

graph::Sizes ImportStep::knownSizes(std::size_t i) const
{
    const Imported value = input(i);
    if (!value->isKnown())
        refuse(cat("Input ", i, " ('", m_node.inputs[i],
                   "') is computed by the network, where a size is wanted."));
    const auto first = model::hostValues<std::int64_t>(value->known[0]),
               second = model::hostValues<std::int64_t>(value->known[1]);
    if (first.size() != second.size())
        refuse("The number of sizes depends on the batch.");
    graph::Sizes sizes;
    for (std::size_t k = 0; k < first.size(); ++k)
        sizes.push_back(sizeFromProbes(first[k], second[k]));
    return sizes;
}

std::optional<std::vector<std::int64_t>> ImportStep::axes(std::size_t i) const
{
    if (auto given = integers("axes"))
        return given;
    return has(i) ? std::optional(knownIntegers(i)) : std::nullopt;
}

std::vector<Imported> ImportStep::calls(const std::string &op, std::vector<Operand> operands,
                                        const std::vector<Outcome> &outcomes)
{
    return m_import.call({op, std::move(operands)}, outcomes);
}

Imported ImportStep::call(const std::string &op, std::vector<Operand> operands, Outcome outcome)
{
    return calls(op, std::move(operands), {std::move(outcome)}).front();
}

Imported ImportStep::call(const std::string &op, std::vector<Operand> operands, const Imported &like)
{
    return call(op, std::move(operands), Outcome{like->shape, like->dtype});
}

// Exporters merge equal vectors of different layers (all those that are still 0 or 1); each layer gets its
// own again. A matrix under two names is shared on purpose.
Imported ImportStep::own(std::size_t i, const std::string &role, graph::ValueKind kind)
{
    const Imported value = input(i);
    if (!value->weight && !value->isKnown())
        return value; // computed by the network: weight standardisation
    const std::string &module = m_import.module();
    const bool keeps = value->initializer && isDottedName(value->name) &&
                       !value->name.ends_with(".weight_bias") // of a folded norm
                       && (module.empty() || m_import.keepsNames() || value->rank() > 1 ||
                           value->name.starts_with(module + "."));
    const bool nameless = module.empty() || m_import.keepsNames();
    const std::string name = keeps ? value->name : nameless ? storableName(value->name) : module + "." + role;
    return m_import.store(value, {name, kind, false, std::nullopt});
}

void ImportStep::give(Imported value, std::size_t output)
{
    if (output < m_node.outputs.size())
        m_import.bind(m_node.outputs[output], std::move(value));
}

Imported reshaped(ImportStep &step, const Imported &value, graph::Sizes shape)
{
    if (value->shape == shape)
        return value;
    return step.call("reshape", {{"self", value}, {"shape", graph::Argument(shape)}}, {shape, value->dtype});
}

Imported permuted(ImportStep &step, const Imported &value, const std::vector<std::int64_t> &order)
{
    if (order.size() != value->rank())
        refuseBroken("A permutation has not as many axes as its operand.");
    graph::Sizes shape;
    bool same = true;
    for (std::size_t i = 0; i < order.size(); ++i) {
        shape.push_back(value->shape[axisIn(order[i], order.size())]);
        same = same && order[i] == static_cast<std::int64_t>(i);
    }
    axesIn(order, order.size());
    return same ? value
                : step.call("permute", {{"self", value}, {"dims", wholes(order)}}, {shape, value->dtype});
}

} // namespace espalier::formats::onnx

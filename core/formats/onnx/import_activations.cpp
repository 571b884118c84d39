// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/import_rules.h"

#include "formats/onnx/refusal.h"
#include "formats/onnx/size_math.h"
#include "model/host_values.h"

#include <cmath>

namespace espalier::formats::onnx {

namespace {

using graph::Argument;
using graph::DType;

/// Operators of ONNX that take one tensor and nothing else, by the name that ATen has for them.
const std::map<std::string, const char *> &unaryNames()
{
    static const std::map<std::string, const char *> names{
        {"Relu", "relu"},         {"Sigmoid", "sigmoid"},
        {"Tanh", "tanh"},         {"Exp", "exp"},
        {"Log", "log"},           {"Sqrt", "sqrt"},
        {"Neg", "neg"},           {"Abs", "abs"},
        {"Floor", "floor"},       {"Ceil", "ceil"},
        {"Round", "round"},       {"Sign", "sign"},
        {"Sin", "sin"},           {"Cos", "cos"},
        {"Atan", "atan"},         {"Reciprocal", "reciprocal"},
        {"Softplus", "softplus"}, {"HardSwish", "hardswish"},
        {"Mish", "mish"},         {"Selu", "selu"},
    };
    return names;
}

void unary(ImportStep &step)
{
    const Imported x = step.input(0);
    step.give(step.call(unaryNames().at(step.node().op), {{"self", x}}, x));
}

void negation(ImportStep &step)
{
    const Imported x = step.input(0);
    step.give(step.call("logical_not", {{"self", x}}, {x->shape, DType::Bool}));
}

void isNan(ImportStep &step)
{
    const Imported x = step.input(0);
    step.give(step.call("isnan", {{"self", x}}, {x->shape, DType::Bool}));
}

void leakyRelu(ImportStep &step)
{
    const Imported x = step.input(0);
    step.give(
        step.call("leaky_relu", {{"self", x}, {"negative_slope", Argument(step.number("alpha", 0.01))}}, x));
}

void elu(ImportStep &step)
{
    const Imported x = step.input(0);
    step.give(step.call("elu", {{"self", x}, {"alpha", Argument(step.number("alpha", 1.0))}}, x));
}

void celu(ImportStep &step)
{
    const Imported x = step.input(0);
    step.give(step.call("celu", {{"self", x}, {"alpha", Argument(step.number("alpha", 1.0))}}, x));
}

void thresholdedRelu(ImportStep &step)
{
    const Imported x = step.input(0);
    step.give(step.call(
        "threshold",
        {{"self", x}, {"threshold", Argument(step.number("alpha", 1.0))}, {"value", Argument(0.0)}}, x));
}

void gelu(ImportStep &step)
{
    const Imported x = step.input(0);
    step.give(
        step.call("gelu", {{"self", x}, {"approximate", Argument(step.text("approximate", "none"))}}, x));
}

bool isNumber(const GraphImport &import, const std::string &name, double wanted)
{
    const Imported value = import.find(name);
    return value && value->isKnown() && value->known[0].numel() == 1 &&
           std::abs(model::hostValues<double>(value->known[0]).front() - wanted) < 1e-4;
}

/// The other operand of a sum or product of two, or nothing.
std::string otherOperand(const wire::OnnxNode &node, const std::string &one)
{
    if (node.inputs.size() != 2 || (node.inputs[0] != one && node.inputs[1] != one))
        return {};
    return node.inputs[0] == one ? node.inputs[1] : node.inputs[0];
}

/// x * (1 + erf(x / sqrt 2)) * 0.5, which exporters write before operator set 20: the sum and the two
/// products behind the erf of what `scaled` gives. Empty if it is something else.
std::vector<const wire::OnnxNode *> geluBehind(const GraphImport &import, const wire::OnnxNode &erf,
                                               const wire::OnnxNode &scaled)
{
    const std::string &x = scaled.inputs.front();
    const wire::OnnxNode *sum = import.soleReader(erf.outputs.front());
    if (!sum || sum->op != "Add" || !isNumber(import, otherOperand(*sum, erf.outputs.front()), 1.0))
        return {};
    const wire::OnnxNode *product = import.soleReader(sum->outputs.front());
    if (!product || product->op != "Mul" || otherOperand(*product, sum->outputs.front()) != x)
        return {};
    const wire::OnnxNode *half = import.soleReader(product->outputs.front());
    if (!half || half->op != "Mul" || !isNumber(import, otherOperand(*half, product->outputs.front()), 0.5))
        return {};
    return {sum, product, half};
}

void erf(ImportStep &step)
{
    GraphImport &import = step.import();
    const Imported y = step.input(0);
    const wire::OnnxNode *scaled = import.makerOf(step.node().inputs.front());
    const bool divided = scaled && scaled->inputs.size() == 2 &&
                         ((scaled->op == "Div" && isNumber(import, scaled->inputs[1], std::sqrt(2.0))) ||
                          (scaled->op == "Mul" && isNumber(import, scaled->inputs[1], std::sqrt(0.5))));
    const auto rest =
        divided ? geluBehind(import, step.node(), *scaled) : std::vector<const wire::OnnxNode *>();
    if (rest.empty())
        return step.give(step.call("erf", {{"self", y}}, y));
    const Imported x = import.find(scaled->inputs.front());
    ImportStep(import, *rest.back())
        .give(step.call("gelu", {{"self", x}, {"approximate", Argument(std::string("none"))}}, x));
    for (const wire::OnnxNode *node : rest)
        import.skip(*node);
}

// The operator's own slope is 0.2, that of torch a sixth.
void hardSigmoid(ImportStep &step)
{
    const Imported x = step.input(0);
    const double alpha = step.number("alpha", 0.2), beta = step.number("beta", 0.5);
    if (std::abs(alpha - 1.0 / 6.0) < 1e-6 && beta == 0.5)
        return step.give(step.call("hardsigmoid", {{"self", x}}, x));
    Imported y = step.call("mul.Scalar", {{"self", x}, {"other", Argument(alpha)}}, x);
    y = step.call("add.Scalar", {{"self", y}, {"other", Argument(beta)}}, x);
    step.give(
        step.call("hardtanh", {{"self", y}, {"min_val", Argument(0.0)}, {"max_val", Argument(1.0)}}, x));
}

/// A bound as input or (in old files) attribute.
Argument bound(const ImportStep &step, std::size_t i)
{
    return step.has(i) ? Argument(step.knownNumber(i)) : Argument(std::monostate());
}

void clip(ImportStep &step)
{
    const Imported x = step.input(0);
    const Argument low = bound(step, 1), high = bound(step, 2);
    if (low == Argument(0.0) && high == Argument(6.0))
        return step.give(step.call("hardtanh", {{"self", x}, {"min_val", low}, {"max_val", high}}, x));
    if (low == Argument(std::monostate()) && high == low)
        return step.give(x);
    step.give(step.call("clamp", {{"self", x}, {"min", low}, {"max", high}}, x));
}

void alongAxis(ImportStep &step, const char *op)
{
    const Imported x = step.input(0);
    const auto axis = static_cast<std::int64_t>(axisIn(step.integer("axis", -1), x->rank()));
    step.give(step.call(op, {{"self", x}, {"dim", whole(axis)}}, x));
}

void softmax(ImportStep &step)
{
    alongAxis(step, "softmax.int");
}

void logSoftmax(ImportStep &step)
{
    alongAxis(step, "log_softmax.int");
}

/// One slope for all, or one per channel: [C, 1, 1] of ONNX as [C].
void prelu(ImportStep &step)
{
    const Imported x = step.input(0), slope = step.input(1);
    const std::int64_t count = numel(slope->shape).constant;
    const bool perChannel =
        x->rank() > 1 && count == x->shape[1].constant &&
        (count == 1 || (slope->rank() + 1 == x->rank() && slope->shape[0].constant == count));
    if (count != 1 && !perChannel)
        refuse("The slopes are neither one nor one for each channel.");
    Imported weight = step.own(1, "weight");
    weight = reshaped(step, weight, graph::fixedSizes({count}));
    step.give(step.call("prelu", {{"self", x}, {"weight", weight}}, x));
}

void dropout(ImportStep &step)
{
    const Imported x = step.input(0);
    const double p = step.has(1) ? step.knownNumber(1) : step.number("ratio", 0.5);
    step.give(step.call("dropout", {{"input", x}, {"p", Argument(p)}, {"train", Argument(false)}}, x));
}

} // namespace

void addActivationImports(ImportRules &rules)
{
    for (const auto &[name, op] : unaryNames())
        rules[name] = unary;
    rules["Not"] = negation;
    rules["IsNaN"] = isNan;
    rules["LeakyRelu"] = leakyRelu;
    rules["Elu"] = elu;
    rules["Celu"] = celu;
    rules["ThresholdedRelu"] = thresholdedRelu;
    rules["Gelu"] = gelu;
    rules["Erf"] = erf;
    rules["HardSigmoid"] = hardSigmoid;
    rules["Clip"] = clip;
    rules["Softmax"] = softmax;
    rules["LogSoftmax"] = logSoftmax;
    rules["PRelu"] = prelu;
    rules["Dropout"] = dropout;
}

} // namespace espalier::formats::onnx

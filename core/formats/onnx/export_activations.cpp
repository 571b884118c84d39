// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/export_rules.h"

#include "formats/onnx/refusal.h"
#include "formats/onnx/size_math.h"

#include <cmath>

namespace espalier::formats::onnx {

namespace {

using graph::DType;

const std::map<std::string, const char *> &unaryNames()
{
    static const std::map<std::string, const char *> names{
        {"relu", "Relu"},
        {"sigmoid", "Sigmoid"},
        {"tanh", "Tanh"},
        {"exp", "Exp"},
        {"log", "Log"},
        {"sqrt", "Sqrt"},
        {"neg", "Neg"},
        {"abs", "Abs"},
        {"floor", "Floor"},
        {"ceil", "Ceil"},
        {"round", "Round"},
        {"sign", "Sign"},
        {"sgn", "Sign"},
        {"reciprocal", "Reciprocal"},
        {"erf", "Erf"},
        {"sin", "Sin"},
        {"cos", "Cos"},
        {"atan", "Atan"},
        {"hardswish", "HardSwish"},
        {"selu", "Selu"},
        {"softsign", "Softsign"},
        {"isnan", "IsNaN"},
    };
    return names;
}

void unary(ExportStep &step)
{
    step.give(step.emit(unaryNames().at(step.op()), {step.in("self")}));
}

/// Dropout and copies: in evaluation the value itself.
void pass(ExportStep &step)
{
    step.give(step.in(step.has("self") ? "self" : "input"));
}

std::string clipped(ExportStep &step, const std::string &low, const std::string &high)
{
    return step.emit("Clip", high.empty() ? Names{step.in("self"), low} : Names{step.in("self"), low, high});
}

void clip(ExportStep &step, const char *low, const char *high)
{
    const DType type = step.value("self").dtype;
    if (step.node().tensor(low).isValid() || step.node().tensor(high).isValid())
        refuse("Bounds that are tensors are not written.");
    const std::string least = step.has(low) ? step.number(step.real(low, 0.0), type) : std::string();
    step.give(clipped(step, least, step.has(high) ? step.number(step.real(high, 0.0), type) : std::string()));
}

void clamp(ExportStep &step)
{
    clip(step, "min", "max");
}

void hardtanh(ExportStep &step)
{
    const DType type = step.value("self").dtype;
    step.give(clipped(step, step.number(step.real("min_val", -1.0), type),
                      step.number(step.real("max_val", 1.0), type)));
}

void relu6(ExportStep &step)
{
    const DType type = step.value("self").dtype;
    step.give(clipped(step, step.number(0.0, type), step.number(6.0, type)));
}

void silu(ExportStep &step)
{
    const std::string x = step.in("self");
    step.give(step.emit("Mul", {x, step.emit("Sigmoid", {x})}));
}

void mish(ExportStep &step)
{
    const std::string x = step.in("self");
    step.give(step.emit("Mul", {x, step.emit("Tanh", {step.emit("Softplus", {x})})}));
}

/// Operator set 17 has no Gelu: x / 2 * (1 + erf(x / sqrt 2)), or its approximation by tanh.
void gelu(ExportStep &step)
{
    const std::string x = step.in("self");
    const DType type = step.value("self").dtype;
    std::string inner;
    if (step.text("approximate", "none") == "tanh") {
        const std::string cube = step.emit("Mul", {step.emit("Mul", {x, x}), x});
        inner = step.emit("Add", {x, step.emit("Mul", {cube, step.number(0.044715, type)})});
        inner = step.emit("Tanh", {step.emit("Mul", {inner, step.number(std::sqrt(2.0 / M_PI), type)})});
    } else {
        inner = step.emit("Erf", {step.emit("Div", {x, step.number(std::sqrt(2.0), type)})});
    }
    const std::string sum = step.emit("Add", {inner, step.number(1.0, type)});
    step.give(step.emit("Mul", {step.emit("Mul", {x, sum}), step.number(0.5, type)}));
}

void hardsigmoid(ExportStep &step)
{
    step.give(
        step.emit("HardSigmoid", {step.in("self")}, {attribute("alpha", 1.0 / 6.0), attribute("beta", 0.5)}));
}

void leakyRelu(ExportStep &step)
{
    step.give(
        step.emit("LeakyRelu", {step.in("self")}, {attribute("alpha", step.real("negative_slope", 0.01))}));
}

void elu(ExportStep &step)
{
    if (step.real("scale", 1.0) != 1.0 || step.real("input_scale", 1.0) != 1.0)
        step.refuseArgument("scale");
    step.give(step.emit("Elu", {step.in("self")}, {attribute("alpha", step.real("alpha", 1.0))}));
}

void celu(ExportStep &step)
{
    step.give(step.emit("Celu", {step.in("self")}, {attribute("alpha", step.real("alpha", 1.0))}));
}

void softplus(ExportStep &step)
{
    if (step.real("beta", 1.0) != 1.0)
        step.refuseArgument("beta");
    step.give(step.emit("Softplus", {step.in("self")}));
}

void threshold(ExportStep &step)
{
    const DType type = step.value("self").dtype;
    const std::string above =
        step.emit("Greater", {step.in("self"), step.number(step.real("threshold", 0.0), type)});
    step.give(step.emit("Where", {above, step.in("self"), step.number(step.real("value", 0.0), type)}));
}

void logSigmoid(ExportStep &step)
{
    step.give(step.emit("Log", {step.emit("Sigmoid", {step.in("self")})}));
}

void rsqrt(ExportStep &step)
{
    step.give(step.emit("Reciprocal", {step.emit("Sqrt", {step.in("self")})}));
}

void square(ExportStep &step)
{
    const std::string x = step.in("self");
    step.give(step.emit("Mul", {x, x}));
}

void softmax(ExportStep &step)
{
    const auto axis = static_cast<std::int64_t>(step.axis("dim", -1, step.rank("self")));
    const bool logarithm = step.op().find("log") != std::string::npos;
    step.give(step.emit(logarithm ? "LogSoftmax" : "Softmax", {step.in("self")}, {attribute("axis", axis)}));
}

/// Slopes [C] stand before the image axes.
void prelu(ExportStep &step)
{
    const auto &weight = step.value("weight").shape;
    const std::size_t rank = step.rank("self");
    std::string slope = step.in("weight");
    if (weight.size() == 1 && rank > 2) {
        graph::Sizes shape(rank - 1, {1, false});
        shape[0] = weight[0];
        slope = step.reshaped(slope, shape);
    }
    step.give(step.emit("PRelu", {step.in("self"), slope}));
}

void glu(ExportStep &step)
{
    const auto axis = static_cast<std::int64_t>(step.axis("dim", -1, step.rank("self")));
    const Names halves = step.out().emit("Split", {step.in("self")}, {attribute("axis", axis)}, 2);
    step.give(step.emit("Mul", {halves[0], step.emit("Sigmoid", {halves[1]})}));
}

} // namespace

void addActivationExports(ExportRules &rules)
{
    for (const auto &[name, op] : unaryNames())
        rules[name] = unary;
    for (const char *name : {"dropout", "feature_dropout", "alpha_dropout", "contiguous", "clone", "alias",
                             "detach", "lift_fresh_copy", "lift_fresh", "positive"})
        rules[name] = pass;
    for (const char *name : {"clamp", "clamp_min", "clamp_max", "clip"})
        rules[name] = clamp;
    rules["hardtanh"] = hardtanh;
    rules["relu6"] = relu6;
    rules["silu"] = silu;
    rules["mish"] = mish;
    rules["gelu"] = gelu;
    rules["hardsigmoid"] = hardsigmoid;
    rules["leaky_relu"] = leakyRelu;
    rules["elu"] = elu;
    rules["celu"] = celu;
    rules["softplus"] = softplus;
    rules["threshold"] = threshold;
    rules["log_sigmoid"] = logSigmoid;
    rules["rsqrt"] = rsqrt;
    rules["square"] = square;
    for (const char *name : {"softmax", "_softmax", "log_softmax", "_log_softmax"})
        rules[name] = softmax;
    rules["prelu"] = prelu;
    rules["glu"] = glu;
}

} // namespace espalier::formats::onnx

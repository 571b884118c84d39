// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/export_rules.h"

#include "formats/onnx/refusal.h"

namespace espalier::formats::onnx {

namespace {

using graph::DType;

/// The type that both sides take: that of the result, but for comparisons, which take that of a tensor
/// operand.
DType commonType(const ExportStep &step)
{
    const DType result = step.result().dtype;
    return result == DType::Bool ? step.value("self").dtype : result;
}

std::string scaled(ExportStep &step, const std::string &input, DType type)
{
    const double alpha = step.real("alpha", 1.0);
    return alpha == 1.0 ? input : step.emit("Mul", {input, step.number(alpha, type)});
}

void plain(ExportStep &step, const char *op)
{
    const DType type = commonType(step);
    step.give(step.emit(op, {step.operand("self", type), step.operand("other", type)}));
}

void add(ExportStep &step)
{
    const DType type = commonType(step);
    const std::string self = step.operand("self", type);
    step.give(step.emit("Add", {self, scaled(step, step.operand("other", type), type)}));
}

void subtract(ExportStep &step)
{
    const DType type = commonType(step);
    const std::string self = step.operand("self", type);
    step.give(step.emit("Sub", {self, scaled(step, step.operand("other", type), type)}));
}

void subtractFrom(ExportStep &step)
{
    const DType type = commonType(step);
    const std::string self = scaled(step, step.operand("self", type), type);
    step.give(step.emit("Sub", {step.operand("other", type), self}));
}

void multiply(ExportStep &step)
{
    const bool logical = step.result().dtype == DType::Bool;
    plain(step, logical ? "And" : "Mul");
}

// Whole numbers divided without rounding give fractions, of the result's type.
void divide(ExportStep &step)
{
    const DType type = step.result().dtype;
    const std::string quotient = step.emit("Div", {step.operand("self", type), step.operand("other", type)});
    const std::string mode = step.text("rounding_mode", "");
    const bool whole = type == DType::Int64 || type == DType::Int32;
    if (mode.empty() || whole)
        return step.give(quotient);
    if (mode != "floor")
        step.refuseArgument("rounding_mode");
    step.give(step.emit("Floor", {quotient}));
}

void power(ExportStep &step)
{
    const DType type = step.result().dtype;
    step.give(step.emit("Pow", {step.operand("self", type), step.operand("exponent", type)}));
}

const std::map<std::string, const char *> &binaryNames()
{
    static const std::map<std::string, const char *> names{
        {"maximum", "Max"},   {"minimum", "Min"},     {"eq", "Equal"},          {"lt", "Less"},
        {"gt", "Greater"},    {"le", "LessOrEqual"},  {"ge", "GreaterOrEqual"}, {"logical_and", "And"},
        {"logical_or", "Or"}, {"logical_xor", "Xor"},
    };
    return names;
}

void binary(ExportStep &step)
{
    plain(step, binaryNames().at(step.op()));
}

void unequal(ExportStep &step)
{
    const DType type = commonType(step);
    step.give(
        step.emit("Not", {step.emit("Equal", {step.operand("self", type), step.operand("other", type)})}));
}

void negation(ExportStep &step)
{
    if (step.value("self").dtype != DType::Bool)
        step.refuseArgument("self");
    step.give(step.emit("Not", {step.in("self")}));
}

void bitwise(ExportStep &step)
{
    if (step.result().dtype != DType::Bool)
        step.refuseArgument("self");
    const bool both = step.op().find("and") != std::string::npos;
    plain(step, both ? "And" : "Or");
}

void remainder(ExportStep &step)
{
    const DType type = step.result().dtype;
    const bool truncated = step.op() == "fmod" || (type != DType::Int64 && type != DType::Int32);
    if (truncated && step.op() != "fmod")
        step.refuseArgument("self");
    step.give(step.emit("Mod", {step.operand("self", type), step.operand("other", type)},
                        {attribute("fmod", std::int64_t{truncated})}));
}

void addProduct(ExportStep &step)
{
    const DType type = step.result().dtype;
    const std::string product =
        step.emit("Mul", {step.operand("tensor1", type), step.operand("tensor2", type)});
    const double factor = step.real("value", 1.0);
    const std::string term = factor == 1.0 ? product : step.emit("Mul", {product, step.number(factor, type)});
    step.give(step.emit("Add", {step.operand("self", type), term}));
}

void maskedFill(ExportStep &step)
{
    const DType type = step.result().dtype;
    const std::string value = step.operand("value", type);
    step.give(step.emit("Where", {step.in("mask"), value, step.in("self")}));
}

void where(ExportStep &step)
{
    const DType type = step.result().dtype;
    const std::string self = step.operand("self", type);
    step.give(step.emit("Where", {step.in("condition"), self, step.operand("other", type)}));
}

/// Conversions of type; those of device and layout change nothing that a file would know.
void convert(ExportStep &step)
{
    const DType type = step.result().dtype;
    if (step.value("self").dtype == type)
        return step.give(step.in("self"));
    step.give(step.emit("Cast", {step.in("self")}, {attribute("to", wire::toOnnxType(type))}));
}

} // namespace

void addArithmeticExports(ExportRules &rules)
{
    for (const auto &[name, op] : binaryNames())
        rules[name] = binary;
    rules["add"] = add;
    rules["sub"] = subtract;
    rules["subtract"] = subtract;
    rules["rsub"] = subtractFrom;
    rules["mul"] = multiply;
    rules["multiply"] = multiply;
    rules["div"] = divide;
    rules["true_divide"] = divide;
    rules["pow"] = power;
    rules["ne"] = unequal;
    rules["logical_not"] = negation;
    rules["bitwise_not"] = negation;
    for (const char *name : {"bitwise_and", "bitwise_or", "__and__", "__or__"})
        rules[name] = bitwise;
    rules["remainder"] = remainder;
    rules["fmod"] = remainder;
    rules["addcmul"] = addProduct;
    rules["masked_fill"] = maskedFill;
    rules["where"] = where;
    for (const char *name : {"to", "_to_copy", "type_as", "float", "half"})
        rules[name] = convert;
}

} // namespace espalier::formats::onnx

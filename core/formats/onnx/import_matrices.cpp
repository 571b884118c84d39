// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/import_rules.h"

#include "base/text.h"
#include "formats/onnx/module_names.h"
#include "formats/onnx/refusal.h"
#include "formats/onnx/size_math.h"

#include <algorithm>
#include <map>

namespace espalier::formats::onnx {

namespace {

using graph::Argument;
using graph::Size;
using graph::Sizes;
using graph::ValueKind;

bool isStored(const Imported &value)
{
    return value->weight || value->isKnown();
}

/// The weight [out, in] of a linear layer that multiplies by `matrix` [in, out]: turned by the exporter (a
/// Transpose before it, or done for good under a made-up name). Null if the network itself multiplies by a
/// parameter as it stands.
Imported linearWeight(ImportStep &step, const Imported &matrix)
{
    if (matrix->rank() != 2 || !isStored(matrix))
        return nullptr;
    const bool named = matrix->initializer && isDottedName(matrix->name);
    if (named && !matrix->transposed)
        return nullptr;
    const std::string &module = step.import().module();
    const std::string name = named            ? matrix->name
                             : module.empty() ? storableName(matrix->name)
                                              : module + ".weight";
    return step.import().store(matrix, {name, ValueKind::Parameter, true, std::nullopt});
}

/// The sum of `node`'s output and a stored vector of `size` elements, if nothing else reads that output.
const wire::OnnxNode *biasSum(ImportStep &step, Size size, std::size_t &bias)
{
    const wire::OnnxNode *sum = step.import().soleReader(step.node().outputs.front());
    if (!sum || sum->op != "Add" || sum->inputs.size() != 2)
        return nullptr;
    bias = sum->inputs[0] == step.node().outputs.front() ? 1 : 0;
    const Imported value = step.import().find(sum->inputs[bias]);
    return value && isStored(value) && value->shape == Sizes{size} ? sum : nullptr;
}

void nameAfter(ImportStep &step, const Imported &weight)
{
    if (weight->name.ends_with(".weight"))
        step.import().setModule(ownerOf(weight->name));
}

Sizes lastReplaced(Sizes shape, Size last)
{
    shape.back() = last;
    return shape;
}

/// x times the weight [out, in], with the bias that is added right behind.
void giveLinear(ImportStep &step, const Imported &x, const Imported &weight)
{
    if (x->shape.back() != weight->shape[1])
        refuseBroken("The weight does not fit its input.");
    nameAfter(step, weight);
    const Outcome outcome{lastReplaced(x->shape, weight->shape[0]), x->dtype};
    std::size_t which = 0;
    const wire::OnnxNode *sum = biasSum(step, weight->shape[0], which);
    if (!sum)
        return step.give(step.call("linear", {{"input", x}, {"weight", weight}}, outcome));
    ImportStep adding(step.import(), *sum);
    const Imported bias = adding.own(which, "bias");
    adding.give(step.call("linear", {{"input", x}, {"weight", weight}, {"bias", bias}}, outcome));
    step.import().skip(*sum);
}

Imported product(ImportStep &step, const Imported &a, const Imported &b)
{
    if (a->rank() < 2 || b->rank() < 2)
        refuse("Products with a vector are not read.");
    if (a->shape.back() != b->shape[b->rank() - 2])
        refuseBroken("The matrices do not fit each other.");
    Sizes shape = broadcast({a->shape.begin(), a->shape.end() - 2}, {b->shape.begin(), b->shape.end() - 2});
    shape.insert(shape.end(), {a->shape[a->rank() - 2], b->shape.back()});
    return step.call("matmul", {{"self", a}, {"other", b}}, {shape, a->dtype});
}

void matMul(ImportStep &step)
{
    const Imported a = step.input(0), b = step.input(1);
    if (const Imported weight = isStored(a) || a->rank() < 2 ? nullptr : linearWeight(step, b))
        return giveLinear(step, a, weight);
    step.give(product(step, a, b));
}

Imported turned(ImportStep &step, const Imported &value)
{
    if (value->rank() != 2)
        refuseBroken("Gemm multiplies matrices only.");
    return step.call("t", {{"self", value}}, {{value->shape[1], value->shape[0]}, value->dtype});
}

/// alpha * a * b + beta * c for whatever is no linear layer.
void generalGemm(ImportStep &step)
{
    Imported a = step.input(0), b = step.input(1);
    a = step.integer("transA", 0) ? turned(step, a) : a;
    b = step.integer("transB", 0) ? turned(step, b) : b;
    Imported y = product(step, a, b);
    const auto scaled = [&](const Imported &value, const char *factor) {
        const double by = step.number(factor, 1.0);
        return by == 1.0 ? value : step.call("mul.Scalar", {{"self", value}, {"other", Argument(by)}}, value);
    };
    y = scaled(y, "alpha");
    if (step.has(2)) {
        const Imported c = scaled(step.input(2), "beta");
        y = step.call("add.Tensor", {{"self", y}, {"other", c}}, {broadcast(y->shape, c->shape), y->dtype});
    }
    step.give(y);
}

void gemm(ImportStep &step)
{
    const Imported x = step.input(0), b = step.input(1);
    const bool plain =
        step.integer("transA", 0) == 0 && step.number("alpha", 1.0) == 1.0 && step.number("beta", 1.0) == 1.0;
    const bool layer = plain && x->rank() == 2 && b->rank() == 2 && isStored(b) && !isStored(x);
    if (!layer || (step.has(2) && (!isStored(step.input(2)) || step.input(2)->rank() != 1)))
        return generalGemm(step);
    const Imported weight = step.integer("transB", 0) ? step.own(1, "weight") : linearWeight(step, b);
    if (!weight)
        return generalGemm(step);
    if (!step.has(2))
        return giveLinear(step, x, weight);
    nameAfter(step, weight);
    step.give(step.call("linear", {{"input", x}, {"weight", weight}, {"bias", step.own(2, "bias")}},
                        {lastReplaced(x->shape, weight->shape[0]), x->dtype}));
}

/// Letters of "B G H, B H J -> B G J", with their sizes.
class Equation
{
public:
    Equation(const std::string &text, const std::vector<Imported> &operands)
    {
        std::string plain = text;
        std::erase(plain, ' ');
        const std::size_t arrow = plain.find("->");
        if (arrow == std::string::npos || plain.find('.') != std::string::npos)
            refuse(base::cat("The equation '", text, "' names no output, or leaves axes out."));
        const auto parts = base::split(plain.substr(0, arrow), ',');
        if (parts.size() != operands.size())
            refuseBroken(base::cat("The equation '", text, "' has not as many operands."));
        for (std::size_t i = 0; i < parts.size(); ++i)
            note(parts[i], *operands[i]);
        for (const char letter : plain.substr(arrow + 2)) {
            if (!m_sizes.contains(letter))
                refuseBroken(base::cat("The equation '", text, "' gives a letter that it has not."));
            m_output.push_back(m_sizes[letter]);
        }
    }

    const Sizes &output() const { return m_output; }

private:
    void note(const std::string &letters, const ImportedValue &operand)
    {
        if (letters.size() != operand.rank())
            refuseBroken("An operand has not as many axes as the equation says.");
        for (std::size_t i = 0; i < letters.size(); ++i)
            m_sizes[letters[i]] = operand.shape[i];
    }

    std::map<char, Size> m_sizes;
    Sizes m_output;
};

void einsum(ImportStep &step)
{
    const std::vector<Imported> operands = step.inputs();
    if (operands.empty())
        refuseBroken("It has no inputs.");
    const std::string text = step.text("equation", "");
    const Equation equation(text, operands);
    step.give(step.call("einsum", {{"equation", Argument(text)}, {"tensors", operands}},
                        {equation.output(), operands[0]->dtype}));
}

} // namespace

void addMatrixImports(ImportRules &rules)
{
    rules["MatMul"] = matMul;
    rules["Gemm"] = gemm;
    rules["Einsum"] = einsum;
}

} // namespace espalier::formats::onnx

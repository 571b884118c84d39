// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/export_rules.h"

#include "formats/onnx/refusal.h"
#include "formats/onnx/size_math.h"

#include <numeric>

namespace espalier::formats::onnx {

namespace {

/// Axes that a reduction names; without any, all.
std::vector<std::int64_t> axesOf(const ExportStep &step)
{
    std::vector<std::int64_t> axes = step.integerList("dim").value_or(std::vector<std::int64_t>());
    if (axes.empty()) {
        axes.resize(step.rank("self"));
        std::iota(axes.begin(), axes.end(), 0);
    }
    for (std::int64_t &axis : axes)
        axis = static_cast<std::int64_t>(axisIn(axis, step.rank("self")));
    return axes;
}

wire::OnnxAttribute keeps(const ExportStep &step)
{
    return attribute("keepdims", std::int64_t{step.flag("keepdim", false)});
}

/// Operator set 17 takes axes as an attribute, but those of ReduceSum as an input.
std::string reduced(ExportStep &step, const char *op, const std::string &x)
{
    return step.emit(op, {x}, {attribute("axes", axesOf(step)), keeps(step)});
}

void sum(ExportStep &step)
{
    step.give(step.emit("ReduceSum",
                        {step.operand("self", step.result().dtype), step.out().integers(axesOf(step))},
                        {keeps(step)}));
}

const std::map<std::string, const char *> &names()
{
    static const std::map<std::string, const char *> table{{"mean", "ReduceMean"},
                                                           {"amax", "ReduceMax"},
                                                           {"amin", "ReduceMin"},
                                                           {"prod", "ReduceProd"},
                                                           {"logsumexp", "ReduceLogSumExp"}};
    return table;
}

void reduce(ExportStep &step)
{
    step.give(reduced(step, names().at(step.op()), step.operand("self", step.result().dtype)));
}

/// max and min: of all elements, along an axis (with the places, which a second output wants), or of two
/// tensors.
void extreme(ExportStep &step)
{
    const bool largest = step.op() == "max";
    if (step.has("other"))
        return step.give(step.emit(largest ? "Max" : "Min", {step.in("self"), step.in("other")}));
    step.give(reduced(step, largest ? "ReduceMax" : "ReduceMin", step.in("self")));
    if (step.node().outputs.size() < 2)
        return;
    const Attributes attributes{attribute("axis", axesOf(step).front()), keeps(step)};
    step.give(step.emit(largest ? "ArgMax" : "ArgMin", {step.in("self")}, attributes), 1);
}

void place(ExportStep &step)
{
    const char *op = step.op() == "argmax" ? "ArgMax" : "ArgMin";
    if (!step.has("dim"))
        step.refuseArgument("dim");
    step.give(step.emit(op, {step.in("self")}, {attribute("axis", axesOf(step).front()), keeps(step)}));
}

void norm(ExportStep &step)
{
    const double order = step.real(step.node().find("ord") ? "ord" : "p", 2.0);
    if (order != 1.0 && order != 2.0)
        step.refuseArgument("ord");
    step.give(reduced(step, order == 2.0 ? "ReduceL2" : "ReduceL1", step.in("self")));
}

/// The mean of squared distances from the mean, times n / (n - correction).
void variance(ExportStep &step)
{
    const auto axes = axesOf(step);
    double count = 1.0;
    for (const std::int64_t axis : axes) {
        const graph::Size size = step.value("self").shape[static_cast<std::size_t>(axis)];
        if (size.timesBatch)
            step.refuseArgument("dim");
        count *= static_cast<double>(size.constant);
    }
    const double correction = step.has("correction")        ? step.real("correction", 1.0)
                              : step.flag("unbiased", true) ? 1.0
                                                            : 0.0;
    const std::string x = step.in("self");
    const std::string mean =
        step.emit("ReduceMean", {x}, {attribute("axes", axes), attribute("keepdims", std::int64_t{1})});
    const std::string distance = step.emit("Sub", {x, mean});
    std::string y = reduced(step, "ReduceMean", step.emit("Mul", {distance, distance}));
    if (correction != 0.0)
        y = step.emit("Mul", {y, step.number(count / (count - correction), step.result().dtype)});
    step.give(step.op() == "std" ? step.emit("Sqrt", {y}) : y);
}

} // namespace

void addReductionExports(ExportRules &rules)
{
    for (const auto &[name, op] : names())
        rules[name] = reduce;
    rules["sum"] = sum;
    rules["max"] = extreme;
    rules["min"] = extreme;
    rules["argmax"] = place;
    rules["argmin"] = place;
    rules["linalg_vector_norm"] = norm;
    rules["norm"] = norm;
    rules["var"] = variance;
    rules["std"] = variance;
}

} // namespace espalier::formats::onnx

// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/import_rules.h"

#include "formats/onnx/refusal.h"
#include "formats/onnx/size_math.h"

#include <algorithm>
#include <numeric>

namespace espalier::formats::onnx {

namespace {

using graph::Argument;
using graph::DType;
using graph::Size;
using graph::Sizes;

struct Reduction
{
    Imported x;
    std::vector<std::int64_t> axes;
    bool keep = true;
    Outcome outcome;
};

Sizes reducedShape(const Sizes &shape, const std::vector<std::int64_t> &axes, bool keep)
{
    Sizes out;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        const bool reduced = std::find(axes.begin(), axes.end(), static_cast<std::int64_t>(i)) != axes.end();
        if (!reduced || keep)
            out.push_back(reduced ? Size{1, false} : shape[i]);
    }
    return out;
}

/// Axes as attribute or input; without any, all axes or (noop_with_empty_axes) none.
Reduction reductionOf(ImportStep &step)
{
    Reduction reduction{step.input(0), {}, step.integer("keepdims", 1) != 0, {}};
    const std::size_t rank = reduction.x->rank();
    const auto given = step.axes(1);
    if (given && !given->empty()) {
        for (const std::size_t axis : axesIn(*given, rank))
            reduction.axes.push_back(static_cast<std::int64_t>(axis));
    } else if (step.integer("noop_with_empty_axes", 0) == 0) {
        reduction.axes.resize(rank);
        std::iota(reduction.axes.begin(), reduction.axes.end(), 0);
    }
    reduction.outcome = {reducedShape(reduction.x->shape, reduction.axes, reduction.keep),
                         reduction.x->dtype};
    return reduction;
}

Imported reduced(ImportStep &step, const std::string &op, const Reduction &r, const Imported &x)
{
    return step.call(op, {{"self", x}, {"dim", wholes(r.axes)}, {"keepdim", Argument(r.keep)}}, r.outcome);
}

const std::map<std::string, const char *> &names()
{
    static const std::map<std::string, const char *> table{{"ReduceMean", "mean.dim"},
                                                           {"ReduceSum", "sum.dim_IntList"},
                                                           {"ReduceMax", "amax"},
                                                           {"ReduceMin", "amin"},
                                                           {"ReduceLogSumExp", "logsumexp"}};
    return table;
}

void reduce(ImportStep &step)
{
    const Reduction r = reductionOf(step);
    step.give(r.axes.empty() ? r.x : reduced(step, names().at(step.node().op), r, r.x));
}

void norm(ImportStep &step, double order)
{
    const Reduction r = reductionOf(step);
    if (r.axes.empty())
        return step.give(step.call("abs", {{"self", r.x}}, r.x));
    step.give(step.call(
        "linalg_vector_norm",
        {{"self", r.x}, {"ord", Argument(order)}, {"dim", wholes(r.axes)}, {"keepdim", Argument(r.keep)}},
        r.outcome));
}

void normOne(ImportStep &step)
{
    norm(step, 1.0);
}

void normTwo(ImportStep &step)
{
    norm(step, 2.0);
}

void sumOfSquares(ImportStep &step)
{
    const Reduction r = reductionOf(step);
    const Imported squares = step.call("square", {{"self", r.x}}, r.x);
    step.give(r.axes.empty() ? squares : reduced(step, "sum.dim_IntList", r, squares));
}

void product(ImportStep &step)
{
    const Reduction r = reductionOf(step);
    Imported x = r.x;
    for (std::size_t k = r.axes.size(); k-- > 0;)
        x = step.call("prod.dim_int", {{"self", x}, {"dim", whole(r.axes[k])}, {"keepdim", Argument(r.keep)}},
                      {reducedShape(x->shape, {r.axes[k]}, r.keep), x->dtype});
    step.give(x);
}

void extremePlace(ImportStep &step)
{
    const Imported x = step.input(0);
    const auto axis = static_cast<std::int64_t>(axisIn(step.integer("axis", 0), x->rank()));
    const bool keep = step.integer("keepdims", 1) != 0;
    step.give(step.call(step.node().op == "ArgMax" ? "argmax" : "argmin",
                        {{"self", x}, {"dim", whole(axis)}, {"keepdim", Argument(keep)}},
                        {reducedShape(x->shape, {axis}, keep), DType::Int64}));
}

void cumulativeSum(ImportStep &step)
{
    const Imported x = step.input(0);
    const auto axis = static_cast<std::int64_t>(axisIn(step.knownIntegers(1).at(0), x->rank()));
    if (step.integer("exclusive", 0) != 0 || step.integer("reverse", 0) != 0)
        refuse("A sum that runs backwards or leaves its element out is not read.");
    step.give(step.call("cumsum", {{"self", x}, {"dim", whole(axis)}}, x));
}

} // namespace

void addReductionImports(ImportRules &rules)
{
    for (const auto &[name, op] : names())
        rules[name] = reduce;
    rules["ReduceL1"] = normOne;
    rules["ReduceL2"] = normTwo;
    rules["ReduceSumSquare"] = sumOfSquares;
    rules["ReduceProd"] = product;
    rules["ArgMax"] = extremePlace;
    rules["ArgMin"] = extremePlace;
    rules["CumSum"] = cumulativeSum;
}

} // namespace espalier::formats::onnx

// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/export_rules.h"

#include "formats/onnx/refusal.h"
#include "formats/onnx/size_math.h"

#include <algorithm>
#include <numeric>

namespace espalier::formats::onnx {

namespace {

using graph::Size;
using graph::Sizes;

std::vector<std::int64_t> inOrder(std::size_t rank)
{
    std::vector<std::int64_t> order(rank);
    std::iota(order.begin(), order.end(), 0);
    return order;
}

/// Views, flattenings and the like: the graph knows the shape that comes out.
void reshape(ExportStep &step)
{
    const std::string x = step.in("self");
    step.give(step.value("self").shape == step.result().shape ? x : step.reshaped(x, step.result().shape));
}

// An axis that stays as it is asks for 1, so that the batch need not be computed for it.
void expand(ExportStep &step)
{
    const Sizes &from = step.value("self").shape;
    Sizes to = step.result().shape;
    for (std::size_t i = 0; i < from.size(); ++i) {
        Size &size = to[to.size() - from.size() + i];
        size = size == from[i] ? Size{1, false} : size;
    }
    step.give(step.emit("Expand", {step.in("self"), step.out().sizes(to)}));
}

void permute(ExportStep &step)
{
    std::vector<std::int64_t> order = step.integerList("dims").value_or(inOrder(step.rank("self")));
    for (std::int64_t &axis : order)
        axis = static_cast<std::int64_t>(axisIn(axis, step.rank("self")));
    step.give(step.transposed(step.in("self"), order));
}

void swapAxes(ExportStep &step, const char *first, const char *second)
{
    std::vector<std::int64_t> order = inOrder(step.rank("self"));
    if (!order.empty())
        std::swap(order[step.axis(first, 0, order.size())], order[step.axis(second, 0, order.size())]);
    step.give(step.transposed(step.in("self"), order));
}

void transpose(ExportStep &step)
{
    step.node().find("dim0") ? swapAxes(step, "dim0", "dim1") : swapAxes(step, "axis0", "axis1");
}

void turn(ExportStep &step)
{
    std::vector<std::int64_t> order = inOrder(step.rank("self"));
    if (order.size() >= 2)
        std::swap(order[order.size() - 1], order[order.size() - 2]);
    step.give(step.transposed(step.in("self"), order));
}

void moveAxis(ExportStep &step)
{
    const auto from = step.integerList("source").value_or(std::vector<std::int64_t>());
    const auto to = step.integerList("destination").value_or(std::vector<std::int64_t>());
    if (from.size() != 1 || to.size() != 1)
        step.refuseArgument("source");
    std::vector<std::int64_t> order = inOrder(step.rank("self"));
    const auto source = static_cast<std::ptrdiff_t>(axisIn(from[0], order.size()));
    const auto target = static_cast<std::ptrdiff_t>(axisIn(to[0], order.size()));
    const std::int64_t moved = order[static_cast<std::size_t>(source)];
    order.erase(order.begin() + source);
    order.insert(order.begin() + target, moved);
    step.give(step.transposed(step.in("self"), order));
}

void concatenate(ExportStep &step)
{
    const auto axis = static_cast<std::int64_t>(step.axis("dim", 0, step.result().shape.size()));
    step.give(step.emit("Concat", step.list("tensors"), {attribute("axis", axis)}));
}

void stack(ExportStep &step)
{
    const auto axis = static_cast<std::int64_t>(step.axis("dim", 0, step.result().shape.size()));
    Names parts;
    for (const std::string &part : step.list("tensors"))
        parts.push_back(step.emit("Unsqueeze", {part, step.out().integers({axis})}));
    step.give(step.emit("Concat", parts, {attribute("axis", axis)}));
}

// Leading axes that only the repeats have are 1 first.
void repeat(ExportStep &step)
{
    const graph::Argument *argument = step.node().find(step.op() == "tile" ? "dims" : "repeats");
    const auto *given = argument ? std::get_if<Sizes>(argument) : nullptr;
    if (!given)
        step.refuseArgument("repeats");
    Sizes repeats = *given, shape = step.value("self").shape;
    std::string x = step.in("self");
    if (repeats.size() < shape.size())
        repeats.insert(repeats.begin(), shape.size() - repeats.size(), Size{1, false});
    if (repeats.size() > shape.size()) {
        shape.insert(shape.begin(), repeats.size() - shape.size(), Size{1, false});
        x = step.reshaped(x, shape);
    }
    step.give(step.emit("Tile", {x, step.out().sizes(repeats)}));
}

// Each entry comes several times in a row: an axis of repeats behind its own, then both as one.
void repeatEach(ExportStep &step)
{
    const std::int64_t times = step.integer("repeats", 0);
    if (step.node().overload != "self_int" || times < 1)
        step.refuseArgument("repeats");
    Sizes shape = step.value("self").shape;
    std::size_t axis = 0;
    std::string x = step.in("self");
    if (step.has("dim")) {
        axis = step.axis("dim", 0, shape.size());
    } else {
        shape = {numel(shape)};
        x = step.reshaped(x, shape);
    }
    const auto behind = static_cast<std::int64_t>(axis) + 1;
    Sizes repeats(shape.size() + 1, Size{1, false});
    repeats[axis + 1] = Size{times, false};
    x = step.emit("Unsqueeze", {x, step.out().integers({behind})});
    step.give(step.reshaped(step.emit("Expand", {x, step.out().sizes(repeats)}), step.result().shape));
}

/// Pairs from the last axis on, as [begin of each axis, end of each axis].
void pad(ExportStep &step)
{
    const auto pairs = step.integerList("pad").value_or(std::vector<std::int64_t>());
    const std::size_t rank = step.rank("self");
    if (pairs.size() % 2 != 0 || pairs.size() > 2 * rank)
        step.refuseArgument("pad");
    std::vector<std::int64_t> pads(2 * rank, 0);
    for (std::size_t k = 0; k < pairs.size() / 2; ++k) {
        pads[rank - 1 - k] = pairs[2 * k];
        pads[2 * rank - 1 - k] = pairs[2 * k + 1];
    }
    const std::string mode = step.text("mode", "constant");
    if (mode == "circular")
        step.refuseArgument("mode");
    Names inputs{step.in("self"), step.out().integers(pads)};
    if (mode == "constant")
        inputs.push_back(step.number(step.real("value", 0.0), step.result().dtype));
    step.give(
        step.emit("Pad", inputs, {attribute("mode", mode == "replicate" ? std::string("edge") : mode)}));
}

/// Slice of one axis.
std::string sliced(ExportStep &step, const std::string &x, std::int64_t axis, std::int64_t begin,
                   std::int64_t end)
{
    GraphExport &out = step.out();
    return step.emit("Slice", {x, out.integers({begin}), out.integers({end}), out.integers({axis})});
}

/// Along each axis, what falls off at the end comes in at the beginning.
void roll(ExportStep &step)
{
    const auto shifts = step.integerList("shifts").value_or(std::vector<std::int64_t>());
    const auto axes = step.integerList("dims").value_or(std::vector<std::int64_t>());
    if (shifts.empty() || shifts.size() != axes.size())
        step.refuseArgument("dims");
    std::string x = step.in("self");
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const std::size_t axis = axisIn(axes[i], step.rank("self"));
        const Size size = step.value("self").shape[axis];
        if (size.timesBatch)
            step.refuseArgument("dims");
        const std::int64_t shift =
            size.constant == 0 ? 0 : ((shifts[i] % size.constant) + size.constant) % size.constant;
        if (shift == 0)
            continue;
        const auto along = static_cast<std::int64_t>(axis);
        const std::string tail = sliced(step, x, along, size.constant - shift, INT64_MAX);
        x = step.emit("Concat", {tail, sliced(step, x, along, 0, size.constant - shift)},
                      {attribute("axis", along)});
    }
    step.give(x);
}

void flip(ExportStep &step)
{
    const auto axes = step.integerList("dims").value_or(std::vector<std::int64_t>());
    GraphExport &out = step.out();
    const std::vector<std::int64_t> back(axes.size(), -1), past(axes.size(), INT64_MIN);
    step.give(step.emit("Slice", {step.in("self"), out.integers(back), out.integers(past), out.integers(axes),
                                  out.integers(back)}));
}

/// Tensors of one number; those that do not depend on the batch were computed and stored before.
void filled(ExportStep &step)
{
    const std::string op = step.op();
    const bool fills = op.find("full") != std::string::npos;
    const double fill = op.find("ones") != std::string::npos ? 1.0
                        : fills                              ? step.real("fill_value", 0.0)
                                                             : 0.0;
    step.give(
        step.emit("Expand", {step.number(fill, step.result().dtype), step.out().sizes(step.result().shape)}));
}

/// Overwritten with a number, a tensor of one number, or another tensor.
void overwritten(ExportStep &step)
{
    const char *value = step.op() == "copy" ? "src" : "value";
    step.give(step.emit("Expand",
                        {step.operand(value, step.result().dtype), step.out().sizes(step.result().shape)}));
}

} // namespace

void addMovementExports(ExportRules &rules)
{
    for (const char *name : {"view", "reshape", "_unsafe_view", "flatten", "unflatten", "squeeze",
                             "unsqueeze", "view_as", "reshape_as", "ravel"})
        rules[name] = reshape;
    for (const char *name : {"expand", "expand_as", "broadcast_to"})
        rules[name] = expand;
    rules["permute"] = permute;
    for (const char *name : {"transpose", "swapaxes", "swapdims"})
        rules[name] = transpose;
    for (const char *name : {"t", "mT"})
        rules[name] = turn;
    for (const char *name : {"movedim", "moveaxis"})
        rules[name] = moveAxis;
    for (const char *name : {"cat", "concat", "concatenate"})
        rules[name] = concatenate;
    rules["stack"] = stack;
    rules["repeat"] = repeat;
    rules["tile"] = repeat;
    rules["repeat_interleave"] = repeatEach;
    rules["pad"] = pad;
    rules["constant_pad_nd"] = pad;
    rules["roll"] = roll;
    rules["flip"] = flip;
    for (const char *name : {"zeros", "ones", "full", "new_zeros", "new_ones", "new_full", "zero", "zeros_like",
                             "ones_like", "full_like"})
        rules[name] = filled;
    rules["fill"] = overwritten;
    rules["copy"] = overwritten;
}

} // namespace espalier::formats::onnx

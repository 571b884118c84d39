// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/import_rules.h"

#include "base/text.h"
#include "formats/onnx/refusal.h"
#include "formats/onnx/size_math.h"

#include <algorithm>
#include <numeric>

namespace espalier::formats::onnx {

namespace {

using graph::Argument;
using graph::Size;
using graph::Sizes;

/// A copy of a weight under a second name is that of another layer, merged by the exporter because both were
/// equal.
void identity(ImportStep &step)
{
    const Imported x = step.input(0);
    if (!x->weight || x->id.isValid())
        return step.give(x);
    auto copy = std::make_shared<ImportedValue>(*x);
    copy->name.clear();
    step.give(copy);
}

bool followsBatch(const Sizes &shape)
{
    return std::any_of(shape.begin(), shape.end(), [](const Size &size) { return size.timesBatch; });
}

/// Where the exporter fixed the batch, the axis of a target shape that held it then is the batch again.
void freeBatch(Sizes &shape, const Imported &x, std::int64_t fixed)
{
    if (fixed == 0 || shape.empty() || !followsBatch(x->shape) || followsBatch(shape))
        return;
    if (shape[0] == Size{fixed, false} && x->shape[0].timesBatch) {
        shape[0] = {1, true};
        return;
    }
    for (Size &size : shape) {
        const Size before = size;
        if (size.constant > 0 && size.constant % fixed == 0)
            size = {size.constant / fixed, true};
        if (numel(shape) == numel(x->shape))
            return;
        size = before;
    }
}

/// The shape that a Reshape asks for: 0 takes over, -1 takes what is left.
Sizes targetShape(ImportStep &step, const Imported &x)
{
    Sizes shape = step.knownSizes(1);
    const bool zeroIsZero = step.integer("allowzero", 0) != 0;
    for (std::size_t i = 0; i < shape.size() && i < x->rank(); ++i)
        if (shape[i].constant == 0 && !zeroIsZero)
            shape[i] = x->shape[i];
    freeBatch(shape, x, step.import().fixedBatch());
    std::size_t open = shape.size();
    Size product{1, false};
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (shape[i] == Size{-1, false} && open == shape.size())
            open = i;
        else
            product = times(product, shape[i]);
    }
    if (open < shape.size())
        shape[open] = over(numel(x->shape), product);
    if (numel(shape) != numel(x->shape))
        refuse(base::cat("A tensor of ", numel(x->shape).constant, " elements is reshaped to ",
                         numel(shape).constant,
                         numel(x->shape).timesBatch ? " per image: the batch was fixed by the export." : "."),
               "Export the model with a dynamic batch.");
    return shape;
}

void reshape(ImportStep &step)
{
    const Imported x = step.input(0);
    step.give(reshaped(step, x, targetShape(step, x)));
}

void flatten(ImportStep &step)
{
    const Imported x = step.input(0);
    const std::int64_t given = step.integer("axis", 1);
    const std::size_t axis =
        given == static_cast<std::int64_t>(x->rank()) ? x->rank() : axisIn(given, x->rank());
    const auto middle = x->shape.begin() + static_cast<std::ptrdiff_t>(axis);
    const Sizes shape{numel({x->shape.begin(), middle}), numel({middle, x->shape.end()})};
    if (axis != 1 || x->rank() < 3)
        return step.give(reshaped(step, x, shape));
    step.give(step.call("flatten.using_ints", {{"self", x}, {"start_dim", whole(1)}}, {shape, x->dtype}));
}

void transpose(ImportStep &step)
{
    const Imported x = step.input(0);
    std::vector<std::int64_t> order(x->rank());
    std::iota(order.rbegin(), order.rend(), 0);
    order = step.integers("perm").value_or(order);
    if (!x->weight || x->rank() != 2 || order != std::vector<std::int64_t>{1, 0})
        return step.give(permuted(step, x, order));
    auto turned = std::make_shared<ImportedValue>(*x); // a matrix of a linear layer, mostly
    turned->transposed = !x->transposed;
    turned->id = {};
    std::swap(turned->shape[0], turned->shape[1]);
    step.give(turned);
}

void squeeze(ImportStep &step)
{
    Imported x = step.input(0);
    std::vector<std::size_t> axes;
    if (const auto given = step.axes(1))
        axes = axesIn(*given, x->rank());
    else
        for (std::size_t i = 0; i < x->rank(); ++i)
            if (x->shape[i] == Size{1, false})
                axes.push_back(i);
    for (std::size_t k = axes.size(); k-- > 0;) {
        Sizes shape = x->shape;
        if (shape[axes[k]] != Size{1, false})
            refuseBroken("An axis that is not 1 is squeezed.");
        shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(axes[k]));
        x = step.call("squeeze.dim", {{"self", x}, {"dim", whole(static_cast<std::int64_t>(axes[k]))}},
                      {shape, x->dtype});
    }
    step.give(x);
}

void unsqueeze(ImportStep &step)
{
    Imported x = step.input(0);
    const auto given = step.axes(1);
    if (!given || given->size() > 64)
        refuseBroken("It names no axes.");
    for (const std::size_t axis : axesIn(*given, x->rank() + given->size())) {
        if (axis > x->rank())
            refuseBroken("An axis is out of range.");
        Sizes shape = x->shape;
        shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(axis), Size{1, false});
        x = step.call("unsqueeze", {{"self", x}, {"dim", whole(static_cast<std::int64_t>(axis))}},
                      {shape, x->dtype});
    }
    step.give(x);
}

void expand(ImportStep &step)
{
    const Imported x = step.input(0);
    Sizes target = step.knownSizes(1);
    if (const std::int64_t fixed = step.import().fixedBatch();
        fixed > 1 && !target.empty() && target[0] == Size{fixed, false})
        target[0] = {1, true};
    const Sizes shape = broadcast(x->shape, target);
    if (shape == x->shape)
        return step.give(x);
    step.give(step.call("expand", {{"self", x}, {"size", Argument(shape)}}, {shape, x->dtype}));
}

void tile(ImportStep &step)
{
    const Imported x = step.input(0);
    const Sizes repeats = step.knownSizes(1);
    if (repeats.size() != x->rank())
        refuseBroken("The repeats do not fit the operand.");
    Sizes shape;
    for (std::size_t i = 0; i < repeats.size(); ++i)
        shape.push_back(times(x->shape[i], repeats[i]));
    step.give(step.call("repeat", {{"self", x}, {"repeats", Argument(repeats)}}, {shape, x->dtype}));
}

/// A class token of a file whose batch was fixed at 1, as one for each image, where it meets images.
void repeatForBatch(ImportStep &step, std::vector<Imported> &all)
{
    const bool meets = std::any_of(all.begin(), all.end(), [](const Imported &v) {
        return v->rank() > 0 && v->shape[0] == Size{1, true};
    });
    if (step.import().fixedBatch() != 1 || !meets)
        return;
    for (Imported &value : all) {
        Sizes shape = value->shape;
        if (shape.empty() || shape[0] != Size{1, false})
            continue;
        shape[0] = {1, true};
        value = step.call("expand", {{"self", value}, {"size", Argument(shape)}}, {shape, value->dtype});
    }
}

Imported joined(ImportStep &step, std::vector<Imported> all, std::int64_t axis)
{
    if (all.empty())
        refuseBroken("It joins nothing.");
    const std::size_t along = axisIn(axis, all.front()->rank());
    if (along > 0)
        repeatForBatch(step, all);
    Sizes shape = all.front()->shape;
    for (std::size_t i = 1; i < all.size(); ++i) {
        Sizes other = all[i]->shape;
        if (other.size() != shape.size())
            refuseBroken("Tensors of different ranks are joined.");
        shape[along] = plus(shape[along], other[along]);
        other[along] = shape[along];
        if (other != shape)
            refuse("Tensors are joined that differ along another axis.");
    }
    return step.call("cat", {{"tensors", all}, {"dim", whole(static_cast<std::int64_t>(along))}},
                     {shape, all.front()->dtype});
}

void concat(ImportStep &step)
{
    const std::vector<Imported> all = step.inputs();
    step.give(all.size() == 1 ? all.front() : joined(step, all, step.integer("axis", 0)));
}

/// Pads of ONNX, [begin of each axis, end of each axis], as torch has them: pairs from the last axis on.
void pad(ImportStep &step)
{
    const Imported x = step.input(0);
    std::vector<std::int64_t> given =
        step.has(1) ? step.knownIntegers(1) : step.integers("pads").value_or(std::vector<std::int64_t>());
    std::vector<std::size_t> axes(x->rank());
    std::iota(axes.begin(), axes.end(), 0);
    if (step.has(3)) {
        axes.clear();
        for (const std::int64_t axis : step.knownIntegers(3))
            axes.push_back(axisIn(axis, x->rank()));
    }
    if (given.size() != 2 * axes.size())
        refuseBroken("The padding does not fit the operand.");
    std::vector<std::int64_t> pairs(2 * x->rank(), 0);
    Sizes shape = x->shape;
    for (std::size_t k = 0; k < axes.size(); ++k) {
        const std::size_t place = 2 * (x->rank() - 1 - axes[k]);
        pairs[place] = given[k];
        pairs[place + 1] = given[axes.size() + k];
        shape[axes[k]] = plus(shape[axes[k]], plus({given[k], false}, {given[axes.size() + k], false}));
    }
    while (pairs.size() >= 2 && pairs.back() == 0 && pairs[pairs.size() - 2] == 0)
        pairs.resize(pairs.size() - 2);
    if (pairs.empty())
        return step.give(x);
    const std::string mode = step.text("mode", "constant");
    std::vector<Operand> operands{{"self", x},
                                  {"pad", wholes(pairs)},
                                  {"mode", Argument(mode == "edge" ? std::string("replicate") : mode)}};
    if (step.has(2))
        operands.push_back({"value", Argument(step.knownNumber(2))});
    step.give(step.call("pad", std::move(operands), {shape, x->dtype}));
}

/// Both orders of depth: columns first is torch's pixel shuffle.
void depthToSpace(ImportStep &step)
{
    const Imported x = step.input(0);
    const std::int64_t block = step.integer("blocksize", 0);
    if (x->rank() != 4 || block < 1 || block > 4096)
        refuseBroken("The block size does not fit the operand.");
    const Size channels = over(x->shape[1], {block * block, false});
    const Sizes shape{x->shape[0], channels, times(x->shape[2], {block, false}),
                      times(x->shape[3], {block, false})};
    if (step.text("mode", "DCR") == "CRD")
        return step.give(
            step.call("pixel_shuffle", {{"self", x}, {"upscale_factor", whole(block)}}, {shape, x->dtype}));
    const Imported split =
        reshaped(step, x, {x->shape[0], {block, false}, {block, false}, channels, x->shape[2], x->shape[3]});
    step.give(reshaped(step, permuted(step, split, {0, 3, 4, 1, 5, 2}), shape));
}

void spaceToDepth(ImportStep &step)
{
    const Imported x = step.input(0);
    const std::int64_t block = step.integer("blocksize", 0);
    if (x->rank() != 4 || block < 1 || block > 4096)
        refuseBroken("The block size does not fit the operand.");
    const Size side{block, false}, rows = over(x->shape[2], side), columns = over(x->shape[3], side);
    const Imported split = reshaped(step, x, {x->shape[0], x->shape[1], rows, side, columns, side});
    step.give(reshaped(step, permuted(step, split, {0, 3, 5, 1, 2, 4}),
                       {x->shape[0], times(x->shape[1], {block * block, false}), rows, columns}));
}

} // namespace

void addMovementImports(ImportRules &rules)
{
    rules["Identity"] = identity;
    rules["Reshape"] = reshape;
    rules["Flatten"] = flatten;
    rules["Transpose"] = transpose;
    rules["Squeeze"] = squeeze;
    rules["Unsqueeze"] = unsqueeze;
    rules["Expand"] = expand;
    rules["Tile"] = tile;
    rules["Concat"] = concat;
    rules["Pad"] = pad;
    rules["DepthToSpace"] = depthToSpace;
    rules["SpaceToDepth"] = spaceToDepth;
}

} // namespace espalier::formats::onnx

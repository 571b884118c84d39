// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "model/trace/rules.h"

#include <algorithm>
#include <numeric>

namespace espalier::model::trace {

namespace {

/// Applies `move` to every layer of the first operand.
template <class Move>
std::vector<Layer> moved(Walk &walk, const Call &call, const Move &move)
{
    std::vector<Layer> result;
    for (const Layer &layer : walk.normalised(call.operand(0).layers))
        result.push_back(move(layer));
    return walk.varyingOnly(result);
}

bool pass(Walk &walk, Call &call)
{
    call.setLayers(walk.normalised(call.operand(0).layers));
    return true;
}

/// view, flatten, squeeze and everything else that keeps the elements in row-major order.
bool reshape(Walk &walk, Call &call)
{
    if (product(call.shape()) != product(call.operand(0).shape))
        return false;
    call.setLayers(moved(walk, call, [&](const Layer &layer) { return layer.reshaped(call.shape()); }));
    return true;
}

// Which indices of an inner axis live may depend on the outer one, so an inner axis may not come to lie outside: it is
// united over the outer axis first (tracer.md 4, order rule).
Layer permutedInOrder(Walk &walk, const Layer &layer, const std::vector<int> &order)
{
    AxisSet overtaken;
    for (const int outer : layer.varying().list())
        for (const int inner : layer.varying().list())
            if (inner > outer
                && std::find(order.begin(), order.end(), inner) < std::find(order.begin(), order.end(), outer))
                overtaken.add(outer);
    return walk.collapsed(layer, overtaken).permuted(order);
}

bool permuteBy(Walk &walk, Call &call, const std::vector<int> &order)
{
    call.setLayers(moved(walk, call, [&](const Layer &layer) { return permutedInOrder(walk, layer, order); }));
    return true;
}

std::vector<int> identityOrder(int dims)
{
    std::vector<int> order(static_cast<std::size_t>(dims));
    std::iota(order.begin(), order.end(), 0);
    return order;
}

int dimsOf(const Call &call) { return static_cast<int>(call.operand(0).shape.size()); }

bool permute(Walk &walk, Call &call)
{
    std::vector<int> order;
    for (const std::int64_t axis : call.integers("dims"))
        order.push_back(wrapAxis(axis, dimsOf(call)));
    return static_cast<int>(order.size()) == dimsOf(call) && permuteBy(walk, call, order);
}

bool swapTwo(Walk &walk, Call &call, int a, int b)
{
    std::vector<int> order = identityOrder(dimsOf(call));
    std::swap(order[static_cast<std::size_t>(a)], order[static_cast<std::size_t>(b)]);
    return permuteBy(walk, call, order);
}

bool transpose(Walk &walk, Call &call)
{
    const bool named = call.has("axis0"); // swapaxes
    return swapTwo(walk, call, call.axis(named ? "axis0" : "dim0", 0, dimsOf(call)),
                   call.axis(named ? "axis1" : "dim1", 1, dimsOf(call)));
}

bool transposeMatrix(Walk &walk, Call &call)
{
    const int dims = dimsOf(call);
    return dims < 2 ? pass(walk, call) : swapTwo(walk, call, dims - 2, dims - 1);
}

bool reverseAxes(Walk &walk, Call &call)
{
    std::vector<int> order = identityOrder(dimsOf(call));
    std::reverse(order.begin(), order.end());
    return permuteBy(walk, call, order);
}

bool moveAxis(Walk &walk, Call &call)
{
    const std::vector<std::int64_t> from = call.integers("source");
    const std::vector<std::int64_t> to = call.integers("destination");
    const int dims = dimsOf(call);
    std::vector<int> order(static_cast<std::size_t>(dims), -1);
    AxisSet placed;
    for (std::size_t i = 0; i < from.size(); ++i) {
        order[static_cast<std::size_t>(wrapAxis(to[i], dims))] = wrapAxis(from[i], dims);
        placed.add(wrapAxis(from[i], dims));
    }
    int next = 0;
    for (int &axis : order) {
        while (placed.has(next) && axis < 0)
            ++next;
        if (axis < 0)
            axis = next++;
    }
    return permuteBy(walk, call, order);
}

bool expand(Walk &walk, Call &call)
{
    const int missing = static_cast<int>(call.shape().size()) - dimsOf(call);
    call.setLayers(
        moved(walk, call, [&](const Layer &layer) { return layer.padded(missing).expanded(call.shape()); }));
    return true;
}

bool select(Walk &walk, Call &call)
{
    const int axis = call.axis("dim", 0, dimsOf(call));
    const std::int64_t size = call.operand(0).shape[static_cast<std::size_t>(axis)];
    const std::int64_t index = call.integer("index", 0);
    call.setLayers(moved(walk, call, [&](const Layer &layer) {
        return layer.selected(axis, index < 0 ? index + size : index).recompressed();
    }));
    return true;
}

bool slice(Walk &walk, Call &call)
{
    const int axis = call.axis("dim", 0, dimsOf(call));
    const std::int64_t size = call.operand(0).shape[static_cast<std::size_t>(axis)];
    std::int64_t start = call.integer("start", 0);
    start = std::clamp<std::int64_t>(start < 0 ? start + size : start, 0, size);
    const std::int64_t length = call.shape()[static_cast<std::size_t>(axis)];
    const std::int64_t step = call.op() == "narrow" ? 1 : call.integer("step", 1);
    call.setLayers(moved(walk, call, [&](const Layer &layer) {
        const Layer part = layer.narrowed(axis, start, length, step);
        return layer.varying().has(axis) ? part.recompressed() : part;
    }));
    return true;
}

/// split, chunk and their relatives: the sizes of the parts are those of the outputs.
bool split(Walk &walk, Call &call)
{
    const int axis = call.axis("dim", 0, dimsOf(call));
    std::int64_t start = 0;
    for (std::size_t i = 0; i < call.outputCount(); ++i) {
        const std::int64_t length = call.shape(i)[static_cast<std::size_t>(axis)];
        call.setLayers(moved(walk, call, [&](const Layer &layer) {
            const Layer part = layer.narrowed(axis, start, length);
            return layer.varying().has(axis) ? part.recompressed() : part;
        }), i);
        start += length;
    }
    return true;
}

bool unbind(Walk &walk, Call &call)
{
    const int axis = call.axis("dim", 0, dimsOf(call));
    for (std::size_t i = 0; i < call.outputCount(); ++i)
        call.setLayers(moved(walk, call, [&](const Layer &layer) {
            return layer.selected(axis, static_cast<std::int64_t>(i)).recompressed();
        }), i);
    return true;
}

/// Each position of `axis` followed (or the whole axis) `count` times.
Layer repeated(const Layer &layer, int axis, std::int64_t count, bool each)
{
    Shape split = layer.shape();
    const std::int64_t size = layer.size(axis);
    split.insert(split.begin() + axis + (each ? 1 : 0), 1);
    Shape wide = split;
    wide[static_cast<std::size_t>(axis + (each ? 1 : 0))] = count;
    Shape joined = layer.shape();
    joined[static_cast<std::size_t>(axis)] = size * count;
    return layer.reshaped(split).expanded(wide).reshaped(joined);
}

bool repeat(Walk &walk, Call &call)
{
    std::vector<std::int64_t> counts = call.integers(call.has("dims") ? "dims" : "repeats");
    const int missing = static_cast<int>(call.shape().size()) - dimsOf(call);
    if (counts.size() < call.shape().size())
        counts.insert(counts.begin(), call.shape().size() - counts.size(), 1);
    call.setLayers(moved(walk, call, [&](const Layer &layer) {
        Layer result = layer.padded(missing);
        for (int axis = 0; axis < result.dims(); ++axis)
            if (counts[static_cast<std::size_t>(axis)] != 1)
                result = repeated(result, axis, counts[static_cast<std::size_t>(axis)], false);
        return result;
    }));
    return true;
}

bool repeatInterleave(Walk &walk, Call &call)
{
    if (call.operands().size() != 1 || call.isNone("dim"))
        return false;
    const int axis = call.axis("dim", 0, dimsOf(call));
    const std::int64_t count = call.integer("repeats", 1);
    call.setLayers(moved(walk, call, [&](const Layer &layer) { return repeated(layer, axis, count, true); }));
    return true;
}

/// Windows that tile a channel axis are a view; overlapping ones would hold a channel more than once.
bool unfold(Walk &walk, Call &call)
{
    const int axis = call.axis("dimension", 0, dimsOf(call));
    const std::int64_t size = call.integer("size", 1);
    const std::int64_t step = call.integer("step", 1);
    const bool tiles = size == step && call.operand(0).shape[static_cast<std::size_t>(axis)] % size == 0;
    std::vector<Layer> result;
    for (const Layer &layer : walk.normalised(call.operand(0).layers)) {
        if (layer.varying().has(axis) && !tiles)
            walk.pin(layer, ESP_TR("Engine", "it is read in overlapping windows along its channels"));
        else
            result.push_back(layer.unfolded(axis, size, step));
    }
    call.setLayers(walk.varyingOnly(result));
    return true;
}

/// (…, C r r, H, W) to (…, C, H r, W r): the r r channels behind one become one class.
bool pixelShuffle(Walk &walk, Call &call)
{
    const Shape &from = call.operand(0).shape;
    const std::int64_t r = call.integer("upscale_factor", 1);
    const std::size_t c = from.size() - 3;
    Shape split(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(c));
    const int first = static_cast<int>(c);
    split.insert(split.end(), {from[c] / (r * r), r, r, from[c + 1], from[c + 2]});
    std::vector<int> order = identityOrder(static_cast<int>(split.size()));
    const std::vector<int> tail{first, first + 3, first + 1, first + 4, first + 2};
    std::copy(tail.begin(), tail.end(), order.begin() + first);
    call.setLayers(moved(walk, call, [&](const Layer &layer) {
        const Layer united = walk.collapsed(layer.reshaped(split), AxisSet::range(first + 1, first + 3));
        return permutedInOrder(walk, united, order).reshaped(call.shape());
    }));
    return true;
}

bool pixelUnshuffle(Walk &walk, Call &call)
{
    const Shape &from = call.operand(0).shape;
    const std::int64_t r = call.integer("downscale_factor", 1);
    const std::size_t c = from.size() - 3;
    Shape split(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(c));
    const int first = static_cast<int>(c);
    split.insert(split.end(), {from[c], from[c + 1] / r, r, from[c + 2] / r, r});
    std::vector<int> order = identityOrder(static_cast<int>(split.size()));
    const std::vector<int> tail{first, first + 2, first + 4, first + 1, first + 3};
    std::copy(tail.begin(), tail.end(), order.begin() + first);
    call.setLayers(moved(walk, call, [&](const Layer &layer) {
        return permutedInOrder(walk, layer.reshaped(split), order).reshaped(call.shape());
    }));
    return true;
}

} // namespace

void addMovementRules(RuleTable &table)
{
    for (const char *op : {"contiguous", "clone", "alias", "detach", "to", "_to_copy", "lift_fresh_copy", "lift_fresh",
                           "positive", "requires_grad", "_assert_tensor_metadata", "cpu", "float", "half"})
        table[op] = pass;
    for (const char *op : {"view", "reshape", "_unsafe_view", "flatten", "unflatten", "squeeze", "unsqueeze",
                           "view_as", "reshape_as", "ravel"})
        table[op] = reshape;
    table["permute"] = permute;
    for (const char *op : {"transpose", "swapaxes", "swapdims"})
        table[op] = transpose;
    table["t"] = transposeMatrix;
    table["mT"] = transposeMatrix;
    table["numpy_T"] = reverseAxes;
    table["movedim"] = moveAxis;
    table["moveaxis"] = moveAxis;
    for (const char *op : {"expand", "expand_as", "broadcast_to"})
        table[op] = expand;
    table["select"] = select;
    table["slice"] = slice;
    table["narrow"] = slice;
    for (const char *op : {"split", "split_with_sizes", "chunk", "tensor_split", "unsafe_split", "unsafe_chunk"})
        table[op] = split;
    table["unbind"] = unbind;
    table["repeat"] = repeat;
    table["tile"] = repeat;
    table["repeat_interleave"] = repeatInterleave;
    table["unfold"] = unfold;
    table["pixel_shuffle"] = pixelShuffle;
    table["pixel_unshuffle"] = pixelUnshuffle;
}

} // namespace espalier::model::trace

// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/import_rules.h"

#include "base/text.h"
#include "formats/onnx/refusal.h"
#include "formats/onnx/size_math.h"
#include "model/host_values.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <optional>

namespace espalier::formats::onnx {

namespace {

using graph::Argument;
using graph::DType;
using graph::Size;
using graph::Sizes;

Argument axisArgument(std::size_t axis)
{
    return whole(static_cast<std::int64_t>(axis));
}

Sizes without(Sizes shape, std::size_t axis)
{
    shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(axis));
    return shape;
}

Sizes replaced(Sizes shape, std::size_t axis, Size size)
{
    shape[axis] = size;
    return shape;
}

Imported selected(ImportStep &step, const Imported &x, std::size_t axis, Size index)
{
    return step.call("select.int", {{"self", x}, {"dim", axisArgument(axis)}, {"index", Argument(index)}},
                     {without(x->shape, axis), x->dtype});
}

/// The table that reads a flattened tensor from its beginning to its end, whatever the batch.
bool isWhole(const Imported &x, const Imported &index)
{
    if (x->rank() != 1 || !index->isKnown())
        return false;
    for (std::size_t probe = 0; probe < probeBatches.size(); ++probe) {
        const auto places = model::hostValues<std::int64_t>(index->known[probe]);
        if (static_cast<std::int64_t>(places.size()) != x->shape[0].at(probeBatches[probe]))
            return false;
        for (std::size_t i = 0; i < places.size(); ++i)
            if (places[i] != static_cast<std::int64_t>(i))
                return false;
    }
    return true;
}

/// Places counted from the end as places counted from the beginning.
Imported positive(ImportStep &step, const Imported &index, Size size)
{
    const at::Tensor places = step.import().contentOf(index);
    if (!places.defined() || size.timesBatch)
        refuse("It reads places that depend on the batch.");
    const Imported plain =
        step.import().makeKnown(at::where(places.lt(0), places.add(size.constant), places).to(at::kLong), {});
    plain->name = index->name;
    return plain;
}

void gatherFromTable(ImportStep &step, const Imported &x, const Imported &index, std::size_t axis)
{
    Sizes shape(x->shape.begin(), x->shape.begin() + static_cast<std::ptrdiff_t>(axis));
    shape.insert(shape.end(), index->shape.begin(), index->shape.end());
    shape.insert(shape.end(), x->shape.begin() + static_cast<std::ptrdiff_t>(axis) + 1, x->shape.end());
    if (!index->isKnown()) {
        if (axis != 0 || x->rank() != 2)
            refuse("Places that the network computes are read in tables of rows only.");
        return step.give(step.call("embedding", {{"weight", step.own(0, "weight")}, {"indices", index}},
                                   {shape, x->dtype}));
    }
    const Imported places = positive(step, index, x->shape[axis]);
    if (places->rank() == 1)
        return step.give(step.call("index_select",
                                   {{"self", x}, {"dim", axisArgument(axis)}, {"index", places}},
                                   {shape, x->dtype}));
    std::vector<Imported> indices(axis, nullptr);
    indices.push_back(places);
    step.give(step.call("index.Tensor", {{"self", x}, {"indices", indices}}, {shape, x->dtype}));
}

void gather(ImportStep &step)
{
    const Imported x = step.input(0), index = step.input(1);
    const std::size_t axis = axisIn(step.integer("axis", 0), x->rank());
    if (isWhole(x, index))
        return step.give(reshaped(step, x, index->shape));
    if (index->rank() == 0 && index->isKnown())
        return step.give(selected(step, x, axis, step.knownSizes(1).at(0)));
    gatherFromTable(step, x, index, axis);
}

/// One table of places per leading axis, from a table of tuples of places.
std::vector<Imported> tuples(ImportStep &step, const Imported &index)
{
    const Size count = index->shape.back();
    if (!index->isKnown() || count.timesBatch || count.constant > 64)
        refuse("It reads or writes places that the network computes.");
    std::vector<Imported> places;
    for (std::int64_t i = 0; i < count.constant; ++i)
        places.push_back(selected(step, index, index->rank() - 1, {i, false}));
    return places;
}

void gatherNd(ImportStep &step)
{
    const Imported x = step.input(0), index = step.input(1);
    if (step.integer("batch_dims", 0) != 0 || index->rank() == 0)
        refuse("Only GatherND over all axes is read.");
    const std::vector<Imported> places = tuples(step, index);
    if (places.size() > x->rank())
        refuseBroken("Places have more axes than the table.");
    Sizes shape(index->shape.begin(), index->shape.end() - 1);
    shape.insert(shape.end(), x->shape.begin() + static_cast<std::ptrdiff_t>(places.size()), x->shape.end());
    step.give(step.call("index.Tensor", {{"self", x}, {"indices", places}}, {shape, x->dtype}));
}

struct Range
{
    Size begin, end;
    std::int64_t step = 1;
};

/// [begin, end) of an axis as it is after clamping, with negative places counted from the end.
Range clamped(Range range, Size size)
{
    const auto place = [&](Size at) {
        if (at.constant < 0 && !at.timesBatch)
            at = at.constant <= -size.constant && !size.timesBatch ? Size{0, false} : plus(at, size);
        const bool beyond = at.timesBatch == size.timesBatch ? at.constant > size.constant
                                                             : at.constant > (std::int64_t{1} << 30);
        return beyond ? size : at;
    };
    const auto begin = range.begin.constant < -(std::int64_t{1} << 30) ? Size{0, false} : place(range.begin);
    return {begin, place(range.end.constant > (std::int64_t{1} << 40) ? size : range.end), range.step};
}

Imported sliced(ImportStep &step, const Imported &x, std::size_t axis, const Range &given)
{
    const Size size = x->shape[axis];
    if (given.step == -1 && !size.timesBatch &&
        (given.begin.constant == -1 || given.begin.constant >= size.constant - 1) &&
        given.end.constant < -size.constant)
        return step.call("flip", {{"self", x}, {"dims", wholes({static_cast<std::int64_t>(axis)})}}, x);
    if (given.step < 1)
        refuse("A slice runs backwards.");
    if (given.step > longestAxis)
        refuseBroken("A slice takes steps beyond any tensor.");
    const Range range = clamped(given, size);
    if (range.begin == Size{0, false} && range.end == size && range.step == 1)
        return x;
    Size length = plus(range.end, {-range.begin.constant, range.begin.timesBatch});
    if (length.timesBatch && range.step != 1)
        refuse("A slice steps through the batch.");
    length.constant = std::max<std::int64_t>(0, (length.constant + range.step - 1) / range.step);
    return step.call("slice.Tensor",
                     {{"self", x},
                      {"dim", axisArgument(axis)},
                      {"start", Argument(range.begin)},
                      {"end", Argument(range.end)},
                      {"step", whole(range.step)}},
                     {replaced(x->shape, axis, length), x->dtype});
}

/// The first of `count` places that follow each other along axis 0; nothing if they don't.
std::optional<std::int64_t> runOfPlaces(ImportStep &step, const Imported &index)
{
    const at::Tensor table = step.import().contentOf(index);
    if (!table.defined() || index->rank() != 2 || index->shape.back() != Size{1, false} || table.numel() == 0)
        return std::nullopt;
    const auto places = model::hostValues<std::int64_t>(table);
    if (places[0] < 0 || places[0] > longestAxis)
        return std::nullopt;
    for (std::size_t i = 1; i < places.size(); ++i)
        if (places[i] != places[0] + static_cast<std::int64_t>(i))
            return std::nullopt;
    return places[0];
}

/// Rows in between replaced: what is before them, the new ones, what is behind.
void giveWithRows(ImportStep &step, const Imported &x, const Imported &rows, std::int64_t begin)
{
    const Size size = x->shape[0];
    const std::int64_t end = begin + rows->shape[0].constant;
    if (size.timesBatch || rows->shape[0].timesBatch || end > size.constant)
        refuseBroken("It writes beyond the tensor.");
    std::vector<Imported> parts{sliced(step, x, 0, {{0, false}, {begin, false}, 1}), rows,
                                sliced(step, x, 0, {{end, false}, size, 1})};
    std::erase_if(parts, [](const Imported &part) { return part->shape[0].constant == 0; });
    step.give(step.call("cat", {{"tensors", parts}, {"dim", whole(0)}}, x));
}

void scatterNd(ImportStep &step)
{
    const Imported x = step.input(0), index = step.input(1), updates = step.input(2);
    if (step.text("reduction", "none") != "none" || index->rank() == 0 || x->rank() == 0)
        refuse("Only ScatterND that replaces is read.");
    const auto begin = runOfPlaces(step, index);
    if (begin && updates->rank() == x->rank())
        return giveWithRows(step, x, updates, *begin);
    step.give(
        step.call("index_put", {{"self", x}, {"indices", tuples(step, index)}, {"values", updates}}, x));
}

void gatherElements(ImportStep &step)
{
    const Imported x = step.input(0), index = step.input(1);
    const std::size_t axis = axisIn(step.integer("axis", 0), x->rank());
    step.give(step.call("gather", {{"self", x}, {"dim", axisArgument(axis)}, {"index", index}},
                        {index->shape, x->dtype}));
}

void slice(ImportStep &step)
{
    Imported x = step.input(0);
    const Sizes starts = step.knownSizes(1), ends = step.knownSizes(2);
    std::vector<std::int64_t> axes, steps(starts.size(), 1);
    for (std::size_t i = 0; i < starts.size(); ++i)
        axes.push_back(static_cast<std::int64_t>(i));
    if (step.has(3))
        axes = step.knownIntegers(3);
    if (step.has(4))
        steps = step.knownIntegers(4);
    if (ends.size() != starts.size() || axes.size() != starts.size() || steps.size() != starts.size())
        refuseBroken("Starts, ends, axes and steps are not equally many.");
    for (std::size_t i = 0; i < starts.size(); ++i)
        x = sliced(step, x, axisIn(axes[i], x->rank()), {starts[i], ends[i], steps[i]});
    step.give(x);
}

std::vector<Imported> splitInto(ImportStep &step, const Imported &x, std::size_t axis, const Sizes &sizes)
{
    Size total{0, false};
    std::vector<Outcome> outcomes;
    for (const Size &size : sizes) {
        total = plus(total, size);
        outcomes.push_back({replaced(x->shape, axis, size), x->dtype});
    }
    if (total != x->shape[axis])
        refuseBroken("The parts do not add up to the whole.");
    if (sizes.size() == 1)
        return {x};
    return step.calls("split_with_sizes",
                      {{"self", x}, {"split_sizes", Argument(sizes)}, {"dim", axisArgument(axis)}}, outcomes);
}

/// `chunk` elements each, the last part what is left.
Sizes chunks(Size whole, std::int64_t chunk)
{
    if (whole.timesBatch || chunk < 1 || whole.constant / chunk > 100'000)
        refuse("The batch is split, or into too many parts.");
    Sizes sizes;
    for (std::int64_t left = whole.constant; left > 0; left -= chunk)
        sizes.push_back({std::min(left, chunk), false});
    return sizes;
}

void split(ImportStep &step)
{
    const Imported x = step.input(0);
    const std::size_t axis = axisIn(step.integer("axis", 0), x->rank());
    Sizes sizes;
    if (step.has(1)) {
        sizes = step.knownSizes(1);
    } else {
        const auto parts = static_cast<std::int64_t>(step.node().outputs.size());
        if (parts < 1)
            refuseBroken("It has no outputs.");
        sizes = chunks(x->shape[axis], (x->shape[axis].constant + parts - 1) / parts);
    }
    const std::vector<Imported> parts = splitInto(step, x, axis, sizes);
    for (std::size_t i = 0; i < parts.size(); ++i)
        step.give(parts[i], i);
}

void splitToSequence(ImportStep &step)
{
    const Imported x = step.input(0);
    const std::size_t axis = axisIn(step.integer("axis", 0), x->rank());
    const bool given = step.has(1);
    const Sizes sizes = !given ? chunks(x->shape[axis], 1)
                        : step.input(1)->rank() == 0
                            ? chunks(x->shape[axis], step.knownSizes(1).at(0).constant)
                            : step.knownSizes(1);
    auto sequence = std::make_shared<ImportedValue>();
    for (const Imported &part : splitInto(step, x, axis, sizes)) {
        const bool keeps = given || step.integer("keepdims", 1) != 0;
        sequence->parts.push_back(keeps ? part : selected(step, part, axis, {0, false}));
    }
    step.give(sequence);
}

void sequenceAt(ImportStep &step)
{
    const Imported sequence = step.input(0);
    const std::vector<std::int64_t> place = step.knownIntegers(1);
    if (place.size() != 1 || sequence->parts.empty())
        refuseBroken("It takes an element of what is no sequence.");
    step.give(sequence->parts[axisIn(place.front(), sequence->parts.size())]);
}

void sequenceConstruct(ImportStep &step)
{
    auto sequence = std::make_shared<ImportedValue>();
    sequence->parts = step.inputs();
    step.give(sequence);
}

void triangle(ImportStep &step)
{
    const Imported x = step.input(0);
    const std::int64_t diagonal = step.has(1) ? step.knownIntegers(1).at(0) : 0;
    step.give(step.call(step.integer("upper", 1) ? "triu" : "tril",
                        {{"self", x}, {"diagonal", whole(diagonal)}}, x));
}

} // namespace

void addSelectionImports(ImportRules &rules)
{
    rules["Gather"] = gather;
    rules["GatherND"] = gatherNd;
    rules["GatherElements"] = gatherElements;
    rules["ScatterND"] = scatterNd;
    rules["Slice"] = slice;
    rules["Split"] = split;
    rules["SplitToSequence"] = splitToSequence;
    rules["SequenceAt"] = sequenceAt;
    rules["SequenceConstruct"] = sequenceConstruct;
    rules["Trilu"] = triangle;
}

} // namespace espalier::formats::onnx

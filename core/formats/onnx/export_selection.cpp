// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/export_rules.h"

#include "formats/onnx/refusal.h"
#include "formats/onnx/size_math.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace espalier::formats::onnx {

namespace {

using graph::DType;
using graph::Size;
using graph::Sizes;
using graph::ValueId;

/// Parts of an axis, as long as the results are.
Names split(ExportStep &step, std::size_t axis)
{
    std::vector<std::int64_t> sizes;
    for (std::size_t i = 0; i < step.node().outputs.size(); ++i) {
        const Sizes &shape = step.result(i).shape;
        if (axis >= shape.size() || shape[axis].timesBatch)
            refuse("The batch is split.");
        sizes.push_back(shape[axis].constant);
    }
    return step.out().emit("Split", {step.in("self"), step.out().integers(sizes)},
                           {attribute("axis", static_cast<std::int64_t>(axis))}, sizes.size());
}

void splitAxis(ExportStep &step)
{
    const Names parts = split(step, step.axis("dim", 0, step.rank("self")));
    for (std::size_t i = 0; i < parts.size(); ++i)
        step.give(parts[i], i);
}

void unbind(ExportStep &step)
{
    const std::size_t axis = step.axis("dim", 0, step.rank("self"));
    const std::vector<std::int64_t> ones(step.node().outputs.size(), 1);
    const auto along = static_cast<std::int64_t>(axis);
    const Names parts = step.out().emit("Split", {step.in("self"), step.out().integers(ones)},
                                        {attribute("axis", along)}, ones.size());
    for (std::size_t i = 0; i < parts.size(); ++i)
        step.give(step.emit("Squeeze", {parts[i], step.out().integers({along})}), i);
}

std::string wholeNumber(ExportStep &step, std::int64_t value)
{
    return step.number(static_cast<double>(value), DType::Int64);
}

void select(ExportStep &step)
{
    const std::size_t axis = step.axis("dim", 0, step.rank("self"));
    const Size size = step.value("self").shape[axis];
    std::int64_t index = step.integer("index", 0);
    if (index < 0 && !size.timesBatch)
        index += size.constant;
    step.give(step.emit("Gather", {step.in("self"), wholeNumber(step, index)},
                        {attribute("axis", static_cast<std::int64_t>(axis))}));
}

std::string sizeArgument(ExportStep &step, const char *name, std::int64_t fallback)
{
    const graph::Argument *argument = step.node().find(name);
    const auto *size = argument ? std::get_if<Size>(argument) : nullptr;
    return size && size->timesBatch ? step.out().sizes({*size})
                                    : step.out().integers({step.integer(name, fallback)});
}

void slice(ExportStep &step)
{
    GraphExport &out = step.out();
    const auto axis = static_cast<std::int64_t>(step.axis("dim", 0, step.rank("self")));
    Names inputs{step.in("self"), sizeArgument(step, "start", 0), sizeArgument(step, "end", INT64_MAX),
                 out.integers({axis})};
    if (const std::int64_t every = step.integer("step", 1); every != 1)
        inputs.push_back(out.integers({every}));
    step.give(step.emit("Slice", inputs));
}

void narrow(ExportStep &step)
{
    GraphExport &out = step.out();
    const std::size_t axis = step.axis("dim", 0, step.rank("self"));
    const std::int64_t start = step.integer("start", 0), length = step.integer("length", 0);
    step.give(step.emit("Slice", {step.in("self"), out.integers({start}), out.integers({start + length}),
                                  out.integers({static_cast<std::int64_t>(axis)})}));
}

void indexSelect(ExportStep &step)
{
    const auto axis = static_cast<std::int64_t>(step.axis("dim", 0, step.rank("self")));
    step.give(step.emit("Gather", {step.in("self"), step.in("index")}, {attribute("axis", axis)}));
}

void gather(ExportStep &step)
{
    const auto axis = static_cast<std::int64_t>(step.axis("dim", 0, step.rank("self")));
    step.give(step.emit("GatherElements", {step.in("self"), step.in("index")}, {attribute("axis", axis)}));
}

struct Indexed
{
    std::size_t first = 0; ///< axis
    std::vector<ValueId> tables;
};

/// Tables of whole numbers for neighbouring axes.
Indexed indexedAxes(ExportStep &step)
{
    const graph::Argument *argument = step.node().find("indices");
    const auto *given = argument ? std::get_if<std::vector<ValueId>>(argument) : nullptr;
    if (!given)
        step.refuseArgument("indices");
    Indexed out;
    for (std::size_t i = 0; i < given->size(); ++i) {
        if (!(*given)[i].isValid())
            continue;
        const DType type = step.out().graph().value((*given)[i]).dtype;
        if (out.tables.empty())
            out.first = i;
        if (i != out.first + out.tables.size() || (type != DType::Int64 && type != DType::Int32))
            step.refuseArgument("indices");
        out.tables.push_back((*given)[i]);
    }
    if (out.tables.empty())
        step.refuseArgument("indices");
    return out;
}

/// Several tables at once, as tuples of places along a last axis; constants only, since ONNX does not
/// broadcast them.
std::string tuples(ExportStep &step, const Indexed &indexed)
{
    std::vector<at::Tensor> tables;
    for (const ValueId id : indexed.tables) {
        const at::Tensor table = step.out().constantOf(id);
        if (!table.defined())
            step.refuseArgument("indices");
        tables.push_back(table.to(at::kLong));
    }
    return step.out().constant(at::stack(at::broadcast_tensors(tables), -1));
}

void index(ExportStep &step)
{
    const Indexed indexed = indexedAxes(step);
    if (indexed.tables.size() == 1)
        return step.give(step.emit("Gather", {step.in("self"), step.out().nameOf(indexed.tables[0])},
                                   {attribute("axis", static_cast<std::int64_t>(indexed.first))}));
    if (indexed.first != 0)
        step.refuseArgument("indices");
    step.give(step.emit("GatherND", {step.in("self"), tuples(step, indexed)}));
}

void cumulativeSum(ExportStep &step)
{
    const auto axis = static_cast<std::int64_t>(step.axis("dim", 0, step.rank("self")));
    step.give(step.emit("CumSum", {step.in("self"), wholeNumber(step, axis)}));
}

void triangle(ExportStep &step)
{
    step.give(step.emit("Trilu", {step.in("self"), wholeNumber(step, step.integer("diagonal", 0))},
                        {attribute("upper", std::int64_t{step.op() == "triu"})}));
}

} // namespace

void addSelectionExports(ExportRules &rules)
{
    for (const char *name :
         {"split", "split_with_sizes", "chunk", "tensor_split", "unsafe_split", "unsafe_chunk"})
        rules[name] = splitAxis;
    rules["unbind"] = unbind;
    rules["select"] = select;
    rules["slice"] = slice;
    rules["narrow"] = narrow;
    rules["index_select"] = indexSelect;
    rules["gather"] = gather;
    rules["index"] = index;
    rules["cumsum"] = cumulativeSum;
    rules["triu"] = triangle;
    rules["tril"] = triangle;
}

} // namespace espalier::formats::onnx

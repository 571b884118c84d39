// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/export_views.h"

#include "formats/onnx/refusal.h"
#include "formats/onnx/size_math.h"

#include <algorithm>
#include <set>

namespace espalier::formats::onnx {

namespace {

using graph::Size;
using graph::ValueId;

std::string part(ExportStep &step, const std::string &base, std::int64_t axis, std::int64_t begin,
                 std::int64_t end)
{
    GraphExport &out = step.out();
    return step.emit("Slice", {base, out.integers({begin}), out.integers({end}), out.integers({axis})});
}

/// `base` with [begin, end) of `axis` replaced.
std::string replaced(ExportStep &step, const std::string &changed, std::size_t axis, std::int64_t begin,
                     std::int64_t end)
{
    const std::string base = step.in("self");
    const Size size = step.value("self").shape[axis];
    if (size.timesBatch)
        refuse("A part of the batch is changed in place.");
    const auto along = static_cast<std::int64_t>(axis);
    Names parts;
    if (begin > 0)
        parts.push_back(part(step, base, along, 0, begin));
    parts.push_back(changed);
    if (end < size.constant)
        parts.push_back(part(step, base, along, end, size.constant));
    return parts.size() == 1 ? changed : step.emit("Concat", parts, {attribute("axis", along)});
}

std::string withSlice(ExportStep &step, const std::string &changed)
{
    const std::size_t axis = step.axis("dim", 0, step.rank("self"));
    const std::int64_t size = step.value("self").shape[axis].constant;
    if (step.integer("step", 1) != 1)
        step.refuseArgument("step");
    if (step.integer("start", 0) == 0 && step.integer("end", INT64_MAX) == INT64_MAX)
        return changed; // all of the axis, the batch's too
    const auto place = [size](std::int64_t at) {
        return std::clamp<std::int64_t>(at < 0 ? at + size : at, 0, size);
    };
    return replaced(step, changed, axis, place(step.integer("start", 0)),
                    place(step.integer("end", INT64_MAX)));
}

std::string withSelection(ExportStep &step, const std::string &changed)
{
    const std::size_t axis = step.axis("dim", 0, step.rank("self"));
    const std::int64_t size = step.value("self").shape[axis].constant, at = step.integer("index", 0);
    const std::string whole =
        step.emit("Unsqueeze", {changed, step.out().integers({static_cast<std::int64_t>(axis)})});
    return replaced(step, whole, axis, at < 0 ? at + size : at, (at < 0 ? at + size : at) + 1);
}

/// What the base of a view becomes; empty if the call makes no view.
std::string changedBase(ExportStep &step, const std::string &changed)
{
    static const std::set<std::string> shapes{"view",    "reshape",   "flatten", "unflatten",
                                              "squeeze", "unsqueeze", "alias",   "detach"};
    const std::string op = step.op();
    if (op == "slice")
        return withSlice(step, changed);
    if (op == "select")
        return withSelection(step, changed);
    if (shapes.contains(op))
        return step.reshaped(changed, step.value("self").shape);
    if (op == "permute" || op == "transpose" || op == "expand" || op == "t" ||
        op.find("split") != std::string::npos || op == "chunk" || op == "unbind")
        refuse("A value is changed in place through a view of the kind " + op + ".");
    return {};
}

} // namespace

void writeBack(GraphExport &out, ValueId view)
{
    const graph::Graph &graph = out.graph();
    while (graph.value(view).producer.isValid()) {
        ExportStep step(out, graph.node(graph.value(view).producer));
        const ValueId base = step.node().tensor("self");
        const std::string changed = base.isValid() ? changedBase(step, out.nameOf(view)) : std::string();
        if (changed.empty())
            return;
        out.bind(base, changed);
        view = base;
    }
}

} // namespace espalier::formats::onnx

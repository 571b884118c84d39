// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/surgery/rewrite.h"

#include "base/text.h"
#include "model/surgery/select.h"
#include "model/trace/call.h"
#include "model/trace/indexing.h"

#include <ATen/ATen.h>

#include <cmath>
#include <unordered_map>

namespace espalier::model::surgery {

using graph::Argument;
using graph::NodeId;
using graph::Size;
using graph::Sizes;
using graph::ValueId;
using trace::shortName;

namespace {

/// One node while its arguments are rewritten.
class Rewriting {
public:
    Rewriting(const Shrinkage &shrinkage, NodeId id)
        : m_shrinkage(shrinkage), m_id(id), m_old(shrinkage.graph().node(id)), m_result{m_old, {}, {}}
    {
    }

    const graph::Node &node() const { return m_old; }
    const Shrinkage &shrinkage() const { return m_shrinkage; }
    graph::Node &changed() { return m_result.node; }
    RewrittenNode &result() { return m_result; }
    RewrittenNode take() { return std::move(m_result); }

    ValueId first() const
    {
        for (const graph::NamedArgument &argument : m_old.arguments)
            if (const auto *id = std::get_if<ValueId>(&argument.value))
                return *id;
        return {};
    }
    const ValueCut &input() const { return m_shrinkage.of(first()); }
    const ValueCut &output(std::size_t index = 0) const { return m_shrinkage.of(m_old.outputs[index]); }
    std::optional<std::int64_t> livingGroups() const { return m_shrinkage.livingGroups(m_id); }

    std::int64_t integer(const char *name, std::int64_t otherwise) const
    {
        const Argument *argument = m_old.find(name);
        const auto *size = argument ? std::get_if<Size>(argument) : nullptr;
        return size ? size->at(trace::tracedBatch) : otherwise;
    }

    int axis(const char *name, int otherwise) const
    {
        return trace::wrapAxis(integer(name, otherwise), static_cast<int>(input().oldShape().size()));
    }

    void set(const std::string &name, Argument value)
    {
        for (graph::NamedArgument &argument : m_result.node.arguments) {
            if (argument.name == name) {
                argument.value = std::move(value);
                return;
            }
        }
        m_result.node.arguments.push_back({name, std::move(value)});
    }

    void setInteger(const std::string &name, std::int64_t value) { set(name, Size{value, false}); }

    void become(const std::string &op, std::vector<graph::NamedArgument> arguments)
    {
        m_result.node.op = op;
        m_result.node.overload.clear();
        m_result.node.arguments = std::move(arguments);
    }

    void becomeIndexSelect(int axis, const std::vector<std::int64_t> &indices)
    {
        become("aten::index_select", {{"self", first()}, {"dim", Size{axis, false}}});
        m_result.constants.push_back({"index", -1, indexTensor(indices)});
    }

private:
    const Shrinkage &m_shrinkage;
    NodeId m_id;
    const graph::Node &m_old;
    RewrittenNode m_result;
};

using Rule = void (*)(Rewriting &);

/// Old positions of an axis as ranks among the kept ones; lost positions drop out.
std::vector<std::int64_t> ranksOf(const ValueCut &cut, int axis, const std::vector<std::int64_t> &positions)
{
    std::vector<std::int64_t> rankOf(static_cast<std::size_t>(cut.oldShape()[static_cast<std::size_t>(axis)]), -1);
    std::int64_t next = 0;
    for (const std::int64_t kept : cut.kept(axis))
        rankOf[static_cast<std::size_t>(kept)] = next++;
    std::vector<std::int64_t> ranks;
    for (const std::int64_t position : positions)
        if (const std::int64_t rank = rankOf[static_cast<std::size_t>(position)]; rank >= 0)
            ranks.push_back(rank);
    return ranks;
}

/// `sizes`, one per axis of `cut` from `firstAxis` on, with the entries of changed axes replaced; -1 (inferred) stays.
Sizes fitted(Sizes sizes, const ValueCut &cut, std::size_t firstAxis)
{
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const std::int64_t before = cut.oldShape()[firstAxis + i], after = cut.newShape()[firstAxis + i];
        if (before == after || sizes[i] == Size{-1, false})
            continue;
        sizes[i].constant = sizes[i].timesBatch ? sizes[i].constant * after / before : after;
    }
    return sizes;
}

void fitSizes(Rewriting &rewriting)
{
    for (const char *name : {"size", "shape"}) {
        const Argument *argument = rewriting.node().find(name);
        if (const auto *sizes = argument ? std::get_if<Sizes>(argument) : nullptr)
            rewriting.set(name, fitted(*sizes, rewriting.output(), 0));
    }
}

// Strides may come out differently for other sizes (attention kernels), so what was a view may need a copy.
void fitView(Rewriting &rewriting)
{
    const Argument *argument = rewriting.node().find("size");
    const auto *sizes = argument ? std::get_if<Sizes>(argument) : nullptr;
    if (!sizes || !(rewriting.input().isCut() || rewriting.output().isCut()))
        return;
    rewriting.become("aten::reshape", {{"self", rewriting.first()}, {"shape", fitted(*sizes, rewriting.output(), 0)}});
}

void fitUnflatten(Rewriting &rewriting)
{
    const Argument *argument = rewriting.node().find("sizes");
    if (const auto *sizes = argument ? std::get_if<Sizes>(argument) : nullptr)
        rewriting.set("sizes", fitted(*sizes, rewriting.output(), static_cast<std::size_t>(rewriting.axis("dim", 0))));
}

void fitSplit(Rewriting &rewriting)
{
    const int axis = rewriting.axis("dim", 0);
    if (!rewriting.input().isCut(axis))
        return;
    Sizes sizes;
    for (std::size_t i = 0; i < rewriting.node().outputs.size(); ++i)
        sizes.push_back({rewriting.output(i).newShape()[static_cast<std::size_t>(axis)], false});
    rewriting.become("aten::split_with_sizes",
                     {{"self", rewriting.first()}, {"split_sizes", sizes}, {"dim", Size{axis, false}}});
}

void fitSlice(Rewriting &rewriting)
{
    const int axis = rewriting.axis("dim", 0);
    const ValueCut &input = rewriting.input();
    if (!input.isCut(axis))
        return;
    const std::int64_t size = input.oldShape()[static_cast<std::size_t>(axis)];
    std::int64_t start = rewriting.integer("start", 0);
    start = std::clamp<std::int64_t>(start < 0 ? start + size : start, 0, size);
    const std::int64_t length = rewriting.output().oldShape()[static_cast<std::size_t>(axis)];
    const std::int64_t step = rewriting.integer("step", 1);
    if (step == 1) {
        const std::int64_t first = input.keptBefore(axis, start);
        const std::int64_t newLength = rewriting.output().newShape()[static_cast<std::size_t>(axis)];
        rewriting.setInteger("start", first);
        if (rewriting.node().find("length"))
            rewriting.setInteger("length", newLength);
        else
            rewriting.setInteger("end", first + newLength);
        return;
    }
    std::vector<std::int64_t> positions;
    for (std::int64_t i = 0; i < length; ++i)
        positions.push_back(start + i * step);
    rewriting.becomeIndexSelect(axis, ranksOf(input, axis, positions));
}

void fitSelect(Rewriting &rewriting)
{
    const int axis = rewriting.axis("dim", 0);
    const ValueCut &input = rewriting.input();
    const std::int64_t index = rewriting.integer("index", 0);
    const std::int64_t size = input.oldShape()[static_cast<std::size_t>(axis)];
    if (input.isCut(axis))
        rewriting.setInteger("index", input.keptBefore(axis, index < 0 ? index + size : index));
}

void fitGroups(Rewriting &rewriting)
{
    if (const auto groups = rewriting.livingGroups())
        rewriting.setInteger(rewriting.node().find("num_groups") ? "num_groups" : "groups", *groups);
}

void fitNormalizedShape(Rewriting &rewriting)
{
    const Argument *argument = rewriting.node().find("normalized_shape");
    const auto *sizes = argument ? std::get_if<Sizes>(argument) : nullptr;
    if (!sizes)
        return;
    const std::size_t first = rewriting.output().oldShape().size() - sizes->size();
    rewriting.set("normalized_shape", fitted(*sizes, rewriting.output(), first));
}

// The default scale follows the size of the heads, so the old one is written down.
void fitAttention(Rewriting &rewriting)
{
    const ValueCut &query = rewriting.shrinkage().of(rewriting.node().tensor("query"));
    const Argument *scale = rewriting.node().find("scale");
    const bool isGiven = scale && !std::holds_alternative<std::monostate>(*scale);
    if (!isGiven && query.newShape().back() != query.oldShape().back())
        rewriting.set("scale", 1.0 / std::sqrt(static_cast<double>(query.oldShape().back())));
}

void fitRoll(Rewriting &rewriting)
{
    const Argument *shiftsArgument = rewriting.node().find("shifts"), *dimsArgument = rewriting.node().find("dims");
    const auto *shifts = shiftsArgument ? std::get_if<Sizes>(shiftsArgument) : nullptr;
    const auto *dims = dimsArgument ? std::get_if<Sizes>(dimsArgument) : nullptr;
    if (!shifts || !dims || shifts->size() != dims->size())
        return;
    Sizes fittedShifts = *shifts;
    const ValueCut &input = rewriting.input();
    for (std::size_t i = 0; i < dims->size(); ++i) {
        const int axis = trace::wrapAxis((*dims)[i].constant, static_cast<int>(input.oldShape().size()));
        if (!input.isCut(axis))
            continue;
        const std::int64_t size = input.oldShape()[static_cast<std::size_t>(axis)];
        const std::int64_t shift = (((*shifts)[i].constant % size) + size) % size;
        fittedShifts[i] = {input.keptBefore(axis, size) - input.keptBefore(axis, size - shift), false};
    }
    rewriting.set("shifts", fittedShifts);
}

void fitUnfold(Rewriting &rewriting)
{
    const ValueCut &output = rewriting.output();
    if (output.newShape().back() == output.oldShape().back())
        return;
    rewriting.setInteger("size", output.newShape().back());
    rewriting.setInteger("step", output.newShape().back());
}

/// Padding stays as wide as it was; where it crops, the kept among the cropped positions count.
void fitPad(Rewriting &rewriting)
{
    const Argument *argument = rewriting.node().find("pad");
    const auto *amounts = argument ? std::get_if<Sizes>(argument) : nullptr;
    if (!amounts)
        return;
    Sizes fittedAmounts = *amounts;
    const ValueCut &input = rewriting.input();
    for (std::size_t i = 0; i + 1 < amounts->size(); i += 2) {
        const int axis = static_cast<int>(input.oldShape().size()) - 1 - static_cast<int>(i / 2);
        const std::int64_t size = input.oldShape()[static_cast<std::size_t>(axis)];
        if (!input.isCut(axis))
            continue;
        if ((*amounts)[i].constant < 0)
            fittedAmounts[i].constant = -input.keptBefore(axis, -(*amounts)[i].constant);
        if ((*amounts)[i + 1].constant < 0)
            fittedAmounts[i + 1].constant =
                input.keptBefore(axis, size + (*amounts)[i + 1].constant) - input.keptBefore(axis, size);
    }
    rewriting.set("pad", fittedAmounts);
}

/// Values that depend on the position (arange, eye): made in full, then selected.
void selectAfterwards(Rewriting &rewriting)
{
    for (int axis = 0; axis < static_cast<int>(rewriting.output().oldShape().size()); ++axis)
        if (rewriting.output().isCut(axis))
            rewriting.result().selects.emplace_back(axis, indexTensor(rewriting.output().kept(axis)));
}

const std::unordered_map<std::string, Rule> &rules()
{
    static const std::unordered_map<std::string, Rule> table{
        {"view", fitView}, {"reshape", fitSizes}, {"_unsafe_view", fitView}, {"expand", fitSizes},
        {"broadcast_to", fitSizes}, {"zeros", fitSizes}, {"ones", fitSizes}, {"full", fitSizes}, {"empty", fitSizes},
        {"new_zeros", fitSizes}, {"new_ones", fitSizes}, {"new_full", fitSizes}, {"new_empty", fitSizes},
        {"rand", fitSizes}, {"randn", fitSizes}, {"unflatten", fitUnflatten},
        {"split", fitSplit}, {"split_with_sizes", fitSplit}, {"chunk", fitSplit}, {"tensor_split", fitSplit},
        {"unsafe_split", fitSplit}, {"unsafe_chunk", fitSplit},
        {"slice", fitSlice}, {"narrow", fitSlice}, {"select", fitSelect},
        {"conv1d", fitGroups}, {"conv2d", fitGroups}, {"conv3d", fitGroups}, {"conv_transpose1d", fitGroups},
        {"conv_transpose2d", fitGroups}, {"conv_transpose3d", fitGroups}, {"convolution", fitGroups},
        {"_convolution", fitGroups}, {"group_norm", fitGroups},
        {"layer_norm", fitNormalizedShape}, {"native_layer_norm", fitNormalizedShape}, {"rms_norm", fitNormalizedShape},
        {"scaled_dot_product_attention", fitAttention}, {"roll", fitRoll}, {"unfold", fitUnfold},
        {"pad", fitPad}, {"constant_pad_nd", fitPad},
        {"arange", selectAfterwards}, {"linspace", selectAfterwards}, {"eye", selectAfterwards}};
    return table;
}

/// Constant tables that read a cut axis: old positions become ranks among the kept ones, lost positions drop out.
base::Status fitIndex(Rewriting &rewriting)
{
    const ValueCut &input = rewriting.input();
    const auto indexed = trace::indexedAxes(rewriting.shrinkage().network(), rewriting.node(),
                                            static_cast<int>(input.oldShape().size()));
    if (!indexed)
        return indexed.problem();
    if (indexed->axes.size() != 1 || !input.isCut(indexed->axes[0]))
        return {};
    const int axis = indexed->axes[0];
    const std::int64_t size = input.oldShape()[static_cast<std::size_t>(axis)];
    const at::Tensor table = at::remainder(indexed->indices[0], size).contiguous();
    const std::int64_t *positions = table.const_data_ptr<std::int64_t>();
    const std::vector<std::int64_t> ranks = ranksOf(input, axis, {positions, positions + table.numel()});
    trace::Shape shape;
    for (int i = 0; i < table.dim(); ++i)
        shape.push_back(rewriting.output().newShape()[static_cast<std::size_t>(axis + i)]);
    if (static_cast<std::int64_t>(ranks.size()) != trace::product(shape))
        return base::Problem{base::ProblemCode::CheckFailed,
                             base::cat("the table keeps ", ranks.size(), " entries, but its result is ",
                                       base::shapeText(rewriting.output().newShape()), "."),
                             rewriting.node().module, "Report this network: its index tables are not understood."};
    const bool isList = rewriting.node().find("indices") != nullptr;
    const at::Tensor newTable = indexTensor(ranks).reshape(shape);
    rewriting.result().constants.push_back({isList ? "indices" : "index", isList ? axis : -1, newTable});
    return {};
}

} // namespace

base::Result<RewrittenNode> rewrite(const Shrinkage &shrinkage, NodeId id)
{
    Rewriting rewriting(shrinkage, id);
    const std::string op = shortName(shrinkage.graph().node(id).op);
    if (const trace::Shuffle *shuffle = shrinkage.cutShuffle(id)) {
        rewriting.becomeIndexSelect(shuffle->axis,
                                    ranksOf(shrinkage.of(shuffle->source), shuffle->axis, shuffle->positions));
        rewriting.set("self", shuffle->source);
        return rewriting.take();
    }
    if (op == "index" || op == "index_select") {
        if (const base::Status status = fitIndex(rewriting); !status)
            return status.problem();
        return rewriting.take();
    }
    if (const auto rule = rules().find(op); rule != rules().end())
        rule->second(rewriting);
    return rewriting.take();
}

} // namespace espalier::model::surgery

// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "model/trace/meeting.h"
#include "model/trace/rules.h"

namespace espalier::model::trace {

namespace {

enum class Over {
    Sum,       ///< zero is neutral: channels are consumed exactly
    Statistic, ///< what is left changes: approximate
    Order,     ///< positions matter: pinned
};

AxisSet reducedAxes(const Call &call)
{
    const int dims = static_cast<int>(call.operand(0).shape.size());
    AxisSet axes;
    for (const std::int64_t axis : call.integers("dim"))
        axes.add(wrapAxis(axis, dims));
    return axes.isEmpty() ? AxisSet::range(0, dims) : axes;
}

class Reducing {
public:
    Reducing(Walk &walk, const Call &call, AxisSet axes, Over over)
        : m_walk(walk), m_call(call), m_axes(axes), m_over(over), m_from(call.operand(0).shape)
    {
    }

    std::vector<Layer> run()
    {
        std::vector<Layer> result;
        for (Layer layer : m_walk.normalised(m_call.operand(0).layers)) {
            layer = m_walk.collapsed(layer, outerReduced(layer));
            if (!layer.varying().meets(m_axes)) {
                result.push_back(reduced(layer));
                continue;
            }
            note(layer);
            if (!layer.varying().within(m_axes) && m_over != Over::Order)
                result.push_back(reduced(blockLayer(layer)));
        }
        return m_walk.varyingOnly(result);
    }

private:
    /// Reduced axes outside a kept one: no choice of their own there.
    AxisSet outerReduced(const Layer &layer) const
    {
        const AxisSet kept = layer.varying() - m_axes;
        AxisSet outer;
        for (const int axis : (layer.varying() & m_axes).list())
            if (!kept.isEmpty() && axis < kept.last())
                outer.add(axis);
        return outer;
    }

    void note(const Layer &layer)
    {
        if (m_over == Over::Sum)
            m_walk.findings().sums.insert(m_call.id());
        else if (m_over == Over::Statistic)
            m_walk.markApproximate(layer);
        else
            m_walk.pin(layer, ESP_TR("Engine", "the order of its channels matters"));
    }

    /// One fresh label for each index of the axes that stay.
    Layer blockLayer(const Layer &layer)
    {
        const AxisSet kept = layer.varying() - m_axes;
        Shape grid(m_from.size(), 1);
        for (const int axis : kept.list())
            grid[static_cast<std::size_t>(axis)] = layer.size(axis);
        const auto rows = static_cast<std::size_t>(product(grid));
        const Labels1d labels = m_walk.freshLabels(static_cast<std::int64_t>(rows));
        m_walk.addBlocks(labels, layer.matrix(kept), rows);
        return Layer::of(grid, labels, m_from);
    }

    Layer reduced(const Layer &layer) const
    {
        const Layer compact = layer.compact();
        if (m_call.shape().size() == m_from.size())
            return compact.expanded(m_call.shape());
        Shape grid;
        for (std::size_t axis = 0; axis < m_from.size(); ++axis)
            if (!m_axes.has(static_cast<int>(axis)))
                grid.push_back(compact.shape()[axis]);
        return compact.reshaped(grid).expanded(m_call.shape());
    }

    Walk &m_walk;
    const Call &m_call;
    AxisSet m_axes;
    Over m_over;
    const Shape &m_from;
};

bool reduce(Walk &walk, Call &call, Over over)
{
    const std::vector<Layer> layers = Reducing(walk, call, reducedAxes(call), over).run();
    for (std::size_t output = 0; output < call.outputCount(); ++output)
        call.setLayers(layers, output);
    return true;
}

bool sum(Walk &walk, Call &call) { return reduce(walk, call, Over::Sum); }
bool statistic(Walk &walk, Call &call) { return reduce(walk, call, Over::Statistic); }
bool order(Walk &walk, Call &call) { return reduce(walk, call, Over::Order); }

/// max and min of two tensors are element-wise.
bool extreme(Walk &walk, Call &call)
{
    if (call.operands().size() == 1)
        return reduce(walk, call, Over::Statistic);
    call.setLayers(meetAll(walk, {&call.operand(0), &call.operand(1)}, call.shape()));
    return true;
}

/// Keeps the axis, but every position depends on those before it.
bool scan(Walk &walk, Call &call)
{
    const int axis = call.axis("dim", 0, static_cast<int>(call.shape().size()));
    std::vector<Layer> result;
    for (const Layer &layer : walk.normalised(call.operand(0).layers)) {
        if (layer.varying() == AxisSet::of(axis))
            walk.pin(layer, ESP_TR("Engine", "a running sum runs over its channels"));
        else
            result.push_back(walk.collapsed(layer, layer.varying() & AxisSet::of(axis)));
    }
    call.setLayers(walk.varyingOnly(result));
    return true;
}

} // namespace

void addReductionRules(RuleTable &table)
{
    for (const char *op : {"sum", "linalg_vector_norm", "norm", "frobenius_norm"})
        table[op] = sum;
    for (const char *op : {"mean", "amax", "amin", "var", "std", "var_mean", "std_mean", "logsumexp", "median", "any",
                           "all"})
        table[op] = statistic;
    for (const char *op : {"argmax", "argmin", "prod"})
        table[op] = order;
    table["max"] = extreme;
    table["min"] = extreme;
    for (const char *op : {"cumsum", "cumprod"})
        table[op] = scan;
}

} // namespace espalier::model::trace

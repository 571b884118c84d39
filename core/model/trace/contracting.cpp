// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/contracting.h"

#include "base/translate.h"
#include "model/trace/meeting.h"

#include <algorithm>

namespace espalier::model::trace {

namespace {

bool contains(const std::string &letters, char letter) { return letters.find(letter) != std::string::npos; }

/// Axes of `letters` whose letter lies in `wanted`.
AxisSet axesOf(const std::string &letters, const std::string &wanted)
{
    AxisSet axes;
    for (std::size_t axis = 0; axis < letters.size(); ++axis)
        if (contains(wanted, letters[axis]))
            axes.add(static_cast<int>(axis));
    return axes;
}

/// The layer with its axes in the order of `to`, size 1 where `to` has a letter of its own; axes that `to` lacks must
/// not vary.
Layer relettered(const Layer &layer, const std::string &from, const std::string &to, const Shape &shape)
{
    const Layer compact = layer.compact();
    std::vector<int> order;
    Shape grid;
    for (const char letter : to) {
        const std::size_t axis = from.find(letter);
        if (axis == std::string::npos) {
            grid.push_back(1);
            continue;
        }
        order.push_back(static_cast<int>(axis));
        grid.push_back(compact.shape()[axis]);
    }
    for (std::size_t axis = 0; axis < from.size(); ++axis)
        if (!contains(to, from[axis]))
            order.push_back(static_cast<int>(axis));
    return compact.permuted(order).reshaped(grid).expanded(shape);
}

struct Side {
    const Lettered &value;
    Aligned consumed;            ///< over the shared letters
    std::vector<Layer> passing;  ///< over the output's letters
};

/// One contraction in progress.
class Contracting {
public:
    Contracting(Walk &walk, const Lettered &a, const Lettered &b, const std::string &output, const Shape &outputShape)
        : m_walk(walk), m_output(output), m_outputShape(outputShape), m_sides{Side{a, {}, {}}, Side{b, {}, {}}}
    {
        for (const char letter : output)
            if (contains(a.letters, letter) && contains(b.letters, letter))
                m_shared.push_back(letter);
        for (const char letter : a.letters)
            if (contains(b.letters, letter) && !contains(output, letter))
                m_summed.push_back(letter);
        std::sort(m_summed.begin(), m_summed.end());
        m_over = m_shared + m_summed;
        for (const char letter : m_over)
            m_overShape.push_back(std::max(sizeOf(a, letter), sizeOf(b, letter)));
    }

    std::vector<Layer> run()
    {
        for (Side &side : m_sides)
            sort(side);
        soften(m_sides[0], m_sides[1].consumed.layers);
        soften(m_sides[1], m_sides[0].consumed.layers);
        for (Side &side : m_sides)
            side.consumed.layers = m_walk.normalised(side.consumed.layers);
        const std::vector<Layer> consumed = meet(m_walk, m_sides[0].consumed, m_sides[1].consumed, why::summed);
        std::vector<Layer> labels;
        for (const Layer &layer : consumed)
            addBlockLabels(m_walk.normalised(layer), &labels);
        return joined(labels);
    }

private:
    static std::int64_t sizeOf(const Lettered &value, char letter)
    {
        return value.shape[value.letters.find(letter)];
    }

    /// Consumed, passing, kernel taps, or pinned.
    void sort(Side &side)
    {
        const std::string &letters = side.value.letters;
        for (std::size_t i = 0; i < m_over.size(); ++i)
            if (sizeOf(side.value, m_over[i]) > 1 || m_overShape[i] == 1)
                side.consumed.present.add(static_cast<int>(i));
        const AxisSet summed = axesOf(letters, m_summed);
        const AxisSet own = AxisSet::range(0, static_cast<int>(letters.size())) - axesOf(letters, m_output + m_summed);
        for (const Layer &layer : m_walk.normalised(side.value.layers)) {
            const AxisSet varying = layer.varying();
            if (varying.meets(summed))
                consume(side, layer, summed);
            else if (!varying.meets(own))
                side.passing.push_back(relettered(layer, letters, m_output, m_outputShape));
            else if (!side.value.constant || !varying.within(own))
                m_walk.pin(layer,
                           ESP_TR("Engine", "it varies along an axis that is summed without a partner"));
        }
        side.consumed.layers = m_walk.normalised(side.consumed.layers);
    }

    void consume(Side &side, const Layer &layer, AxisSet summed)
    {
        const std::string &letters = side.value.letters;
        Layer united = m_walk.collapsed(layer, layer.varying() - axesOf(letters, m_over));
        const AxisSet batch = united.varying() - summed;
        AxisSet outer; // summed axes outside a batch axis: no choice of their own there
        for (const int axis : (united.varying() & summed).list())
            if (!batch.isEmpty() && axis < batch.last())
                outer.add(axis);
        united = m_walk.collapsed(united, outer);
        if (united.varying().meets(summed))
            side.consumed.layers.push_back(relettered(united, letters, m_over, m_overShape));
        else
            side.passing.push_back(relettered(united, letters, m_output, m_outputShape));
    }

    /// Without a partner on the summed axis: whole blocks only.
    void soften(Side &side, const std::vector<Layer> &others)
    {
        const AxisSet summed = axesOf(m_over, m_summed);
        std::vector<Layer> kept;
        for (const Layer &layer : side.consumed.layers) {
            const AxisSet varying = layer.varying();
            const bool partner = std::any_of(others.begin(), others.end(), [&](const Layer &other) {
                return other.varying().meets(varying & summed);
            });
            if (partner || varying.within(summed))
                kept.push_back(layer);
            else
                side.passing.push_back(
                    relettered(m_walk.collapsed(layer, varying & summed), m_over, m_output, m_outputShape));
        }
        side.consumed.layers = std::move(kept);
    }

    /// A consumed layer that also varies on batch letters leaves a block label per batch index.
    void addBlockLabels(const Layer &layer, std::vector<Layer> *labels)
    {
        const AxisSet batch = layer.varying() & axesOf(m_over, m_shared);
        if (batch.isEmpty() || batch == layer.varying())
            return;
        Shape grid(m_over.size(), 1);
        for (const int axis : batch.list())
            grid[static_cast<std::size_t>(axis)] = layer.size(axis);
        const auto rows = static_cast<std::size_t>(product(grid));
        const Labels1d fresh = m_walk.freshLabels(static_cast<std::int64_t>(rows));
        m_walk.addBlocks(fresh, layer.matrix(batch), rows);
        labels->push_back(relettered(Layer::of(grid, fresh, m_overShape), m_over, m_output, m_outputShape));
    }

    /// The layers that pass on both sides meet where batch letters coincide.
    std::vector<Layer> joined(const std::vector<Layer> &labels)
    {
        std::vector<Aligned> sides;
        for (const Side &side : m_sides) {
            Aligned result{side.passing, {}};
            result.layers.insert(result.layers.end(), labels.begin(), labels.end());
            for (std::size_t i = 0; i < m_output.size(); ++i)
                if (contains(side.value.letters, m_output[i])
                    && (sizeOf(side.value, m_output[i]) > 1 || m_outputShape[i] == 1))
                    result.present.add(static_cast<int>(i));
            sides.push_back(std::move(result));
        }
        std::vector<Layer> distinct;
        for (const Layer &layer : meet(m_walk, sides[0], sides[1], why::summed)) {
            const bool seen = std::any_of(distinct.begin(), distinct.end(),
                                          [&](const Layer &other) { return other.sameAs(layer); });
            if (!seen)
                distinct.push_back(layer);
        }
        return m_walk.normalised(distinct);
    }

    Walk &m_walk;
    const std::string &m_output;
    const Shape &m_outputShape;
    std::string m_shared, m_summed, m_over;
    Shape m_overShape;
    std::vector<Side> m_sides;
};

} // namespace

std::vector<Layer> contract(Walk &walk, const Lettered &a, const Lettered &b, const std::string &output,
                            const Shape &outputShape)
{
    return Contracting(walk, a, b, output, outputShape).run();
}

} // namespace espalier::model::trace

// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "model/trace/rules.h"

#include <algorithm>
#include <optional>

namespace espalier::model::trace {

namespace {

/// The layers of several values joined along one axis: layers that vary on the same other axes are paired; where only
/// the joined axis varies, a missing partner is filled with "always kept".
class Joining {
public:
    Joining(Walk &walk, const std::vector<Traced> &parts, int axis, const Shape &shape)
        : m_walk(walk), m_parts(parts), m_axis(axis), m_shape(shape)
    {
        for (const Traced &part : parts) {
            m_layers.push_back(walk.normalised(part.layers));
            m_used.emplace_back(m_layers.back().size(), false);
        }
    }

    std::vector<Layer> run()
    {
        std::vector<Layer> result;
        for (std::size_t part = 0; part < m_parts.size(); ++part)
            for (std::size_t i = 0; i < m_layers[part].size(); ++i)
                if (!m_used[part][i])
                    result.push_back(joined(part, i));
        return m_walk.varyingOnly(result);
    }

private:
    AxisSet key(const Layer &layer) const { return layer.varying() - AxisSet::of(m_axis); }

    std::optional<std::size_t> partner(std::size_t part, AxisSet wanted) const
    {
        std::optional<std::size_t> overlapping;
        for (std::size_t i = 0; i < m_layers[part].size(); ++i) {
            if (m_used[part][i])
                continue;
            if (key(m_layers[part][i]) == wanted)
                return i;
            if (!overlapping && key(m_layers[part][i]).meets(wanted))
                overlapping = i;
        }
        return overlapping;
    }

    Layer joined(std::size_t first, std::size_t index)
    {
        const AxisSet wanted = key(m_layers[first][index]);
        std::vector<std::optional<Layer>> pieces(m_parts.size());
        AxisSet axes;
        for (std::size_t part = first; part < m_parts.size(); ++part) {
            const std::optional<std::size_t> i = part == first ? std::optional(index) : partner(part, wanted);
            if (!i)
                continue;
            m_used[part][*i] = true;
            pieces[part] = m_layers[part][*i];
            axes = axes | key(*pieces[part]);
        }
        if (!axes.isEmpty())
            pinIfIncomplete(pieces);
        return concatenated(pieces, axes);
    }

    void pinIfIncomplete(const std::vector<std::optional<Layer>> &pieces)
    {
        if (std::all_of(pieces.begin(), pieces.end(), [](const auto &piece) { return piece.has_value(); }))
            return;
        for (const std::optional<Layer> &piece : pieces)
            if (piece)
                m_walk.pin(*piece,
                           ESP_TR("Engine", "it is joined beside a value whose axis carries no channels"));
    }

    Layer concatenated(const std::vector<std::optional<Layer>> &pieces, AxisSet axes)
    {
        const std::size_t axis = static_cast<std::size_t>(m_axis);
        Shape grid(m_shape.size(), 1);
        for (const int other : axes.list())
            grid[static_cast<std::size_t>(other)] = m_shape[static_cast<std::size_t>(other)];
        // With the joined axis in front, joining is appending.
        std::vector<int> toFront{m_axis};
        for (int other = 0; other < static_cast<int>(grid.size()); ++other)
            if (other != m_axis)
                toFront.push_back(other);
        Labels1d labels;
        for (std::size_t part = 0; part < pieces.size(); ++part) {
            grid[axis] = m_parts[part].shape[axis];
            const auto count = static_cast<std::size_t>(product(grid));
            if (!pieces[part]) {
                labels.insert(labels.end(), count, alwaysKept);
                continue;
            }
            const Labels1d own = Layer::of(grid, pieces[part]->labelsOver(grid), grid).permuted(toFront).labels();
            labels.insert(labels.end(), own.begin(), own.end());
        }
        grid[axis] = m_shape[axis];
        Shape frontGrid{grid[axis]};
        for (std::size_t other = 0; other < grid.size(); ++other)
            if (other != axis)
                frontGrid.push_back(grid[other]);
        std::vector<int> back;
        for (int other = 0; other < static_cast<int>(grid.size()); ++other)
            back.push_back(other == m_axis ? 0 : other < m_axis ? other + 1 : other);
        return Layer::of(frontGrid, std::move(labels), frontGrid).permuted(back).expanded(m_shape).recompressed();
    }

    Walk &m_walk;
    const std::vector<Traced> &m_parts;
    int m_axis;
    const Shape &m_shape;
    std::vector<std::vector<Layer>> m_layers;
    std::vector<std::vector<bool>> m_used;
};

bool cat(Walk &walk, Call &call)
{
    std::vector<Traced> parts;
    for (const Traced *part : call.tensors("tensors"))
        if (part && part->shape != Shape{0})
            parts.push_back(*part);
    const int dims = static_cast<int>(call.shape().size());
    call.setLayers(Joining(walk, parts, call.axis("dim", 0, dims), call.shape()).run());
    return true;
}

bool stack(Walk &walk, Call &call)
{
    const int dims = static_cast<int>(call.shape().size());
    const int axis = call.axis("dim", 0, dims);
    Shape single = call.shape();
    single[static_cast<std::size_t>(axis)] = 1;
    std::vector<Traced> parts;
    for (const Traced *tensor : call.tensors("tensors")) {
        Traced part = *tensor;
        part.shape = single;
        for (Layer &layer : part.layers)
            layer = layer.reshaped(single);
        parts.push_back(std::move(part));
    }
    call.setLayers(Joining(walk, parts, axis, call.shape()).run());
    return true;
}

bool pad(Walk &walk, Call &call)
{
    const std::vector<std::int64_t> amounts = call.integers("pad");
    const Traced &input = call.operand(0);
    const int dims = static_cast<int>(input.shape.size());
    const bool constant = call.op() == "constant_pad_nd" || call.text("mode").empty() || call.text("mode") == "constant";
    std::vector<Layer> result;
    for (const Layer &layer : walk.normalised(input.layers)) {
        Layer padded = layer;
        for (std::size_t i = 0; i + 1 < amounts.size(); i += 2) {
            const int axis = dims - 1 - static_cast<int>(i / 2);
            if ((amounts[i] == 0 && amounts[i + 1] == 0) || !layer.varying().has(axis))
                continue;
            if (!constant)
                return false;
            std::vector<std::int64_t> positions;
            for (std::int64_t p = -amounts[i]; p < layer.size(axis) + amounts[i + 1]; ++p)
                positions.push_back(p < layer.size(axis) ? std::max<std::int64_t>(p, -1) : -1);
            padded = padded.taken(axis, positions);
        }
        result.push_back(padded.expanded(call.shape()));
    }
    call.setLayers(walk.varyingOnly(result));
    return true;
}

std::vector<std::int64_t> shifted(std::int64_t size, std::int64_t shift)
{
    std::vector<std::int64_t> positions;
    for (std::int64_t p = 0; p < size; ++p)
        positions.push_back((((p - shift) % size) + size) % size);
    return positions;
}

bool roll(Walk &walk, Call &call)
{
    const std::vector<std::int64_t> shifts = call.integers("shifts");
    const std::vector<std::int64_t> axes = call.integers("dims");
    if (axes.empty())
        return false;
    std::vector<Layer> result;
    for (Layer layer : walk.normalised(call.operand(0).layers)) {
        for (std::size_t i = 0; i < axes.size(); ++i) {
            const int axis = wrapAxis(axes[i], layer.dims());
            if (layer.varying().has(axis))
                layer = layer.taken(axis, shifted(layer.size(axis), shifts[i]));
        }
        result.push_back(layer);
    }
    call.setLayers(walk.varyingOnly(result));
    return true;
}

bool flip(Walk &walk, Call &call)
{
    std::vector<Layer> result;
    for (Layer layer : walk.normalised(call.operand(0).layers)) {
        for (const std::int64_t dim : call.integers("dims")) {
            const int axis = wrapAxis(dim, layer.dims());
            std::vector<std::int64_t> positions;
            for (std::int64_t p = layer.size(axis); p-- > 0;)
                positions.push_back(p);
            layer = layer.taken(axis, positions);
        }
        result.push_back(layer);
    }
    call.setLayers(walk.varyingOnly(result));
    return true;
}

} // namespace

void addJoiningRules(RuleTable &table)
{
    for (const char *op : {"cat", "concat", "concatenate"})
        table[op] = cat;
    table["stack"] = stack;
    table["pad"] = pad;
    table["constant_pad_nd"] = pad;
    table["roll"] = roll;
    table["flip"] = flip;
}

} // namespace espalier::model::trace

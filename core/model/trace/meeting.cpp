// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/meeting.h"

#include <algorithm>
#include <optional>
#include <set>

namespace espalier::model::trace {

namespace {

bool broadcasts(const Shape &own, const Shape &shape)
{
    return own.size() <= shape.size() && std::equal(own.rbegin(), own.rend(), shape.rbegin(),
                                                    [](std::int64_t a, std::int64_t b) { return a == b || a == 1; });
}

} // namespace

Aligned aligned(Walk &walk, const Traced &value, const Shape &shape)
{
    // Operators are lenient about operands of a damaged file; what does not fit is kept.
    if (!broadcasts(value.shape, shape)) {
        for (const Layer &layer : value.layers)
            walk.pin(layer, why::noChannels);
        return {};
    }
    const int missing = static_cast<int>(shape.size() - value.shape.size());
    Aligned result;
    for (int axis = missing; axis < static_cast<int>(shape.size()); ++axis) {
        const std::int64_t own = value.shape[static_cast<std::size_t>(axis - missing)];
        if (own > 1 || shape[static_cast<std::size_t>(axis)] == 1)
            result.present.add(axis);
    }
    for (const Layer &layer : value.layers)
        result.layers.push_back(layer.padded(missing).expanded(shape));
    result.layers = walk.normalised(result.layers);
    return result;
}

namespace {

/// Number of classes that would be left if two layers were united.
std::size_t classesIfUnited(const Layer &a, const Layer &b)
{
    std::map<Label, Label> index;
    UnionFind classes;
    const auto indexOf = [&](Label label) {
        const auto [entry, isNew] = index.try_emplace(label, 0);
        if (isNew)
            entry->second = classes.fresh(1);
        return entry->second;
    };
    forEachPair(a, b, [&](Label x, Label y) {
        const Label first = indexOf(x);
        classes.unite(first, indexOf(y));
    });
    std::set<Label> roots;
    for (const auto &[label, number] : index)
        roots.insert(classes.find(number));
    return roots.size();
}

/// Two layers that meet; the relation may replace one of them.
class Relation {
public:
    Relation(Walk &walk, Layer a, AxisSet presentA, Layer b, AxisSet presentB)
        : m_walk(walk), m_a(std::move(a)), m_b(std::move(b)), m_presentA(presentA), m_presentB(presentB)
    {
    }

    /// The layer that stands for both, or none if both have to stay.
    std::optional<Layer> resolve()
    {
        AxisSet extraA = m_a.varying() - m_presentB;
        AxisSet extraB = m_b.varying() - m_presentA;
        if (extraA.isEmpty() && extraB.isEmpty()) {
            m_walk.unite(m_a, m_b);
            return m_a.varying().count() >= m_b.varying().count() ? m_a : m_b;
        }
        const AxisSet common = (m_a.varying() - extraA) | (m_b.varying() - extraB);
        // Only axes inside the shared ones may keep a choice of their own; outer ones are united.
        const AxisSet outerA = outside(extraA, common);
        const AxisSet outerB = outside(extraB, common);
        if (!outerA.isEmpty() || !outerB.isEmpty()) {
            m_a = m_walk.collapsed(m_a, outerA);
            m_b = m_walk.collapsed(m_b, outerB);
            return resolve();
        }
        return relateBlocks(common, extraA, extraB);
    }

private:
    static AxisSet outside(AxisSet extra, AxisSet common)
    {
        AxisSet result;
        for (const int axis : extra.list())
            if (axis < common.last())
                result.add(axis);
        return result;
    }

    std::optional<Layer> relateBlocks(AxisSet common, AxisSet extraA, AxisSet extraB)
    {
        std::size_t rows = 1;
        for (const int axis : common.list())
            rows *= static_cast<std::size_t>(m_a.size(axis));
        if (!extraA.isEmpty() && !extraB.isEmpty()) {
            const Labels1d labels = m_walk.freshLabels(static_cast<std::int64_t>(rows));
            m_walk.addBlocks(labels, cells(m_a, common, extraA), rows);
            m_walk.addBlocks(labels, cells(m_b, common, extraB), rows);
            return std::nullopt;
        }
        const bool aIsFiner = !extraA.isEmpty();
        const Layer &fine = aIsFiner ? m_a : m_b;
        const Layer &coarse = aIsFiner ? m_b : m_a;
        m_walk.addBlocks(cells(coarse, common, AxisSet()), cells(fine, common, aIsFiner ? extraA : extraB), rows);
        return fine;
    }

    /// Row-major: one row per index of the common axes, all extra axes inside.
    static Labels1d cells(const Layer &layer, AxisSet common, AxisSet extra)
    {
        Shape grid(layer.shape().size(), 1);
        std::vector<int> order = common.list();
        for (int axis = 0; axis < layer.dims(); ++axis) {
            if ((common | extra).has(axis))
                grid[static_cast<std::size_t>(axis)] = layer.size(axis);
            if (!common.has(axis))
                order.push_back(axis);
        }
        return Layer::of(grid, layer.labelsOver(grid), grid).permuted(order).labels();
    }

    Walk &m_walk;
    Layer m_a, m_b;
    AxisSet m_presentA, m_presentB;
};

/// The state of one meeting: layers of a in turn look for partners among the layers of b.
class Meeting {
public:
    Meeting(Walk &walk, const Aligned &a, const Aligned &b, std::string_view reason)
        : m_walk(walk), m_a(a), m_b(b), m_reason(reason), m_used(b.layers.size(), false)
    {
    }

    std::vector<Layer> run()
    {
        for (const Layer &layer : m_a.layers)
            placeFirst(layer);
        for (std::size_t i = 0; i < m_b.layers.size(); ++i)
            if (!m_used[i])
                placeSecond(m_b.layers[i]);
        return std::move(m_out);
    }

private:
    std::vector<std::size_t> candidates(AxisSet varying)
    {
        std::vector<std::size_t> all, unused;
        for (std::size_t i = 0; i < m_b.layers.size(); ++i) {
            if (!m_b.layers[i].varying().meets(varying))
                continue;
            all.push_back(i);
            if (!m_used[i])
                unused.push_back(i);
        }
        if (unused.empty() && !all.empty())
            unused.push_back(all.front()); // met before by another layer of a (per-head temperature)
        for (const std::size_t i : unused)
            if (m_b.layers[i].varying() == varying)
                return {i};
        return unused;
    }

    /// Of several partners over different axes, the one that keeps most classes apart; the others are pinned.
    std::vector<std::size_t> narrowed(const Layer &layer, const std::vector<std::size_t> &candidates)
    {
        std::vector<std::size_t> full, rest;
        for (const std::size_t i : candidates) {
            const bool covers = m_b.layers[i].varying().within(m_a.present) && layer.varying().within(m_b.present);
            (covers ? full : rest).push_back(i);
        }
        if (full.size() < 2)
            return candidates;
        std::size_t best = full.front(), most = 0;
        for (const std::size_t i : full) {
            const std::size_t classes = classesIfUnited(layer, m_b.layers[i]);
            if (classes > most) {
                most = classes;
                best = i;
            }
        }
        for (const std::size_t i : full) {
            if (i == best)
                continue;
            m_walk.pin(m_b.layers[i], m_reason);
            m_used[i] = true;
        }
        rest.push_back(best);
        std::sort(rest.begin(), rest.end());
        return rest;
    }

    void placeFirst(const Layer &layer)
    {
        std::vector<std::size_t> partners = candidates(layer.varying());
        if (partners.size() > 1)
            partners = narrowed(layer, partners);
        if (partners.empty()) {
            placeAlone(layer);
            return;
        }
        Layer own = layer;
        std::vector<Layer> beside;
        for (const std::size_t i : partners) {
            m_used[i] = true;
            const std::optional<Layer> result =
                Relation(m_walk, layer, m_a.present, m_b.layers[i], m_b.present).resolve();
            if (!result)
                beside.push_back(m_b.layers[i]);
            else if (result->varying().count() > own.varying().count())
                own = *result;
        }
        m_out.push_back(own);
        m_out.insert(m_out.end(), beside.begin(), beside.end());
    }

    void placeAlone(const Layer &layer)
    {
        const AxisSet blocked = layer.varying() & m_b.present;
        if (blocked.isEmpty())
            m_out.push_back(layer);
        else if ((layer.varying() - blocked).isEmpty())
            m_walk.pin(layer, m_reason);
        else
            m_out.push_back(m_walk.collapsed(layer, blocked));
    }

    void placeSecond(const Layer &layer)
    {
        const auto covering = std::find_if(m_a.layers.begin(), m_a.layers.end(), [&](const Layer &other) {
            return other.varying().meets(layer.varying());
        });
        if (covering == m_a.layers.end()) {
            if (layer.varying().meets(m_a.present))
                m_walk.pin(layer, m_reason);
            else
                m_out.push_back(layer);
            return;
        }
        Relation(m_walk, *covering, m_a.present, layer, m_b.present).resolve();
        const AxisSet covered = covering->varying();
        if (covered.within(layer.varying()) && covered != layer.varying())
            std::erase_if(m_out, [&](const Layer &other) { return other.sameAs(*covering); });
        m_out.push_back(layer);
    }

    Walk &m_walk;
    const Aligned &m_a;
    const Aligned &m_b;
    std::string_view m_reason;
    std::vector<bool> m_used;
    std::vector<Layer> m_out;
};

} // namespace

std::vector<Layer> meet(Walk &walk, const Aligned &a, const Aligned &b, std::string_view reason)
{
    return Meeting(walk, a, b, reason).run();
}

std::vector<Layer> meetAll(Walk &walk, const std::vector<const Traced *> &values, const Shape &shape)
{
    std::optional<Aligned> met;
    for (const Traced *value : values) {
        if (!value || value->shape.empty())
            continue;
        Aligned next = aligned(walk, *value, shape);
        if (!met) {
            met = std::move(next);
            continue;
        }
        met->layers = meet(walk, *met, next);
        met->present = met->present | next.present;
    }
    return met ? walk.normalised(met->layers) : std::vector<Layer>();
}

} // namespace espalier::model::trace

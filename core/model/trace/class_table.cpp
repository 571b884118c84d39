// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/class_table.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace espalier::model::trace {

void ClassTable::fix(Label representative, std::int32_t reason)
{
    const auto at = static_cast<std::size_t>(representative);
    if (!pinned[at])
        pin[at] = reason;
    pinned[at] = true;
}

Labels1d ClassTable::freshBlocks(std::size_t count)
{
    Labels1d labels(count);
    std::iota(labels.begin(), labels.end(), static_cast<Label>(root.size()));
    root.insert(root.end(), labels.begin(), labels.end());
    pin.resize(root.size(), -1);
    pinned.resize(root.size(), false);
    producer.resize(root.size(), false);
    block.resize(root.size(), true);
    return labels;
}

ClassTable resolveClasses(Walk &walk)
{
    ClassTable table;
    table.root = walk.classes().roots();
    const std::size_t size = table.root.size();
    table.pin.assign(size, -1);
    table.pinned.assign(size, false);
    table.producer.assign(size, false);
    table.block.assign(size, false);
    table.pinned[alwaysKept] = true;
    const Findings &findings = walk.findings();
    for (std::size_t i = 0; i < findings.pins.size(); ++i)
        for (const Label label : findings.pins[i].labels)
            table.fix(table.rootOf(label), static_cast<std::int32_t>(i));
    for (const Labels1d &labels : findings.producers)
        for (const Label label : labels)
            table.producer[static_cast<std::size_t>(table.rootOf(label))] = true;
    for (const Blocks &blocks : findings.blocks)
        for (const Label label : blocks.labels)
            table.block[static_cast<std::size_t>(table.rootOf(label))] = true;
    return table;
}

namespace {

class Collecting {
public:
    Collecting(Walk &walk, ClassTable &classes) : m_walk(walk), m_classes(classes) { }

    std::vector<Blocks> run()
    {
        for (const Blocks &blocks : m_walk.findings().blocks)
            add({rooted(blocks.labels), rooted(blocks.cells), blocks.rows});
        for (Traced &value : m_walk.values()) {
            for (Layer &layer : value.layers) {
                layer = layer.mapped([this](Label label) { return m_classes.rootOf(label); });
                if (layer.varying().count() > 1)
                    layer = layer.recompressed();
            }
            for (const Layer &layer : value.layers)
                if (layer.varying().count() > 1)
                    keepBox(layer);
        }
        dropCovered();
        fixBlocks();
        std::erase_if(m_constraints, [this](const Blocks &blocks) { return !mayMove(blocks); });
        return std::move(m_constraints);
    }

private:
    Labels1d rooted(Labels1d labels) const
    {
        for (Label &label : labels)
            label = m_classes.rootOf(label);
        return labels;
    }

    bool anyMovable(const Labels1d &labels) const
    {
        return std::any_of(labels.begin(), labels.end(), [this](Label label) { return m_classes.isMovable(label); });
    }

    bool mayMove(const Blocks &blocks) const { return anyMovable(blocks.cells) || anyMovable(blocks.labels); }

    static Labels1d row(const Blocks &blocks, std::size_t index)
    {
        const auto width = static_cast<std::ptrdiff_t>(blocks.width());
        const auto first = blocks.cells.begin() + static_cast<std::ptrdiff_t>(index) * width;
        return Labels1d(first, first + width);
    }

    /// Rows that say the same (with the same label) are kept once.
    static Blocks distinct(const Blocks &blocks)
    {
        Blocks result{{}, {}, 0};
        std::set<std::pair<Label, Labels1d>> seen;
        for (std::size_t i = 0; i < blocks.rows; ++i) {
            const Label label = blocks.labels.empty() ? alwaysKept : blocks.labels[i];
            const Labels1d cells = row(blocks, i);
            if (!seen.insert({label, cells}).second)
                continue;
            if (!blocks.labels.empty())
                result.labels.push_back(label);
            result.cells.insert(result.cells.end(), cells.begin(), cells.end());
            ++result.rows;
        }
        return result;
    }

    void add(const Blocks &given)
    {
        Blocks blocks = distinct(given);
        if (blocks.labels.empty() && blocks.rows == 1)
            return;
        if (!mayMove(blocks) || !m_seen.insert({blocks.labels, blocks.cells, blocks.rows}).second)
            return;
        for (std::size_t i = 0; i < blocks.labels.size(); ++i)
            m_labelOfRow.emplace(row(blocks, i), blocks.labels[i]);
        m_constraints.push_back(std::move(blocks));
    }

    /// From the last axis outwards: rows are blocks with labels of their own, which are the cells of the next axis.
    void keepBox(const Layer &layer)
    {
        Labels1d cells = layer.labels();
        if (!anyMovable(cells))
            return;
        std::vector<std::int64_t> sizes;
        for (const int axis : layer.varying().list())
            sizes.push_back(layer.size(axis));
        while (sizes.size() > 1) {
            Blocks blocks{{}, cells, cells.size() / static_cast<std::size_t>(sizes.back())};
            sizes.pop_back();
            if (sizes.size() > 1)
                blocks.labels = rowLabels(blocks);
            cells = blocks.labels;
            add(blocks);
        }
    }

    Labels1d rowLabels(const Blocks &blocks)
    {
        Labels1d labels;
        for (std::size_t i = 0; i < blocks.rows; ++i) {
            const Labels1d cells = row(blocks, i);
            auto known = m_labelOfRow.find(cells);
            if (known == m_labelOfRow.end())
                known = m_labelOfRow.emplace(cells, m_classes.freshBlocks(1)[0]).first;
            labels.push_back(known->second);
        }
        return labels;
    }

    /// A constraint without labels says less than one with labels on the same rows.
    void dropCovered()
    {
        std::set<std::pair<Labels1d, std::size_t>> labelled;
        for (const Blocks &blocks : m_constraints)
            if (!blocks.labels.empty())
                labelled.insert({blocks.cells, blocks.rows});
        std::erase_if(m_constraints, [&](const Blocks &blocks) {
            return blocks.labels.empty() && labelled.contains({blocks.cells, blocks.rows});
        });
    }

    /// A block lives as long as one of its cells can't go; labels may be cells of other blocks, hence the repetition.
    void fixBlocks()
    {
        for (bool changed = true; changed;) {
            changed = false;
            for (const Blocks &blocks : m_constraints)
                for (std::size_t i = 0; i < blocks.labels.size(); ++i)
                    changed = (m_classes.isMovable(blocks.labels[i]) && fixBlock(blocks, i)) || changed;
        }
    }

    bool fixBlock(const Blocks &blocks, std::size_t index)
    {
        const Labels1d cells = row(blocks, index);
        const auto fixed = std::find_if(cells.begin(), cells.end(),
                                        [this](Label label) { return !m_classes.isMovable(label); });
        if (fixed == cells.end())
            return false;
        m_classes.fix(blocks.labels[index], m_classes.pin[static_cast<std::size_t>(*fixed)]);
        return true;
    }

    Walk &m_walk;
    ClassTable &m_classes;
    std::vector<Blocks> m_constraints;
    std::set<std::tuple<Labels1d, Labels1d, std::size_t>> m_seen;
    std::map<Labels1d, Label> m_labelOfRow;
};

} // namespace

std::vector<Blocks> collectConstraints(Walk &walk, ClassTable &classes)
{
    return Collecting(walk, classes).run();
}

} // namespace espalier::model::trace

// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/leveller.h"

#include <algorithm>
#include <limits>

namespace espalier::graph {

Leveller::Leveller(const Structure &structure, std::vector<std::vector<double>> priorities,
                   std::vector<std::int32_t> leastKept)
    : m_structure(structure), m_priorities(std::move(priorities)), m_leastKept(std::move(leastKept)),
      m_isPending(structure.constraints.size(), false)
{
    std::size_t cells = 0;
    for (const Group &group : structure.groups) {
        m_offsets.push_back(cells);
        m_kept.push_back(group.channels);
        cells += static_cast<std::size_t>(group.channels);
    }
    m_alive.assign(cells, true);
    m_slots.resize(cells);
    for (std::size_t i = 0; i < structure.constraints.size(); ++i)
        addSlots(static_cast<std::int32_t>(i));
}

void Leveller::addSlots(std::int32_t constraint)
{
    const BlockConstraint &rule = m_structure.constraints[static_cast<std::size_t>(constraint)];
    std::vector<std::int32_t> counts;
    for (std::size_t row = 0; row < rule.rows.size(); ++row) {
        const auto rowNumber = static_cast<std::int32_t>(row);
        counts.push_back(static_cast<std::int32_t>(rule.rows[row].size()));
        for (const ChannelRef &cell : rule.rows[row]) {
            if (cell.group.isValid())
                m_slots[indexOf(cell)].push_back({constraint, rowNumber, false});
        }
        if (!rule.blocks.empty() && rule.blocks[row].group.isValid())
            m_slots[indexOf(rule.blocks[row])].push_back({constraint, rowNumber, true});
    }
    m_rowCounts.push_back(std::move(counts));
    m_shortest.push_back(unknown);
    m_queues.emplace_back(rule.rows.size());
}

bool Leveller::remove(ChannelRef seed)
{
    m_step.clear();
    if (take(seed) && settle())
        return true;
    undo();
    return false;
}

Plan Leveller::plan() const
{
    Plan plan;
    for (const Group &group : m_structure.groups) {
        std::vector<std::int32_t> removed;
        for (std::int32_t channel = 0; channel < group.channels; ++channel) {
            if (!isAlive({group.id, channel}))
                removed.push_back(channel);
        }
        plan.setRemoved(group.id, std::move(removed));
    }
    return plan;
}

bool Leveller::isMovable(ChannelRef cell) const
{
    return cell.group.isValid() && isAlive(cell)
        && m_kept[cell.group.index()] > m_leastKept[cell.group.index()];
}

bool Leveller::take(ChannelRef cell)
{
    if (!isAlive(cell))
        return true;
    if (!isMovable(cell))
        return false;
    m_alive[indexOf(cell)] = false;
    --m_kept[cell.group.index()];
    m_step.push_back(cell);
    for (const Slot &slot : m_slots[indexOf(cell)]) {
        if (!slot.isLabel)
            countChanged(slot.constraint, --m_rowCounts[static_cast<std::size_t>(slot.constraint)][static_cast<std::size_t>(slot.row)]);
        touch(slot.constraint);
    }
    return true;
}

void Leveller::undo()
{
    for (const ChannelRef &cell : m_step) {
        m_alive[indexOf(cell)] = true;
        ++m_kept[cell.group.index()];
        for (const Slot &slot : m_slots[indexOf(cell)]) {
            if (!slot.isLabel)
                ++m_rowCounts[static_cast<std::size_t>(slot.constraint)][static_cast<std::size_t>(slot.row)];
            m_shortest[static_cast<std::size_t>(slot.constraint)] = unknown;
        }
    }
    for (const std::int32_t constraint : m_pending)
        m_isPending[static_cast<std::size_t>(constraint)] = false;
    m_pending.clear();
}

void Leveller::touch(std::int32_t constraint)
{
    if (m_isPending[static_cast<std::size_t>(constraint)])
        return;
    m_isPending[static_cast<std::size_t>(constraint)] = true;
    m_pending.push_back(constraint);
}

bool Leveller::settle()
{
    while (!m_pending.empty()) {
        const std::int32_t constraint = m_pending.front();
        m_pending.pop_front();
        m_isPending[static_cast<std::size_t>(constraint)] = false;
        if (!level(constraint))
            return false;
    }
    return true;
}

bool Leveller::level(std::int32_t constraint)
{
    // Whatever is taken here touches the constraint again, so that it ends level.
    if (!matchLabels(constraint))
        return false;
    const std::int32_t target = shortestLivingRow(constraint);
    const std::size_t rows = m_rowCounts[static_cast<std::size_t>(constraint)].size();
    for (std::size_t row = 0; row < rows; ++row) {
        if (!shorten(constraint, row, target))
            return false;
    }
    return true;
}

/// A block label lives exactly as long as its block.
bool Leveller::matchLabels(std::int32_t constraint)
{
    const BlockConstraint &rule = m_structure.constraints[static_cast<std::size_t>(constraint)];
    for (std::size_t row = 0; row < rule.blocks.size(); ++row) {
        if (!isAlive(rule.blocks[row])) {
            for (const ChannelRef &cell : rule.rows[row]) {
                if (!cell.group.isValid() || !take(cell))
                    return false;
            }
        } else if (m_rowCounts[static_cast<std::size_t>(constraint)][row] == 0 && !take(rule.blocks[row])) {
            return false;
        }
    }
    return true;
}

bool Leveller::shorten(std::int32_t constraint, std::size_t row, std::int32_t target)
{
    const std::int32_t &count = m_rowCounts[static_cast<std::size_t>(constraint)][row];
    while (count > target) {
        const ChannelRef *victim = bestVictim(constraint, row);
        if (!victim || !take(*victim))
            return false;
    }
    return true;
}

std::int32_t Leveller::shortestLivingRow(std::int32_t constraint)
{
    std::int32_t &shortest = m_shortest[static_cast<std::size_t>(constraint)];
    if (shortest != unknown)
        return shortest;
    shortest = std::numeric_limits<std::int32_t>::max();
    for (const std::int32_t count : m_rowCounts[static_cast<std::size_t>(constraint)]) {
        if (count > 0)
            shortest = std::min(shortest, count);
    }
    return shortest;
}

/// A row has one cell less. One that is empty now may have been the shortest.
void Leveller::countChanged(std::int32_t constraint, std::int32_t count)
{
    std::int32_t &shortest = m_shortest[static_cast<std::size_t>(constraint)];
    if (count == 0)
        shortest = unknown;
    else if (shortest != unknown)
        shortest = std::min(shortest, count);
}

/// In how many constraints the cell's row is too long.
int Leveller::benefit(ChannelRef cell)
{
    const std::vector<Slot> &slots = m_slots[indexOf(cell)];
    if (slots.size() < 2)
        return 1;
    int count = 0;
    for (const Slot &slot : slots) {
        const auto constraint = static_cast<std::size_t>(slot.constraint);
        const bool tooLong = !slot.isLabel
            && m_rowCounts[constraint][static_cast<std::size_t>(slot.row)] > shortestLivingRow(slot.constraint);
        count += tooLong ? 1 : 0;
    }
    return count;
}

const Leveller::Queue &Leveller::queueOf(std::int32_t constraint, std::size_t row)
{
    Queue &queue = m_queues[static_cast<std::size_t>(constraint)][row];
    const std::vector<ChannelRef> &cells = m_structure.constraints[static_cast<std::size_t>(constraint)].rows[row];
    if (!queue.cells.empty() || cells.empty())
        return queue;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (!cells[i].group.isValid())
            continue;
        queue.cells.push_back(static_cast<std::int32_t>(i));
        const std::vector<Slot> &slots = m_slots[indexOf(cells[i])];
        const auto rows = std::count_if(slots.begin(), slots.end(), [](const Slot &slot) { return !slot.isLabel; });
        queue.mostSlots = std::max(queue.mostSlots, static_cast<int>(rows));
    }
    const auto priority = [&](std::int32_t i) {
        const ChannelRef &cell = cells[static_cast<std::size_t>(i)];
        return m_priorities[cell.group.index()][static_cast<std::size_t>(cell.channel)];
    };
    std::stable_sort(queue.cells.begin(), queue.cells.end(),
                     [&](std::int32_t a, std::int32_t b) { return priority(a) < priority(b); });
    return queue;
}

/// Whatever levels most constraints, then what goes first by itself.
const ChannelRef *Leveller::bestVictim(std::int32_t constraint, std::size_t row)
{
    const std::vector<ChannelRef> &cells = m_structure.constraints[static_cast<std::size_t>(constraint)].rows[row];
    const Queue &queue = queueOf(constraint, row);
    const ChannelRef *best = nullptr;
    int most = 0;
    for (const std::int32_t i : queue.cells) {
        const ChannelRef &cell = cells[static_cast<std::size_t>(i)];
        if (!isMovable(cell))
            continue;
        const int count = benefit(cell);
        if (!best || count > most) {
            best = &cell;
            most = count;
        }
        if (most >= queue.mostSlots)
            break;
    }
    return best;
}

} // namespace espalier::graph

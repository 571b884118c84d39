// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace espalier::base {

/// A bounded queue from one thread to another in which ordinary items may be dropped, oldest first, and counted,
/// and important ones never are. Neither side waits for the other: `push` never blocks on the consumer.
///
/// Keep the ring with `push`'s return value: true means "the consumer has not been told since the last drain".
template <class T>
class Channel {
public:
    explicit Channel(std::size_t capacity) : m_capacity(capacity) { }

    /// Any thread. `droppable` items make room for newer ones once `capacity` of them wait.
    bool push(T item, bool droppable)
    {
        const std::scoped_lock lock(m_mutex);
        if (droppable && ++m_droppableWaiting > m_capacity)
            dropOldest();
        m_items.emplace_back(std::move(item), droppable);
        return !std::exchange(m_rung, true);
    }

    /// Consumer: everything that waits, oldest first; re-arms the ring.
    std::vector<T> drain()
    {
        std::deque<std::pair<T, bool>> taken;
        {
            const std::scoped_lock lock(m_mutex);
            taken.swap(m_items);
            m_droppableWaiting = 0;
            m_rung = false;
        }
        std::vector<T> items;
        items.reserve(taken.size());
        for (auto &entry : taken)
            items.push_back(std::move(entry.first));
        return items;
    }

    /// How many items were dropped since the start.
    std::uint64_t dropped() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_dropped;
    }

private:
    void dropOldest()
    {
        for (auto it = m_items.begin(); it != m_items.end(); ++it) {
            if (it->second) {
                m_items.erase(it);
                ++m_dropped;
                --m_droppableWaiting;
                return;
            }
        }
    }

    const std::size_t m_capacity;
    mutable std::mutex m_mutex;
    std::deque<std::pair<T, bool>> m_items;
    std::size_t m_droppableWaiting = 0;
    std::uint64_t m_dropped = 0;
    bool m_rung = false;
};

} // namespace espalier::base

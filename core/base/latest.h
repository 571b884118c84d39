// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace espalier::base {

/// A newest-wins slot: the producer overwrites, the consumer sees the newest value only. Never blocks for long.
template <class T>
class Latest {
public:
    /// Any thread. True if the previous value had been seen (the consumer needs a ring).
    bool put(std::shared_ptr<const T> value)
    {
        const std::scoped_lock lock(m_mutex);
        m_value = std::move(value);
        return !std::exchange(m_fresh, true);
    }

    /// The newest value, whether seen before or not; null before the first.
    std::shared_ptr<const T> peek() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_value;
    }

    /// The newest value if it was not taken yet, else null.
    std::shared_ptr<const T> take()
    {
        const std::scoped_lock lock(m_mutex);
        return std::exchange(m_fresh, false) ? m_value : nullptr;
    }

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const T> m_value;
    bool m_fresh = false;
};

} // namespace espalier::base

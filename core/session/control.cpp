// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/control.h"

#include <utility>

namespace espalier::session {

base::CommandId Control::post(Command command)
{
    const std::scoped_lock lock(m_mutex);
    const base::CommandId id{m_nextId++};
    m_queue.push_back({id, std::move(command)});
    m_wake.notify_all();
    return id;
}

void Control::pause()
{
    const std::scoped_lock lock(m_mutex);
    // Nothing to hold: a pause kept for later would make the next command look hung.
    if (!m_running && m_queue.empty())
        return;
    m_paused = true;
    m_steps = 0;
}

void Control::resume()
{
    const std::scoped_lock lock(m_mutex);
    m_paused = false;
    m_steps = 0;
    m_wake.notify_all();
}

void Control::step()
{
    const std::scoped_lock lock(m_mutex);
    if (!m_running && m_queue.empty())
        return;
    m_paused = true;
    ++m_steps;
    m_wake.notify_all();
}

std::vector<QueuedCommand> Control::stop()
{
    const std::scoped_lock lock(m_mutex);
    m_request = {};
    m_request.stop = m_running;
    m_paused = false;
    m_steps = 0;
    std::vector<QueuedCommand> waiting(std::make_move_iterator(m_queue.begin()), std::make_move_iterator(m_queue.end()));
    m_queue.clear();
    m_wake.notify_all();
    if (!m_running)
        m_idle.notify_all();
    return waiting;
}

void Control::probeNow()
{
    const std::scoped_lock lock(m_mutex);
    m_request.probeNow = m_running || !m_queue.empty();
}

void Control::setLiveOption(const std::string &name, double value)
{
    const std::scoped_lock lock(m_mutex);
    if (m_running || !m_queue.empty())
        m_request.liveOptions[name] = value;
}

void Control::setProbes(const report::Probes &probes)
{
    const std::scoped_lock lock(m_mutex);
    m_probes = probes;
}

std::vector<QueuedCommand> Control::close()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_closed = true;
    }
    return stop();
}

bool Control::isBusy() const
{
    const std::scoped_lock lock(m_mutex);
    return m_running || !m_queue.empty();
}

bool Control::isPaused() const
{
    const std::scoped_lock lock(m_mutex);
    return m_paused;
}

void Control::waitUntilIdle()
{
    std::unique_lock lock(m_mutex);
    m_idle.wait(lock, [this] { return !m_running && m_queue.empty(); });
}

std::optional<QueuedCommand> Control::takeNext()
{
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, [this] { return m_closed || !m_queue.empty(); });
    if (m_closed)
        return std::nullopt;
    QueuedCommand next = std::move(m_queue.front());
    m_queue.pop_front();
    m_running = true;
    return next;
}

void Control::finish(const std::function<void()> &announce)
{
    const std::scoped_lock lock(m_mutex);
    announce();
    m_running = false;
    m_request = {};
    if (m_queue.empty()) {
        m_paused = false;
        m_steps = 0;
        m_idle.notify_all();
    }
}

bool Control::mayGo() const
{
    return !m_paused || m_steps > 0 || m_request.stop || m_closed;
}

report::StepRequest Control::atStep(const std::function<void(bool)> &holding)
{
    std::unique_lock lock(m_mutex);
    while (!mayGo()) {
        // Told without the lock: what is told may take locks of its own.
        lock.unlock();
        holding(true);
        lock.lock();
        m_wake.wait(lock, [this] { return mayGo(); });
    }
    if (m_paused && m_steps > 0)
        --m_steps;
    const bool resumed = !m_paused;
    report::StepRequest request = std::exchange(m_request, {});
    m_request.stop = request.stop;
    request.stop = request.stop || m_closed;
    lock.unlock();
    if (resumed)
        holding(false);
    return request;
}

report::Probes Control::probes() const
{
    const std::scoped_lock lock(m_mutex);
    return m_probes;
}

} // namespace espalier::session

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/recording_observer.h"

namespace espalier::engine {

namespace {

class ObserverLog final : public base::Log {
public:
    explicit ObserverLog(report::Observer &observer) : m_observer(observer) { }

    void write(base::LogLevel level, std::string_view source, std::string_view text) override
    {
        m_observer.event(
            base::LogLine{std::chrono::system_clock::now(), level, std::string(source), std::string(text)});
    }

private:
    report::Observer &m_observer;
};

/// The store records its points itself; debug lines are for the log file.
bool belongsToHistory(const report::Event &event)
{
    if (const auto *line = std::get_if<base::LogLine>(&event))
        return line->level > base::LogLevel::Debug;
    return !std::holds_alternative<report::PointSaved>(event) && !std::holds_alternative<report::CommandDone>(event);
}

} // namespace

void RecordingObserver::event(const report::Event &event)
{
    if (!m_failure && belongsToHistory(event)) {
        if (auto status = m_store.append(event); !status)
            m_failure = status.problem();
    }
    m_inner.event(event);
    if (whenCut && std::holds_alternative<report::CutHappened>(event))
        whenCut();
}

report::StepRequest RecordingObserver::atStep()
{
    auto request = m_inner.atStep();
    request.stop = request.stop || m_failure.has_value();
    return request;
}

std::shared_ptr<base::Log> makeObserverLog(report::Observer &observer)
{
    return std::make_shared<ObserverLog>(observer);
}

void logLine(report::Observer &observer, base::LogLevel level, const std::string &text)
{
    observer.event(base::LogLine{std::chrono::system_clock::now(), level, "engine", text});
}

} // namespace espalier::engine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <chrono>
#include <thread>

namespace espalier::session {

/// An engine that does what a function says.
class LambdaEngine final : public Engine {
public:
    using Work = std::function<base::Status(const Command &, report::Observer &)>;
    explicit LambdaEngine(Work work) : m_work(std::move(work)) { m_vocabulary.presets = {"cifar10"}; }
    const recipe::Vocabulary &vocabulary() const override { return m_vocabulary; }
    base::Status execute(const Command &command, report::Observer &observer) override
    {
        return m_work(command, observer);
    }

private:
    Work m_work;
    recipe::Vocabulary m_vocabulary;
};

/// Steps until stopped; counts them in the snapshot's progress and as metric points.
inline base::Status stepForever(report::Observer &observer, std::int64_t limit = -1)
{
    for (std::int64_t step = 0; limit < 0 || step < limit; ++step) {
        if (observer.atStep().stop)
            return base::Problem{base::ProblemCode::Stopped, "Stopped by the user.", "", "Resume it."};
        observer.event(report::MetricPoint{"loss.task", step, 0, 0, 1.0, {}, {}});
        observer.update([step](report::Snapshot &snapshot) {
            report::Progress progress;
            progress.step = step + 1;
            progress.running = true;
            snapshot.progress = std::make_shared<const report::Progress>(progress);
        });
    }
    return {};
}

inline std::unique_ptr<Session> makeSession(LambdaEngine::Work work, SessionOptions options = {})
{
    return std::make_unique<Session>([work] { return std::make_unique<LambdaEngine>(work); }, std::move(options));
}

inline std::int64_t stepOf(const Session &session)
{
    const auto snapshot = session.snapshot();
    return snapshot->progress ? snapshot->progress->step : 0;
}

/// Waits until the condition holds; false after ten seconds.
inline bool eventually(const std::function<bool()> &condition)
{
    for (int i = 0; i < 10000; ++i) {
        if (condition())
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return false;
}

inline std::vector<report::CommandDone> doneAmong(const std::vector<report::Event> &events)
{
    std::vector<report::CommandDone> done;
    for (const auto &event : events)
        if (const auto *one = std::get_if<report::CommandDone>(&event))
            done.push_back(*one);
    return done;
}

} // namespace espalier::session

// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"

#include "base/text.h"
#include "base/translate.h"
#include "session/control.h"
#include "session/outbox.h"

#include <exception>
#include <future>
#include <thread>
#include <utility>

namespace espalier::session {

namespace {

/// The observer handed to the engine: into the outbox, and lines also into the log.
class SessionObserver final : public report::Observer {
public:
    SessionObserver(Control &control, Outbox &outbox, base::Log *log) : m_control(control), m_outbox(outbox), m_log(log)
    { }

    /// A command that ends while it is held leaves nothing that looks held.
    ~SessionObserver() override { setHeld(false); }

    void event(const report::Event &event) override
    {
        writeToLog(event);
        m_outbox.post(event);
    }

    void update(const std::function<void(report::Snapshot &)> &change) override
    {
        m_outbox.update([&](report::Snapshot &snapshot) {
            change(snapshot);
            markHeld(snapshot);
        });
    }

    report::Probes probes() const override { return m_control.probes(); }

    report::StepRequest atStep() override
    {
        return m_control.atStep([this](bool held) { setHeld(held); });
    }

private:
    void setHeld(bool held)
    {
        if (std::exchange(m_held, held) != held)
            m_outbox.update([this](report::Snapshot &snapshot) { markHeld(snapshot); });
    }

    /// Whether the user holds the run is the session's knowledge, not the engine's.
    void markHeld(report::Snapshot &snapshot) const
    {
        if (!snapshot.progress || snapshot.progress->paused == m_held)
            return;
        report::Progress progress = *snapshot.progress;
        progress.paused = m_held;
        snapshot.progress = std::make_shared<const report::Progress>(std::move(progress));
    }

    void writeToLog(const report::Event &event)
    {
        if (!m_log)
            return;
        if (const auto *line = std::get_if<base::LogLine>(&event))
            m_log->write(line->level, line->source, line->text);
        else if (const auto *warning = std::get_if<report::WarningRaised>(&event))
            m_log->warning(warning->source, base::toString(warning->problem));
    }

    Control &m_control;
    Outbox &m_outbox;
    base::Log *m_log;
    bool m_held = false;
};

base::Problem stopped()
{
    return {base::ProblemCode::Stopped, ESP_TR("Engine", "The command was stopped before it began."), "",
            ESP_TR("Engine", "Start it again.")};
}

/// LibTorch's messages carry a C++ backtrace behind the first lines.
std::string withoutBacktrace(std::string text)
{
    const auto end = text.find("\nException raised from");
    return end == std::string::npos ? text : text.substr(0, end);
}

base::Problem thrown(const std::string &name, const std::string &text)
{
    return {base::ProblemCode::WorkFailed, base::cat("The command '", name, "' failed: ", withoutBacktrace(text), "."), "",
            "The state before it is kept. See the log; try again with a smaller batch or another setting."};
}

report::CommandDone doneEvent(const QueuedCommand &queued, std::optional<base::Problem> problem)
{
    return {queued.id, commandName(queued.command), std::move(problem)};
}

} // namespace

struct Session::Impl {
    Impl(std::function<std::unique_ptr<Engine>()> make, SessionOptions given)
        : options(std::move(given)), outbox(options.eventCapacity, options.doorbell), makeEngine(std::move(make)),
          vocabulary(promise.get_future())
    { }

    void work();
    void startEngine();
    void execute(const QueuedCommand &queued);
    base::Status tryExecute(const QueuedCommand &queued);
    void refuse(const std::vector<QueuedCommand> &waiting);
    void logDone(const report::CommandDone &done);

    SessionOptions options;
    Control control;
    Outbox outbox;
    std::function<std::unique_ptr<Engine>()> makeEngine;
    std::unique_ptr<Engine> engine; ///< made, used and destroyed in the worker's thread
    std::optional<base::Problem> engineProblem;
    recipe::Vocabulary none; ///< stands in if there is no engine
    std::promise<const recipe::Vocabulary *> promise;
    std::shared_future<const recipe::Vocabulary *> vocabulary;
    std::jthread thread; ///< last: joined before anything that it uses goes
};

void Session::Impl::work()
{
    startEngine();
    while (const auto next = control.takeNext())
        execute(*next);
    engine.reset();
}

void Session::Impl::startEngine()
{
    std::string why = "none was made";
    try {
        engine = makeEngine();
    } catch (const std::exception &error) {
        why = withoutBacktrace(error.what());
    } catch (...) {
        why = "an unknown exception";
    }
    if (!engine)
        engineProblem = base::Problem{base::ProblemCode::WorkFailed, base::cat("The engine could not start: ", why, "."),
                                      "", "See the log and reinstall the program's libraries."};
    promise.set_value(engine ? &engine->vocabulary() : &none);
}

base::Status Session::Impl::tryExecute(const QueuedCommand &queued)
{
    if (engineProblem)
        return *engineProblem;
    const std::string name = commandName(queued.command);
    SessionObserver observer(control, outbox, options.log.get());
    try {
        return engine->execute(queued.command, observer);
    } catch (const std::bad_alloc &) {
        return base::Problem{base::ProblemCode::WorkFailed, base::cat("The command '", name, "' ran out of memory."), "",
                             "Use a smaller batch or close other programs."};
    } catch (const std::exception &error) {
        return thrown(name, error.what());
    } catch (...) {
        return thrown(name, "an exception of unknown type");
    }
}

void Session::Impl::execute(const QueuedCommand &queued)
{
    const base::Status status = tryExecute(queued);
    const auto done = doneEvent(queued, status ? std::nullopt : std::optional(status.problem()));
    logDone(done);
    control.finish([&] { outbox.postQuietly(done); });
    outbox.ring();
}

void Session::Impl::logDone(const report::CommandDone &done)
{
    if (!options.log)
        return;
    if (!done.problem)
        options.log->info("session", base::cat(done.name, " done"));
    else if (done.problem->code == base::ProblemCode::Stopped)
        options.log->info("session", base::cat(done.name, " stopped"));
    else
        options.log->error("session", base::cat(done.name, " failed: ", base::toString(*done.problem)));
}

void Session::Impl::refuse(const std::vector<QueuedCommand> &waiting)
{
    for (const auto &queued : waiting)
        outbox.post(doneEvent(queued, stopped()));
}

Session::Session(std::function<std::unique_ptr<Engine>()> makeEngine, SessionOptions options)
    : m_impl(std::make_unique<Impl>(std::move(makeEngine), std::move(options)))
{
    m_impl->thread = std::jthread([impl = m_impl.get()] { impl->work(); });
}

Session::~Session()
{
    m_impl->refuse(m_impl->control.close());
    m_impl->thread.join();
}

base::CommandId Session::post(Command command)
{
    return m_impl->control.post(std::move(command));
}

void Session::pause()
{
    m_impl->control.pause();
}

void Session::resume()
{
    m_impl->control.resume();
}

void Session::step()
{
    m_impl->control.step();
}

void Session::stop()
{
    m_impl->refuse(m_impl->control.stop());
}

void Session::probeNow()
{
    m_impl->control.probeNow();
}

void Session::setLiveOption(const std::string &name, double value)
{
    m_impl->control.setLiveOption(name, value);
}

void Session::setProbes(const report::Probes &probes)
{
    m_impl->control.setProbes(probes);
}

bool Session::isBusy() const
{
    return m_impl->control.isBusy();
}

bool Session::isPaused() const
{
    return m_impl->control.isPaused();
}

std::vector<report::Event> Session::drainEvents()
{
    return m_impl->outbox.drain();
}

std::shared_ptr<const report::Snapshot> Session::snapshot() const
{
    return m_impl->outbox.snapshot();
}

std::uint64_t Session::droppedEvents() const
{
    return m_impl->outbox.dropped();
}

const recipe::Vocabulary &Session::vocabulary() const
{
    return *m_impl->vocabulary.get();
}

void Session::waitUntilIdle()
{
    m_impl->control.waitUntilIdle();
}

} // namespace espalier::session

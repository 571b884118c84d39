// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/batch_maker.h"
#include "data/dataset.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace espalier::data {

namespace {

struct Position {
    std::int64_t epoch = 0, index = 0;
    friend bool operator==(const Position &, const Position &) = default;
};

} // namespace

/// One slot: while batch b is used, a thread makes b + 1. A call for any other batch makes it at once.
struct Loader::Impl {
    Impl(std::shared_ptr<const Dataset> dataset, const Preset &preset, const LoaderOptions &options)
        : maker(std::move(dataset), preset, options), worker([this](const std::stop_token &stop) { prefetch(stop); })
    {
    }

    Batch take(Position position)
    {
        std::unique_lock lock(mutex);
        arrived.wait(lock, [&] { return wanted != position || ready || failure; });
        std::optional<Batch> batch;
        if (wanted == position) {
            if (failure) {
                wanted.reset();
                std::rethrow_exception(std::exchange(failure, nullptr));
            }
            batch.swap(ready);
        } else {
            lock.unlock();
            batch = maker.make(position.epoch, position.index);
            lock.lock();
        }
        ask(next(position));
        return *std::move(batch);
    }

    Position next(Position position) const
    {
        return position.index + 1 < maker.batchesPerEpoch() ? Position{position.epoch, position.index + 1}
                                                            : Position{position.epoch + 1, 0};
    }

    /// Under the lock. A batch that is being made for an older wish is dropped when it arrives.
    void ask(Position position)
    {
        wanted = position;
        ready.reset();
        failure = nullptr;
        started = false;
        wished.notify_one();
        arrived.notify_all();
    }

    void prefetch(const std::stop_token &stop)
    {
        std::unique_lock lock(mutex);
        while (wished.wait(lock, stop, [&] { return wanted.has_value() && !started; })) {
            const Position position = *wanted;
            started = true;
            lock.unlock();
            std::optional<Batch> batch;
            std::exception_ptr error;
            try {
                batch = maker.make(position.epoch, position.index);
            } catch (...) {
                error = std::current_exception();
            }
            lock.lock();
            if (wanted != position || !started)
                continue;
            ready = std::move(batch);
            failure = error;
            arrived.notify_all();
        }
    }

    const BatchMaker maker;
    std::mutex mutex;
    std::condition_variable_any wished;
    std::condition_variable arrived;
    std::optional<Position> wanted;
    std::optional<Batch> ready;
    std::exception_ptr failure;
    bool started = false;
    std::jthread worker; // last: it uses everything above
};

Loader::Loader(std::shared_ptr<const Dataset> dataset, const Preset &preset, const LoaderOptions &options)
    : m_impl(std::make_unique<Impl>(std::move(dataset), preset, options))
{
}

Loader::~Loader() = default;

std::int64_t Loader::batchesPerEpoch() const
{
    return m_impl->maker.batchesPerEpoch();
}

std::int64_t Loader::samplesPerEpoch() const
{
    return m_impl->maker.samplesPerEpoch();
}

Batch Loader::batch(std::int64_t epoch, std::int64_t index)
{
    return m_impl->take({epoch, index});
}

} // namespace espalier::data

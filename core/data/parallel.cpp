// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace espalier::data {

void parallelRanges(std::int64_t count, std::int64_t grain,
                    const std::function<void(std::int64_t begin, std::int64_t end)> &work)
{
    std::atomic<std::int64_t> next = 0;
    std::mutex mutex;
    std::exception_ptr failure;
    const auto loop = [&] {
        try {
            for (std::int64_t begin = next.fetch_add(grain); begin < count; begin = next.fetch_add(grain))
                work(begin, std::min(begin + grain, count));
        } catch (...) {
            const std::scoped_lock lock(mutex);
            failure = failure ? failure : std::current_exception();
            next = count;
        }
    };
    const std::int64_t pieces = (count + grain - 1) / grain;
    const auto helpers = std::min<std::int64_t>(std::max(1u, std::thread::hardware_concurrency()), pieces) - 1;
    {
        std::vector<std::jthread> threads;
        for (std::int64_t i = 0; i < helpers; ++i)
            threads.emplace_back(loop);
        loop();
    }
    if (failure)
        std::rethrow_exception(failure);
}

} // namespace espalier::data

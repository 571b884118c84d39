// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/guarded.h"

#include "base/text.h"
#include "base/translate.h"

#include <c10/util/Exception.h>

#include <new>

namespace espalier::engine {

namespace {

base::Problem outOfMemory()
{
    return {base::ProblemCode::WorkFailed, ESP_TR("Engine", "The memory does not suffice."), "",
            ESP_TR("Engine", "Use a smaller batch or model, or close other programs.")};
}

base::Problem failed(const std::string &why)
{
    // LibTorch's CPU allocator throws a plain c10::Error.
    if (why.find("DefaultCPUAllocator") != std::string::npos)
        return outOfMemory();
    return {base::ProblemCode::WorkFailed, base::cat("The work failed: ", why, "."), "",
            "The last saved point is kept; see the log."};
}

} // namespace

base::Status guarded(const std::function<base::Status()> &work)
{
    try {
        return work();
    } catch (const c10::Error &error) {
        return failed(error.what_without_backtrace());
    } catch (const std::bad_alloc &) {
        return outOfMemory();
    } catch (const std::exception &error) {
        return failed(error.what());
    }
}

} // namespace espalier::engine

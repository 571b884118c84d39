// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/log.h"

#include <mutex>

namespace espalier::app {

class LogModel;

/// Carries log lines from whichever thread writes them to the LogModel in the GUI thread. Lines written before there is
/// a model are dropped (they are in the file).
class LogRelay
{
public:
    void connectTo(LogModel *model);
    void operator()(const base::LogLine &line);

private:
    std::mutex m_mutex;
    LogModel *m_model = nullptr;
};

} // namespace espalier::app

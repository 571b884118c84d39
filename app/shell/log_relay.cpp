// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/log_relay.h"

#include "app/models/log_model.h"

namespace espalier::app {

void LogRelay::connectTo(LogModel *model)
{
    const std::scoped_lock lock(m_mutex);
    m_model = model;
}

void LogRelay::operator()(const base::LogLine &line)
{
    const std::scoped_lock lock(m_mutex);
    if (m_model)
        QMetaObject::invokeMethod(m_model, [model = m_model, line] { model->append(line); }, Qt::QueuedConnection);
}

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/events.h"

namespace espalier::report {

bool isDroppable(const Event &event)
{
    if (const auto *line = std::get_if<base::LogLine>(&event))
        return line->level < base::LogLevel::Warning;
    return std::holds_alternative<MetricPoint>(event);
}

} // namespace espalier::report

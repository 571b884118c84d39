// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/run_services.h"

#include "base/text.h"

namespace espalier::train {

RunServices::RunServices(const TrainerContext &context, report::Observer &watcher, double secondsBefore)
    : observer(watcher), clock(secondsBefore), gate(observer, clock), reporter(observer, position, clock),
      checkpoints(context, position, clock), log(context.log ? context.log : base::makeNullLog())
{
}

void RunServices::enterStage(const std::string &kind)
{
    m_stageKey = base::cat(position.stageIndex, ".", kind);
    const auto &seconds = record.record().seconds;
    const auto before = seconds.find(m_stageKey);
    m_stageOffset = clock.seconds() - (before == seconds.end() ? 0.0 : before->second);
}

std::string RunServices::recordText()
{
    if (!m_stageKey.empty())
        record.record().seconds[m_stageKey] = clock.seconds() - m_stageOffset;
    record.record().phases = reporter.phases();
    return report::toJson(record.record());
}

} // namespace espalier::train

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/project.h"

namespace espalier::engine {

/// Leaves a run's checkpoints as points of the project's timeline.
class StoreCheckpointer final : public train::Checkpointer {
public:
    StoreCheckpointer(Project &project, RunMark mark, report::Observer &observer)
        : m_project(project), m_mark(std::move(mark)), m_observer(observer)
    { }

    base::Status save(const std::string &title, bool automatic, const train::ModelState &model,
                      const train::TrainState &state) override;

private:
    Project &m_project;
    RunMark m_mark;
    report::Observer &m_observer;
};

} // namespace espalier::engine

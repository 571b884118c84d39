// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/project.h"
#include "session/command.h"

namespace espalier::engine {

/// Runs recipes over the project's model: start point, training with checkpoints into the store, history, result.json
/// whatever the outcome (done, stopped, failed), final point. Resumes from the newest checkpoint of the run at hand; one
/// that was killed before its first begins anew.
class RunDriver {
public:
    RunDriver(Project &project, const recipe::Vocabulary &vocabulary, report::Observer &observer)
        : m_project(project), m_vocabulary(vocabulary), m_observer(observer)
    { }

    base::Status start(const session::RunRecipe &command);
    base::Status resume(const std::string &folder);

private:
    struct Start {
        recipe::Recipe recipe;
        std::string hash; ///< of recipe.json
        std::optional<train::TrainState> train;
    };
    base::Status openFresh(const recipe::Recipe &recipe);
    base::Status begin(Start start);
    base::Status goOn(Start start, const std::string &point);
    base::Status work(const Start &start);
    base::Status finish(const Start &start, report::RunRecord record, const base::Status &outcome);
    base::Status conclude(const Start &start, report::RunRecord &record);
    void abandon(const Start &start, report::RunRecord &record, const base::Problem &problem);
    base::Status goBackToCheckpoint(const Start &start);
    void publishIdle();
    /// The newest point of this run, of the given stage if one is named, or empty.
    std::string newestPointOf(const std::string &hash, const std::string &stage = {}) const;
    /// The network that this run began with.
    base::Result<model::Network> startNetwork(const std::string &hash) const;
    RunMark mark(const Start &start, const std::string &stage) const;

    Project &m_project;
    const recipe::Vocabulary &m_vocabulary;
    report::Observer &m_observer;
};

} // namespace espalier::engine

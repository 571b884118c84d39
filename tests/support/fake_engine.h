// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/engine.h"
#include "support/fake_project.h"

#include <map>
#include <string>

namespace espalier::test {

/// What the FakeEngine plays.
struct FakeScript {
    double stepsPerSecond = 0.0; ///< 0 = as fast as it goes
    std::int64_t pushSteps = 120, stabiliseSteps = 60; ///< of a penalize stage
    std::int64_t trainSteps = 100;                     ///< of each train or finetune stage
    std::int64_t stepsPerEpoch = 20;
    std::map<std::string, base::Problem> failures; ///< command name -> how it fails
    std::int64_t weightsChosen = 0; ///< single weights that the opened network has waiting to be masked
    bool mixesLayer = false; ///< layer1.0.conv1 makes channels of two groups, as the one matrix of an attention does
    std::uint64_t seed = 1;
};

/// An Engine without torch that plays a plausible session, the same every time: opens ResNet-20, binds data, evaluates,
/// runs a recipe's stages with all events and snapshots, commits plans, keeps a timeline. It obeys pause, step, stop,
/// probes and live options, refuses what a real engine refuses (no model open, unfit plan, unknown point), and fails
/// where the script says so. Exports write a small text file.
class FakeEngine final : public session::Engine {
public:
    explicit FakeEngine(FakeScript script = {});
    const recipe::Vocabulary &vocabulary() const override { return m_vocabulary; }
    base::Status execute(const session::Command &command, report::Observer &observer) override;

private:
    base::Status handle(const session::OpenModel &command, report::Observer &observer);
    base::Status handle(const session::CloseModel &command, report::Observer &observer);
    base::Status handle(const session::BindData &command, report::Observer &observer);
    base::Status handle(const session::Evaluate &command, report::Observer &observer);
    base::Status handle(const session::RunRecipe &command, report::Observer &observer);
    base::Status handle(const session::ResumeRun &command, report::Observer &observer);
    base::Status handle(const session::CommitPlan &command, report::Observer &observer);
    base::Status handle(const session::RestorePoint &command, report::Observer &observer);
    base::Status handle(const session::NamePoint &command, report::Observer &observer);
    base::Status handle(const session::ExportModel &command, report::Observer &observer);
    base::Status needModel() const;
    base::Status needData() const;

    FakeScript m_script;
    recipe::Vocabulary m_vocabulary;
    FakeProject m_project;
};

} // namespace espalier::test

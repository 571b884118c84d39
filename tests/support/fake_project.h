// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/observer.h"
#include "session/command.h"
#include "support/fake_structure.h"

#include <map>
#include <string>
#include <vector>

namespace espalier::test {

/// What a point keeps.
struct FakeModel {
    std::vector<std::int32_t> channels; ///< per group
    graph::Scores scores;
    report::ModelStateKind state = report::ModelStateKind::Whole;
    double top1 = 92.1;
    std::int64_t weightsChosen = 0, weightsMasked = 0;
};

/// The model and timeline that the FakeEngine plays with; publishes them after each change.
class FakeProject {
public:
    void open(const session::OpenModel &command, std::uint64_t seed, report::Observer &observer);
    bool isOpen() const { return m_structure != nullptr; }
    bool hasData() const { return m_hasData; }
    void bind(const recipe::DataSpec &data, report::Observer &observer);

    FakeModel &model() { return m_model; }
    const graph::Structure &structure() const { return *m_structure; }
    void mixLayer(); ///< see FakeScript::mixesLayer
    /// Top-1 about the model's accuracy, with its interval.
    report::Accuracy accuracy(std::int64_t samples) const;
    void setCurrent(const report::Accuracy &accuracy, report::Observer &observer);

    std::string savePoint(const std::string &title, bool automatic, std::int64_t step, report::Observer &observer);
    base::Status restore(const std::string &point, report::Observer &observer);
    /// Removes channels, saves the points around it, publishes the report.
    base::Status commit(const session::CommitPlan &command, std::int64_t step, report::Observer &observer);
    void publishModel(report::Observer &observer) const;

private:
    void mask(std::int64_t step, report::Observer &observer);
    void applyCut(const graph::Plan &plan);
    void publishTimeline(report::Observer &observer) const;

    recipe::ModelSpec m_spec;
    graph::StructurePtr m_structure;
    std::vector<std::int32_t> m_original;
    graph::Cost m_originalCost;
    FakeModel m_model;
    bool m_hasData = false;
    std::string m_current; ///< point
    std::vector<report::TimelineEntry> m_timeline;
    std::map<std::string, FakeModel> m_points;
};

} // namespace espalier::test

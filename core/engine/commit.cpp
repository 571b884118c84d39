// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/commit.h"

#include "base/translate.h"
#include "engine/cut_file.h"
#include "engine/recording_observer.h"
#include "train/cut_model.h"
#include "train/masks.h"
#include "train/recalibration.h"

namespace espalier::engine {

using base::Problem;
using base::ProblemCode;

namespace {

constexpr std::int64_t measuredImages = 1024, parityImages = 64;

class Commit {
public:
    Commit(Project &project, const session::CommitPlan &command, report::Observer &observer)
        : m_project(project), m_command(command), m_observer(observer)
    { }

    base::Status run();

private:
    base::Status cut();
    base::Status mask();
    base::Status check() const;
    train::CutRequest request() const;
    base::Result<report::Accuracy> measure(const model::Network &network) const;
    base::Status recalibrate(report::CutReport &report) const;
    void publish(report::CutReport report) const;
    bool hasData() const { return m_project.needData().hasValue(); }

    Project &m_project;
    const session::CommitPlan &m_command;
    report::Observer &m_observer;
};

base::Status Commit::check() const
{
    const auto &structure = *m_project.state().trace.structure;
    if (!m_project.state().masks.empty())
        return Problem{ProblemCode::Unsupported,
                       ESP_TR("Engine", "Single weights of this network are masked; channels can't be cut any more."), "",
                       ESP_TR("Engine", "Restore a version from before the mask, cut channels there, then mask.")};
    if (m_command.plan.isEmpty())
        return Problem{ProblemCode::BadUsage, ESP_TR("Engine", "The plan removes nothing."), "",
                       ESP_TR("Engine", "Give at least one group a ratio.")};
    if (auto status = graph::validate(m_command.plan, structure); !status)
        return status;
    return m_command.options.acceptApproximate ? base::Status{} : refuseApproximate(m_command.plan, structure);
}

base::Result<report::Accuracy> Commit::measure(const model::Network &network) const
{
    const auto &data = *m_project.data();
    train::EvaluateRequest request;
    request.split = data.spec.tuningShare > 0 ? data::Split::Tuning : data::Split::Test;
    request.limit = measuredImages;
    request.tuningShare = data.spec.tuningShare;
    return train::evaluate(network, data.dataset, data.preset, request, &m_observer);
}

train::CutRequest Commit::request() const
{
    train::CutRequest request;
    request.plan = m_command.plan;
    request.ledger = m_command.ledger;
    request.forwardConstants = m_command.options.forwardConstants;
    if (!hasData())
        return request;
    if (const auto inputs = sampleInputs(*m_project.data(), parityImages); inputs.defined())
        request.parityBatch = {inputs};
    request.measure = [this](const model::Network &network) { return measure(network); };
    return request;
}

base::Status Commit::recalibrate(report::CutReport &report) const
{
    const auto &data = *m_project.data();
    train::RecalibrationOptions options;
    options.tuningShare = data.spec.tuningShare;
    options.stopAsked = [this] { return m_observer.atStep().stop; };
    const auto norms = train::recalibrate(m_project.state().network, data.dataset, data.preset, options);
    if (!norms)
        return norms.problem();
    if (*norms == 0)
        return {};
    const auto accuracy = measure(m_project.state().network);
    if (!accuracy)
        return accuracy.problem();
    report.accuracyRecalibrated = *accuracy;
    return {};
}

base::Status Commit::run()
{
    const bool hasMasks = !m_project.state().chosenMasks.empty();
    return m_command.plan.isEmpty() && hasMasks ? mask() : cut();
}

// The network keeps its shape, so there is nothing to prove: masked is what it is.
base::Status Commit::mask()
{
    const auto before = m_project.savePoint({ESP_TR("Engine", "Before cut"), true, 0, nullptr, {}}, m_observer);
    if (!before)
        return before.problem();
    train::ModelState &state = m_project.state();
    report::CutReport report;
    report.pointBefore = *before;
    report.before = report.after = graph::cost(*state.trace.structure);
    const auto look = [this](std::optional<report::Accuracy> &accuracy) {
        const auto measured = measure(m_project.state().network);
        if (measured)
            accuracy = *measured;
        return measured ? base::Status{} : base::Status(measured.problem());
    };
    if (hasData())
        if (auto status = look(report.accuracyBefore); !status)
            return status;
    state.network.weights = state.network.weights.clone(); // others may hold the tensors
    train::adoptMasks(state);
    report.weightsKept = train::unmaskedShare(state);
    base::Status measured;
    if (hasData())
        measured = look(report.accuracyAfter);
    m_project.setAccuracy(report.accuracyAfter ? std::optional(report.accuracyAfter->top1) : std::nullopt);
    const auto point = m_project.savePoint({ESP_TR("Engine", "After cut"), true, 0, nullptr, {}}, m_observer);
    if (point)
        report.pointAfter = *point;
    publish(std::move(report));
    if (!measured)
        return measured;
    return point ? base::Status{} : point.problem();
}

base::Status Commit::cut()
{
    if (auto status = check(); !status)
        return status;
    const auto before =
        m_project.savePoint({ESP_TR("Engine", "Before cut"), true, 0, nullptr, {}}, m_observer);
    if (!before)
        return before.problem();
    auto report = train::cutModel(m_project.state(), request());
    if (!report)
        return report.problem();
    report->pointBefore = *before;
    const auto &after = report->accuracyForwarded ? report->accuracyForwarded : report->accuracyAfter;
    m_project.setAccuracy(after ? std::optional(after->top1) : std::nullopt);
    base::Status recalibrated;
    if (m_command.options.recalibrate && hasData())
        recalibrated = recalibrate(*report);
    if (report->accuracyRecalibrated)
        m_project.setAccuracy(report->accuracyRecalibrated->top1);
    const auto point = m_project.savePoint({ESP_TR("Engine", "After cut"), true, 0, nullptr, {}}, m_observer);
    if (point)
        report->pointAfter = *point;
    publish(std::move(*report));
    if (!recalibrated)
        return recalibrated;
    return point ? base::Status{} : point.problem();
}

void Commit::publish(report::CutReport report) const
{
    const auto top1 = [](const std::optional<report::Accuracy> &accuracy) {
        return accuracy ? std::optional(accuracy->top1) : std::nullopt;
    };
    m_observer.event(report::CutHappened{0, top1(report.accuracyBefore), top1(report.accuracyAfter),
                                         top1(report.accuracyForwarded)});
    m_project.publishModel(m_observer);
    m_observer.update([&](report::Snapshot &snapshot) {
        snapshot.current = nullptr;
        snapshot.cut = std::make_shared<const report::CutReport>(std::move(report));
    });
}

} // namespace

base::Status commitPlan(Project &project, const session::CommitPlan &command, report::Observer &observer)
{
    RecordingObserver recording(observer, project.store());
    auto status = Commit(project, command, recording).run();
    if (auto flushed = project.store().flush(); status && !flushed)
        return flushed;
    return status;
}

} // namespace espalier::engine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fake_project.h"

#include "base/text.h"

#include <algorithm>
#include <utility>
#include <cstdio>

namespace espalier::test {

using base::Problem;
using base::ProblemCode;

namespace {

std::string pointName(std::size_t number, const std::string &title)
{
    std::string slug;
    for (const char c : title)
        slug += std::isalnum(static_cast<unsigned char>(c)) ? static_cast<char>(std::tolower(c)) : '-';
    char digits[16];
    std::snprintf(digits, sizeof digits, "%03zu-", number);
    return digits + slug;
}

template <class T>
std::shared_ptr<const T> shared(T value)
{
    return std::make_shared<const T>(std::move(value));
}

} // namespace

void FakeProject::open(const session::OpenModel &command, std::uint64_t seed, report::Observer &observer)
{
    *this = {};
    m_spec = command.model;
    m_structure = fakeResNet20();
    m_original = channelsOf(*m_structure);
    m_originalCost = graph::cost(*m_structure);
    m_model.channels = m_original;
    m_model.scores = fakeScores(*m_structure, seed);
    observer.update([&](report::Snapshot &snapshot) {
        snapshot = {};
        snapshot.runFolder = command.projectFolder;
    });
    savePoint("Opened", true, 0, observer);
    publishModel(observer);
}

void FakeProject::bind(const recipe::DataSpec &data, report::Observer &observer)
{
    report::DataInfo info;
    info.source = data.source;
    info.preset = data.preset.empty() ? "cifar10" : data.preset;
    info.hash = "5f1d7a8467cb2f8e";
    info.classes = {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"};
    info.train = 45000;
    info.tuning = 5000;
    info.test = 10000;
    m_hasData = true;
    observer.update([&](report::Snapshot &snapshot) { snapshot.data = shared(std::move(info)); });
}

void FakeProject::mixLayer()
{
    auto mixed = std::make_shared<graph::Structure>(*m_structure);
    graph::Layer &layer = mixed->layers.at(1);
    layer.group = {};
    mixed->groups.at(1).producers.push_back(layer.name);
    m_structure = mixed;
}

report::Accuracy FakeProject::accuracy(std::int64_t samples) const
{
    report::Accuracy accuracy;
    accuracy.top1 = m_model.top1;
    accuracy.top5 = std::min(100.0, m_model.top1 + 7);
    accuracy.loss = (100 - m_model.top1) / 25;
    accuracy.samples = samples;
    accuracy.low = m_model.top1 - 0.6;
    accuracy.high = m_model.top1 + 0.5;
    accuracy.seconds = 0.4;
    return accuracy;
}

void FakeProject::setCurrent(const report::Accuracy &accuracy, report::Observer &observer)
{
    for (auto &entry : m_timeline)
        if (entry.point == m_current)
            entry.top1 = accuracy.top1;
    observer.update([&](report::Snapshot &snapshot) {
        snapshot.current = shared(report::Accuracy(accuracy));
        if (m_model.state == report::ModelStateKind::Whole && !snapshot.baseline)
            snapshot.baseline = snapshot.current;
    });
    publishTimeline(observer);
}

void FakeProject::publishModel(report::Observer &observer) const
{
    report::ModelInfo info;
    info.source = m_spec.source;
    info.format = m_spec.source.rfind("zoo:", 0) == 0 ? "zoo" : "pt2";
    info.title = "ResNet-20";
    info.inputs = {"x [-1, 3, 32, 32] float32"};
    info.outputs = {"logits [-1, 10] float32"};
    info.state = m_model.state;
    info.version = m_timeline.empty() ? "" : m_timeline.back().title;
    info.original = m_originalCost;
    info.originalChannels = m_original;
    info.weights = m_originalCost.contractionParameters;
    info.weightsChosen = m_model.weightsChosen;
    info.weightsMasked = m_model.weightsMasked;
    info.notes = {"2 filters of layer3.2.conv1 are dead: their weights are 0."};
    observer.update([&](report::Snapshot &snapshot) {
        snapshot.model = shared(std::move(info));
        snapshot.structure = m_structure;
        snapshot.scores = shared(graph::Scores(m_model.scores));
    });
}

void FakeProject::publishTimeline(report::Observer &observer) const
{
    auto entries = m_timeline;
    for (auto &entry : entries)
        entry.current = entry.point == m_current;
    observer.update([&](report::Snapshot &snapshot) { snapshot.timeline = shared(std::move(entries)); });
}

std::string FakeProject::savePoint(const std::string &title, bool automatic, std::int64_t step,
                                   report::Observer &observer)
{
    report::TimelineEntry entry;
    entry.point = pointName(m_timeline.size(), title);
    entry.title = title;
    entry.parent = m_current;
    entry.state = m_model.state;
    entry.when = "2024-05-04T10:00:00";
    entry.cost = graph::cost(*m_structure);
    entry.bytes = entry.cost.parameters * 4;
    entry.step = step;
    entry.automatic = automatic;
    m_points[entry.point] = m_model;
    m_current = entry.point;
    m_timeline.push_back(entry);
    observer.event(report::PointSaved{entry.point, title, automatic, step});
    publishTimeline(observer);
    return entry.point;
}

base::Status FakeProject::restore(const std::string &point, report::Observer &observer)
{
    const auto found = m_points.find(point);
    if (found == m_points.end())
        return Problem{ProblemCode::NotFound, base::cat("There is no point '", point, "' in this project."), "",
                       "Choose one of the timeline's points."};
    const FakeModel model = found->second;
    savePoint("Before restore", true, 0, observer);
    m_model = model;
    m_structure = fakeResNet20(m_model.channels);
    m_current = point;
    publishTimeline(observer);
    publishModel(observer);
    return {};
}

void FakeProject::applyCut(const graph::Plan &plan)
{
    graph::Scores scores;
    for (const auto &group : m_structure->groups) {
        auto &row = scores.emplace_back();
        for (const auto channel : graph::keptChannels(plan, group))
            row.push_back(m_model.scores[group.id.index()][static_cast<std::size_t>(channel)]);
        m_model.channels[group.id.index()] = static_cast<std::int32_t>(row.size());
    }
    m_model.scores = std::move(scores);
    m_model.state = report::ModelStateKind::Cut;
    m_structure = fakeResNet20(m_model.channels);
}

void FakeProject::mask(std::int64_t step, report::Observer &observer)
{
    report::CutReport report;
    report.before = report.after = graph::cost(*m_structure);
    report.pointBefore = savePoint("Before cut", true, step, observer);
    report.accuracyBefore = accuracy(1024);
    m_model.weightsMasked += std::exchange(m_model.weightsChosen, 0);
    m_model.top1 -= 1.5;
    report.accuracyAfter = accuracy(1024);
    report.weightsKept =
        1.0 - static_cast<double>(m_model.weightsMasked) / static_cast<double>(m_originalCost.contractionParameters);
    report.pointAfter = savePoint("After cut", true, step, observer);
    publishModel(observer);
    observer.update([&](report::Snapshot &snapshot) { snapshot.cut = shared(std::move(report)); });
}

base::Status FakeProject::commit(const session::CommitPlan &command, std::int64_t step, report::Observer &observer)
{
    if (command.plan.isEmpty() && m_model.weightsChosen > 0) {
        mask(step, observer);
        return {};
    }
    if (command.plan.isEmpty())
        return Problem{ProblemCode::CheckFailed, "The plan removes nothing.", "", "Give at least one group a ratio."};
    if (auto status = graph::validate(command.plan, *m_structure); !status)
        return status;
    report::CutReport report;
    report.before = graph::cost(*m_structure);
    report.ledger = command.ledger;
    for (const auto &row : command.ledger)
        report.groupNames.push_back(m_structure->group(row.group).name);
    report.pointBefore = savePoint("Before cut", true, step, observer);
    report.accuracyBefore = accuracy(1024);
    applyCut(command.plan);
    m_model.top1 -= 3.0;
    report.after = graph::cost(*m_structure);
    report.parity = {2.4e-6, 1.2e-4, 1.0, 64, true, ""};
    report.accuracyAfter = accuracy(1024);
    if (command.options.recalibrate) {
        m_model.top1 += 1.0;
        report.accuracyRecalibrated = accuracy(1024);
    }
    report.pointAfter = savePoint("After cut", true, step, observer);
    report.secondsCut = 0.02;
    report.secondsParity = 0.05;
    observer.event(report::CutHappened{step, report.accuracyBefore->top1, report.accuracyAfter->top1, {}});
    publishModel(observer);
    observer.update([&](report::Snapshot &snapshot) { snapshot.cut = shared(std::move(report)); });
    return {};
}

} // namespace espalier::test

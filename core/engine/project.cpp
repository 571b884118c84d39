// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project.h"

#include "base/file.h"
#include "base/text.h"
#include "base/translate.h"
#include "engine/evaluate.h"
#include "engine/graph_text.h"
#include "engine/preflight.h"
#include "report/run_record.h"
#include "train/masks.h"

#include <algorithm>
#include <cstdlib>

namespace espalier::engine {

namespace fs = std::filesystem;
using base::Problem;
using base::ProblemCode;

namespace {

template <class T>
std::shared_ptr<const T> shared(T value)
{
    return std::make_shared<const T>(std::move(value));
}

std::string titleOfCurrent(const std::vector<report::TimelineEntry> &entries)
{
    const auto current = std::find_if(entries.begin(), entries.end(), [](const auto &entry) { return entry.current; });
    return current == entries.end() ? std::string() : current->title;
}

base::Result<fs::path> makeTemporaryFolder()
{
    std::error_code error;
    std::string pattern = (fs::temp_directory_path(error) / "espalier-project-XXXXXX").string();
    if (error || !::mkdtemp(pattern.data()))
        return Problem{ProblemCode::NoPermission,
                       ESP_TR("Engine", "A temporary project folder can't be created."), pattern,
                       ESP_TR("Engine", "Set TMPDIR to a folder that can be written to.")};
    return fs::path(pattern);
}

} // namespace

Project::~Project()
{
    dropStore();
}

void Project::dropStore()
{
    m_store.reset();
    if (!m_temporary.empty()) {
        std::error_code ignored;
        fs::remove_all(m_temporary, ignored);
        m_temporary.clear();
    }
    m_current.clear();
}

base::Status Project::needModel() const
{
    if (isOpen())
        return {};
    return Problem{ProblemCode::BadUsage, ESP_TR("Engine", "No model is open."), "",
                   ESP_TR("Engine", "Open a model first.")};
}

base::Status Project::needData() const
{
    if (auto status = needModel(); !status)
        return status;
    if (!m_data)
        return Problem{ProblemCode::BadUsage, ESP_TR("Engine", "No data is bound."), "",
                       ESP_TR("Engine", "Bind a data set first.")};
    return checkFit(*m_model->state.network.graph, *m_data);
}

void Project::close(report::Observer &observer)
{
    m_model.reset();
    m_data.reset();
    m_top1.reset();
    dropStore();
    observer.update([](report::Snapshot &snapshot) { snapshot = {}; });
}

base::Status Project::bind(const recipe::DataSpec &spec, report::Observer &observer)
{
    auto data = bindData(spec, m_options);
    if (!data)
        return data.problem();
    m_data = std::move(*data);
    observer.update([this](report::Snapshot &snapshot) {
        snapshot.data = shared(describe(*m_data));
        snapshot.baseline = nullptr;
        snapshot.current = nullptr;
    });
    for (const auto &warning : m_data->dataset->warnings)
        observer.event(report::WarningRaised{"data", {ProblemCode::Unreadable, warning, spec.source, ""}});
    return {};
}

void Project::setModel(ModelPoint model, const std::string &point, report::Observer &observer)
{
    m_model = std::move(model);
    m_model->train.reset();
    m_model->run.reset();
    m_current = point;
    m_top1.reset();
    observer.update([this](report::Snapshot &snapshot) {
        snapshot.current = nullptr;
        snapshot.telemetry = nullptr;
        snapshot.gram = nullptr;
        snapshot.scales = nullptr;
    });
    publish(observer);
}

base::Status Project::useFolder(const std::string &folder)
{
    fs::path temporary;
    if (folder.empty()) {
        auto made = makeTemporaryFolder();
        if (!made)
            return made.problem();
        temporary = *made;
    }
    const fs::path wanted = fs::absolute(folder.empty() ? temporary : fs::path(folder)).lexically_normal();
    if (m_store && wanted == m_store->folder())
        return {};
    auto store = store::isRunFolder(wanted) ? store::RunStore::open(wanted) : store::RunStore::create(wanted);
    if (!store)
        return store.problem();
    dropStore();
    m_store = std::move(*store);
    m_temporary = temporary;
    return {};
}

base::Result<std::string> Project::savePoint(const PointRequest &request, report::Observer &observer)
{
    store::PointInfo info;
    info.title = request.title;
    info.parent = m_current;
    info.state = kindOf(m_model->state);
    info.top1 = m_top1;
    info.cost = graph::cost(*m_model->state.trace.structure);
    info.step = request.step;
    info.automatic = request.automatic;
    ModelPoint point = *m_model;
    if (request.train)
        point.train = *request.train;
    point.run = request.run;
    auto name = m_store->savePoint(info, [&](const fs::path &folder) { return writeModelPoint(folder, point); });
    if (!name)
        return name.problem();
    m_current = *name;
    if (auto status = m_store->thin(20); !status)
        return status.problem();
    observer.event(report::PointSaved{*name, request.title, request.automatic, request.step});
    publishTimeline(observer);
    return name;
}

base::Status Project::restore(const std::string &point, report::Observer &observer)
{
    const auto folder = m_store->pointFolder(point);
    if (point.empty() || !isModelPoint(folder))
        return Problem{ProblemCode::NotFound, base::cat("There is no point '", point, "' in this project."),
                       m_store->folder().string(), "Choose one of the timeline's points."};
    auto model = readModelPoint(folder);
    if (!model)
        return model.problem();
    if (auto saved = savePoint({ESP_TR("Engine", "Before restore"), true, 0, nullptr, {}}, observer); !saved)
        return saved.problem();
    setModel(std::move(*model), point, observer);
    return {};
}

void Project::announceFolder(report::Observer &observer) const
{
    // That of a run which ended earlier; a new one's comes when it ends.
    std::shared_ptr<const report::RunRecord> result;
    if (const auto text = base::readFile(m_store->folder() / "result.json"))
        if (auto record = report::runRecordFromJson(*text))
            result = shared(std::move(*record));
    observer.update([&](report::Snapshot &snapshot) {
        snapshot.runFolder = m_store->folder().string();
        snapshot.result = result;
    });
}

void Project::publishModel(const std::optional<Timeline> &entries, report::Observer &observer) const
{
    const auto &state = m_model->state;
    report::ModelInfo info;
    info.source = m_model->source;
    info.format = m_model->format;
    info.title = m_model->title;
    for (const auto id : state.network.graph->inputs())
        info.inputs.push_back(valueText(*state.network.graph, id));
    for (const auto id : state.network.graph->outputs())
        info.outputs.push_back(valueText(*state.network.graph, id));
    info.state = kindOf(state);
    info.version = entries ? titleOfCurrent(*entries) : std::string();
    info.original = state.originalCost;
    info.originalChannels = state.originalChannels;
    info.notes = preflightNotes(state);
    for (const auto &layer : state.trace.structure->layers)
        if (const auto weight = state.network.weights.get(layer.weight); weight.defined())
            info.weights += weight.numel();
    info.weightsMasked = train::maskedCount(state.masks);
    info.weightsChosen = train::maskedCount(state.chosenMasks);
    auto scores = l1Scores(state);
    observer.update([&](report::Snapshot &snapshot) {
        snapshot.model = shared(std::move(info));
        if (snapshot.structure != state.trace.structure)
            snapshot.structure = state.trace.structure;
        snapshot.scores = shared(std::move(scores));
    });
}

std::optional<Project::Timeline> Project::timeline() const
{
    if (!m_store)
        return std::nullopt;
    auto entries = m_store->points();
    if (!entries)
        return std::nullopt;
    for (auto &entry : *entries)
        entry.current = entry.point == m_current;
    return *std::move(entries);
}

void Project::publishModel(report::Observer &observer) const
{
    publishModel(timeline(), observer);
}

void Project::publishTimeline(report::Observer &observer) const
{
    publishTimeline(timeline(), observer);
}

void Project::publish(report::Observer &observer) const
{
    const auto entries = timeline();
    publishModel(entries, observer);
    publishTimeline(entries, observer);
}

void Project::publishTimeline(std::optional<Timeline> entries, report::Observer &observer) const
{
    if (entries)
        observer.update([&](report::Snapshot &snapshot) { snapshot.timeline = shared(*std::move(entries)); });
}

} // namespace espalier::engine

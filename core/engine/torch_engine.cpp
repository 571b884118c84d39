// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/torch_engine.h"

#include "base/text.h"
#include "base/translate.h"
#include "engine/capability.h"
#include "engine/commit.h"
#include "engine/exporter.h"
#include "engine/guarded.h"
#include "engine/project.h"
#include "engine/recording_observer.h"
#include "engine/run_driver.h"
#include "engine/vocabulary.h"

#include <cstdlib>

namespace espalier::engine {

namespace fs = std::filesystem;

namespace {

class TorchEngine final : public session::Engine {
public:
    explicit TorchEngine(EngineOptions options) : m_vocabulary(makeVocabulary()), m_project(options)
    {
        setUpThreads(options.threads);
    }

    const recipe::Vocabulary &vocabulary() const override { return m_vocabulary; }

    base::Status execute(const session::Command &command, report::Observer &observer) override
    {
        return guarded([&] { return std::visit([&](const auto &value) { return handle(value, observer); }, command); });
    }

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

    recipe::Vocabulary m_vocabulary;
    Project m_project;
};

base::Status TorchEngine::handle(const session::OpenModel &command, report::Observer &observer)
{
    auto model = openModel(command.model);
    if (!model)
        return model.problem();
    const auto &source = command.model.source;
    const bool ownFolder = command.projectFolder.empty() && store::isRunFolder(source);
    if (auto status = m_project.useFolder(ownFolder ? source : command.projectFolder); !status)
        return status;
    const std::string point = ownFolder ? m_project.store().newestPoint() : "";
    for (const std::string &note : model->notes)
        logLine(observer, base::LogLevel::Warning, note);
    m_project.setModel(std::move(*model), point, observer);
    if (!ownFolder)
        if (auto saved = m_project.savePoint({ESP_TR("Engine", "Opened"), false, 0, nullptr, {}}, observer);
            !saved)
            return saved.problem();
    m_project.announceFolder(observer);
    const auto &structure = *m_project.state().trace.structure;
    logLine(observer, base::LogLevel::Info,
            base::cat("Opened ", source, ": ", structure.layers.size(), " layers, ", structure.groups.size(),
                      " groups of channels, ", structure.frozen.size(), " parts frozen."));
    return {};
}

base::Status TorchEngine::handle(const session::CloseModel &, report::Observer &observer)
{
    m_project.close(observer);
    return {};
}

base::Status TorchEngine::handle(const session::BindData &command, report::Observer &observer)
{
    if (auto status = m_project.bind(command.data, observer); !status)
        return status;
    const auto info = describe(*m_project.data());
    logLine(observer, base::LogLevel::Info,
            base::cat("Bound ", info.source, ": ", info.classes.size(), " classes, ", info.train, " training, ",
                      info.tuning, " tuning and ", info.test, " test images."));
    return {};
}

base::Status TorchEngine::handle(const session::Evaluate &command, report::Observer &observer)
{
    if (auto status = m_project.needData(); !status)
        return status;
    const auto &data = *m_project.data();
    train::EvaluateRequest request;
    request.split = command.onTest ? data::Split::Test : data::Split::Tuning;
    request.tuningShare = data.spec.tuningShare;
    const auto accuracy
        = train::evaluate(m_project.state().network, data.dataset, data.preset, request, &observer);
    if (!accuracy)
        return accuracy.problem();
    m_project.setAccuracy(accuracy->top1);
    const bool whole = kindOf(m_project.state()) == report::ModelStateKind::Whole;
    observer.update([&](report::Snapshot &snapshot) {
        snapshot.current = std::make_shared<const report::Accuracy>(*accuracy);
        if (whole && command.onTest && !snapshot.baseline)
            snapshot.baseline = snapshot.current;
    });
    return {};
}

base::Status TorchEngine::handle(const session::RunRecipe &command, report::Observer &observer)
{
    return RunDriver(m_project, m_vocabulary, observer).start(command);
}

base::Status TorchEngine::handle(const session::ResumeRun &command, report::Observer &observer)
{
    return RunDriver(m_project, m_vocabulary, observer).resume(command.folder);
}

base::Status TorchEngine::handle(const session::CommitPlan &command, report::Observer &observer)
{
    if (auto status = m_project.needModel(); !status)
        return status;
    return commitPlan(m_project, command, observer);
}

base::Status TorchEngine::handle(const session::RestorePoint &command, report::Observer &observer)
{
    if (auto status = m_project.needModel(); !status)
        return status;
    return m_project.restore(command.point, observer);
}

base::Status TorchEngine::handle(const session::NamePoint &command, report::Observer &observer)
{
    if (auto status = m_project.needModel(); !status)
        return status;
    if (command.title.empty())
        return base::Problem{base::ProblemCode::BadUsage, ESP_TR("Engine", "The point has no title."), "",
                             ESP_TR("Engine", "Give it a title.")};
    const auto saved = m_project.savePoint({command.title, false, 0, nullptr, {}}, observer);
    return saved ? base::Status{} : saved.problem();
}

base::Status TorchEngine::handle(const session::ExportModel &command, report::Observer &observer)
{
    if (auto status = m_project.needModel(); !status)
        return status;
    const auto recipe = m_project.store().readRecipe();
    auto report = exportModel(m_project.model(), command, recipe ? *recipe : std::string());
    if (!report)
        return report.problem();
    logLine(observer, base::LogLevel::Info,
            base::cat("Exported ", command.file.string(), report->verified ? " and verified it." : ", not verified."));
    observer.update([&](report::Snapshot &snapshot) {
        snapshot.exported = std::make_shared<const report::ExportReport>(std::move(*report));
    });
    return {};
}

fs::path cacheHome()
{
    if (const char *home = std::getenv("XDG_CACHE_HOME"); home && *home)
        return home;
    if (const char *home = std::getenv("HOME"); home && *home)
        return fs::path(home) / ".cache";
    return {};
}

} // namespace

EngineOptions defaultEngineOptions()
{
    EngineOptions options;
    if (const auto home = cacheHome(); !home.empty())
        options.cacheFolder = home / "espalier" / "images";
    if (const char *seconds = std::getenv("ESPALIER_CHECKPOINT_SECONDS"))
        options.checkpointSeconds = std::max(0.0, std::atof(seconds));
    return options;
}

std::unique_ptr<session::Engine> makeTorchEngine(EngineOptions options)
{
    return std::make_unique<TorchEngine>(std::move(options));
}

} // namespace espalier::engine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fake_engine.h"

#include "base/file.h"
#include "base/text.h"
#include "support/fake_run.h"
#include "support/fake_vocabulary.h"

namespace espalier::test {

using base::Problem;
using base::ProblemCode;

FakeEngine::FakeEngine(FakeScript script) : m_script(std::move(script)), m_vocabulary(fakeVocabulary()) { }

base::Status FakeEngine::execute(const session::Command &command, report::Observer &observer)
{
    const auto failure = m_script.failures.find(session::commandName(command));
    if (failure != m_script.failures.end())
        return failure->second;
    return std::visit([&](const auto &value) { return handle(value, observer); }, command);
}

base::Status FakeEngine::needModel() const
{
    if (m_project.isOpen())
        return {};
    return Problem{ProblemCode::BadUsage, "No model is open.", "", "Open a model first."};
}

base::Status FakeEngine::needData() const
{
    if (auto status = needModel(); !status)
        return status;
    if (m_project.hasData())
        return {};
    return Problem{ProblemCode::BadUsage, "No data is bound.", "", "Bind a data set first."};
}

base::Status FakeEngine::handle(const session::OpenModel &command, report::Observer &observer)
{
    if (command.model.source.empty())
        return Problem{ProblemCode::BadUsage, "The model has no source.", "", "Name a file or zoo:NAME."};
    m_project.open(command, m_script.seed, observer);
    m_project.model().weightsChosen = m_script.weightsChosen;
    if (m_script.mixesLayer)
        m_project.mixLayer();
    m_project.publishModel(observer);
    observer.event(base::LogLine{std::chrono::system_clock::now(), base::LogLevel::Info, "engine",
                                 base::cat("opened ", command.model.source)});
    return {};
}

base::Status FakeEngine::handle(const session::CloseModel &, report::Observer &observer)
{
    m_project = {};
    observer.update([](report::Snapshot &snapshot) { snapshot = {}; });
    return {};
}

base::Status FakeEngine::handle(const session::BindData &command, report::Observer &observer)
{
    if (command.data.source.empty())
        return Problem{ProblemCode::BadUsage, "The data has no source.", "", "Name a folder or sample:."};
    m_project.bind(command.data, observer);
    return {};
}

base::Status FakeEngine::handle(const session::Evaluate &command, report::Observer &observer)
{
    if (auto status = needData(); !status)
        return status;
    for (int batch = 0; batch < 10; ++batch)
        if (observer.atStep().stop)
            return Problem{ProblemCode::Stopped, "The evaluation was stopped.", "", "Start it again."};
    m_project.setCurrent(m_project.accuracy(command.onTest ? 10000 : 5000), observer);
    return {};
}

base::Status FakeEngine::handle(const session::RunRecipe &command, report::Observer &observer)
{
    if (command.fresh) {
        m_project.open({command.recipe.model, command.folder}, m_script.seed, observer);
        m_project.bind(command.recipe.data, observer);
    }
    if (auto status = needData(); !status)
        return status;
    return FakeRun(m_script, m_project, observer).run(command.recipe);
}

base::Status FakeEngine::handle(const session::ResumeRun &command, report::Observer &)
{
    return Problem{ProblemCode::NotFound, base::cat("The folder '", command.folder, "' holds no run."), "",
                   "Choose the folder of a run."};
}

base::Status FakeEngine::handle(const session::CommitPlan &command, report::Observer &observer)
{
    if (auto status = needModel(); !status)
        return status;
    return m_project.commit(command, 0, observer);
}

base::Status FakeEngine::handle(const session::RestorePoint &command, report::Observer &observer)
{
    if (auto status = needModel(); !status)
        return status;
    return m_project.restore(command.point, observer);
}

base::Status FakeEngine::handle(const session::NamePoint &command, report::Observer &observer)
{
    if (auto status = needModel(); !status)
        return status;
    m_project.savePoint(command.title, false, 0, observer);
    return {};
}

base::Status FakeEngine::handle(const session::ExportModel &command, report::Observer &observer)
{
    if (auto status = needModel(); !status)
        return status;
    const std::string text = "not a network: written by the fake engine\n";
    if (auto status = base::writeFileAtomically(command.file, text); !status)
        return status;
    report::ExportReport exported;
    exported.format = command.format.empty() ? "safetensors" : command.format;
    exported.files = {command.file.string()};
    exported.bytes = static_cast<std::int64_t>(text.size());
    exported.verified = command.verify;
    exported.how = command.verify ? "tensors compared" : "";
    observer.update([&](report::Snapshot &snapshot) {
        snapshot.exported = std::make_shared<const report::ExportReport>(std::move(exported));
    });
    return {};
}

} // namespace espalier::test

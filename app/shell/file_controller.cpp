// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/file_controller.h"

#include "app/shell/dock_host.h"
#include "app/shell/export_dialog.h"
#include "app/shell/file_filters.h"
#include "app/shell/main_window.h"
#include "app/shell/messages.h"
#include "app/shell/new_project.h"
#include "app/shell/open_weights_dialog.h"
#include "app/shell/plot_export.h"
#include "app/shell/welcome_page.h"
#include "app/shell/workbench.h"
#include "base/file.h"

#include <QtCore/QDateTime>
#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtWidgets/QApplication>
#include <QtWidgets/QInputDialog>

namespace espalier::app {

using enum ActionId;

FileController::FileController(Workbench &workbench, MainWindow &window)
    : QObject(&window), m_workbench(workbench), m_window(window)
{
    connectActions();
    connect(&window, &MainWindow::filesDropped, this, [this](const QStringList &paths) { open(paths.first()); });
    connect(&window.welcome(), &WelcomePage::openRequested, this, &FileController::open);
    connect(&workbench.bridge, &SessionBridge::commandFinished, this, &FileController::afterCommand);
}

void FileController::connectActions()
{
    Actions &actions = m_workbench.actions;
    actions.on(OpenModel, this, [this] { askAndOpen(); });
    actions.on(OpenProject, this, [this] { askAndOpenProject(); });
    actions.on(OpenWeights, this, [this] { openWeights({}); });
    actions.on(OpenSample, this, [this] { openSample(); });
    actions.on(ImportRecipe, this, [this] { importRecipe(); });
    actions.on(SaveProject, this, [this] { saveNamed(); });
    actions.on(ActionId::ExportModel, this, [this] { exportModel(); });
    actions.on(ExportPlan, this, [this] { exportPlan(); });
    actions.on(ExportRecipe, this, [this] { exportRecipe(); });
    actions.on(ExportPlots, this, [this] { exportPlots(); });
    actions.on(CloseProject, this, [this] { closeProject(); });
    actions.on(Quit, this, [this] { m_window.close(); });
}

QString FileController::startFolder() const
{
    const QString last = m_workbench.settings.lastFolder();
    return last.isEmpty() ? QDir::homePath() : last;
}

void FileController::askAndOpen()
{
    const QString filter = networkFilter(m_workbench.bridge.vocabulary());
    const QString file = m_workbench.prompt->openFile(&m_window, {tr("Open model"), startFolder(), filter, {}});
    if (!file.isEmpty())
        open(file);
}

void FileController::askAndOpenProject()
{
    const QString folder = m_workbench.prompt->openFolder(&m_window, {tr("Open project"), startFolder(), {}, {}});
    if (!folder.isEmpty())
        open(folder);
}

void FileController::open(const QString &path)
{
    if (path == QLatin1String("sample:"))
        return openSample();
    const QFileInfo info(path);
    if (info.exists())
        m_workbench.settings.setLastFolder(info.isDir() ? info.dir().absolutePath() : info.absolutePath());
    if (info.isDir()) // a project goes on in its own folder
        return post({path.toStdString(), {}, 0}, {});
    if (path.startsWith(QLatin1String("zoo:")))
        return openModel({path.toStdString(), {}, 0});
    if (!holdsWeightsOnly(m_workbench.bridge.vocabulary(), path))
        return openModel({path.toStdString(), {}, 0});
    openWeights(path);
}

void FileController::openSample()
{
    const QString recipeFile = m_workbench.resource(QStringLiteral("recipes/sample.json"));
    const auto text = base::readFile(recipeFile.toStdString());
    if (!text)
        return showProblem(m_window, text.problem());
    const std::filesystem::path folder = std::filesystem::path(recipeFile.toStdString()).parent_path();
    const auto recipe = recipe::recipeFromJson(*text, m_workbench.bridge.vocabulary(), folder);
    if (!recipe)
        return showProblem(m_window, recipe.problem());
    openModel(recipe->model);
    m_workbench.bridge.post(session::BindData{recipe->data});
    m_workbench.bridge.post(session::Evaluate{});
    m_workbench.project.adoptWhenOpen(*recipe);
}

void FileController::openModel(const recipe::ModelSpec &model)
{
    post(model, newProjectFolder(QString::fromStdString(model.source)));
}

void FileController::post(const recipe::ModelSpec &model, const QString &projectFolder)
{
    m_workbench.colors.clear();
    m_workbench.bridge.post(session::OpenModel{model, projectFolder.toStdString()});
}

// Weights carry no graph: the user says which network they belong to.
void FileController::openWeights(const QString &file)
{
    OpenWeightsDialog dialog(m_workbench, file, &m_window);
    if (dialog.exec() == QDialog::Accepted)
        openModel(dialog.model());
}

void FileController::importRecipe()
{
    const QString file = m_workbench.prompt->openFile(
        &m_window, {tr("Import recipe"), m_workbench.resource(QStringLiteral("recipes")), tr("Recipes (*.json)"), {}});
    if (file.isEmpty())
        return;
    const std::filesystem::path path(file.toStdString());
    const auto text = base::readFile(path);
    if (!text)
        return showProblem(m_window, text.problem());
    const auto recipe = recipe::recipeFromJson(*text, m_workbench.bridge.vocabulary(), path.parent_path());
    if (!recipe)
        return showProblem(m_window, recipe.problem());
    if (const auto adopted = m_workbench.project.adoptRecipe(*recipe); !adopted)
        showProblem(m_window, adopted.problem());
}

void FileController::saveNamed()
{
    bool ok = false;
    const QString title = QInputDialog::getText(&m_window, tr("Save named version"), tr("Name of this version"),
                                                QLineEdit::Normal, {}, &ok);
    if (ok && !title.trimmed().isEmpty())
        m_workbench.bridge.post(session::NamePoint{title.trimmed().toStdString()});
}

void FileController::exportModel()
{
    ExportDialog dialog(m_workbench, &m_window);
    dialog.exec();
}

void FileController::exportPlan()
{
    const QString file = m_workbench.prompt->saveFile(
        &m_window, {tr("Export plan"), startFolder(), tr("Plans (*.json)"), QStringLiteral("plan.json")});
    if (!file.isEmpty())
        writeText(file, graph::toJson(m_workbench.project.plan()->plan, *m_workbench.project.structure()));
}

void FileController::exportRecipe()
{
    const QString file = m_workbench.prompt->saveFile(
        &m_window, {tr("Export recipe"), startFolder(), tr("Recipes (*.json)"), QStringLiteral("recipe.json")});
    if (!file.isEmpty())
        writeText(file, recipe::toJson(m_workbench.project.runnableRecipe()));
}

void FileController::exportPlots()
{
    const QString folder = m_workbench.prompt->openFolder(&m_window, {tr("Export all plots"), startFolder(), {}, {}});
    if (folder.isEmpty())
        return;
    const auto written = exportAllPlots(m_window.docks().panels(), folder);
    if (!written)
        showProblem(m_window, written.problem());
}

void FileController::writeText(const QString &file, const std::string &text)
{
    const auto written = base::writeFileAtomically(file.toStdString(), text);
    if (!written)
        showProblem(m_window, written.problem());
}

void FileController::closeProject()
{
    rememberRecent();
    m_workbench.bridge.post(session::CloseModel{});
}

void FileController::afterCommand(const report::CommandDone &done)
{
    const bool failed = done.problem && done.problem->code != base::ProblemCode::Stopped;
    // A dialog that is open shows the failure of its own command.
    if (failed && !QApplication::activeModalWidget())
        return showProblem(m_window, *done.problem);
    if (!done.problem && m_workbench.project.hasModel())
        rememberRecent();
}

void FileController::rememberRecent()
{
    const report::Snapshot &snapshot = *m_workbench.bridge.snapshot();
    if (!snapshot.model || snapshot.runFolder.empty())
        return;
    RecentItem item;
    item.path = QString::fromStdString(snapshot.runFolder);
    item.title = QString::fromStdString(snapshot.model->title);
    item.state = snapshot.model->state == report::ModelStateKind::Cut ? QStringLiteral("cut") : QStringLiteral("whole");
    item.top1 = snapshot.current ? snapshot.current->top1 : snapshot.baseline ? snapshot.baseline->top1 : -1.0;
    item.when = QDateTime::currentDateTime().toString(Qt::ISODate);
    for (const graph::Group &group : snapshot.structure->groups) {
        item.widthsBefore.append(m_workbench.project.originalChannels(group.id));
        item.widthsNow.append(group.channels);
    }
    m_workbench.settings.addRecent(item);
}

} // namespace espalier::app

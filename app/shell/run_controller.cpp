// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/run_controller.h"

#include "app/panels/result_panel.h"
#include "app/panels/timeline_panel.h"
#include "app/shell/bind_data_dialog.h"
#include "app/shell/commit_dialog.h"
#include "app/shell/dock_host.h"
#include "app/shell/main_window.h"
#include "app/shell/mask_dialog.h"
#include "app/shell/messages.h"
#include "app/shell/target_dialog.h"
#include "app/shell/workbench.h"
#include "base/file.h"
#include "widgets/controls/dialog.h"

#include <QtCore/QDir>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QPushButton>

namespace espalier::app {

using enum ActionId;

RunController::RunController(Workbench &workbench, MainWindow &window)
    : QObject(&window), m_workbench(workbench), m_window(window)
{
    connectActions();
    followState();
    refreshNeeds();
}

void RunController::connectActions()
{
    Actions &actions = m_workbench.actions;
    SessionBridge &bridge = m_workbench.bridge;
    actions.on(BindData, this, [this] { bindData(); });
    actions.on(ActionId::Evaluate, this, [&bridge] { bridge.post(session::Evaluate{}); });
    actions.on(SolveTarget, this, [this] { solve(); });
    actions.on(ToggleLock, this, [this] { toggleLock(); });
    actions.on(ClearRatios, this, [this] {
        m_workbench.project.setRatios(std::vector<double>(m_workbench.project.edits().ratios.size(), 0.0), tr("Clear ratios"));
    });
    actions.on(Commit, this, [this] { commit(); });
    actions.on(StartRun, this, [this] { start(); });
    actions.on(ActionId::ResumeRun, this, [this] { resume(); });
    actions.on(PauseRun, this, [this] { pauseOrResume(); });
    actions.on(StepRun, this, [&bridge] { bridge.step(); });
    actions.on(StopRun, this, [&bridge] { bridge.stop(); });
    actions.on(ProbeCutNow, this, [&bridge] { bridge.probeNow(); });
}

void RunController::followState()
{
    connect(&m_workbench.bridge, &SessionBridge::activityChanged, this, &RunController::refreshNeeds);
    connect(&m_workbench.bridge, &SessionBridge::commandFinished, this, &RunController::onFinished);
    connect(&m_workbench.project, &Project::planChanged, this, &RunController::refreshNeeds);
    connect(&m_workbench.selection, &Selection::changed, this, &RunController::refreshNeeds);
    const auto *timeline = qobject_cast<TimelinePanel *>(m_window.docks().panel(QStringLiteral("timeline")));
    connect(timeline, &TimelinePanel::restoreRequested, this, &RunController::restore);
    const auto *result = qobject_cast<ResultPanel *>(m_window.docks().panel(QStringLiteral("result")));
    connect(result, &ResultPanel::compareRequested, this, &RunController::compareRun);
    connect(&m_window, &MainWindow::closeRequested, this, &RunController::mayClose);
}

void RunController::refreshNeeds()
{
    const Project &project = m_workbench.project;
    const SessionBridge &bridge = m_workbench.bridge;
    const QString running = bridge.runningCommand();
    const bool runs = running == QLatin1String("run_recipe") || running == QLatin1String("resume_run");
    Need met = Need::Nothing;
    const auto hold = [&met](bool condition, Need need) { met = condition ? met | need : met; };
    hold(project.hasModel(), Need::Model);
    hold(bridge.snapshot()->data != nullptr, Need::Data);
    hold(!bridge.isBusy(), Need::Idle);
    hold(runs, Need::Running);
    const bool hasMasks = bridge.snapshot()->model && bridge.snapshot()->model->weightsChosen > 0;
    hold(hasMasks || (project.plan() && !project.plan()->plan.isEmpty()), Need::Plan);
    hold(project.hasModel() && !project.startProblem(), Need::Startable);
    hold(!bridge.snapshot()->runFolder.empty(), Need::Project);
    hold(m_workbench.selection.group().isValid(), Need::Selected);
    Actions &actions = m_workbench.actions;
    actions.setMet(met);
    actions[PauseRun].setText(bridge.isPaused() ? tr("&Resume") : tr("&Pause"));
    actions[PauseRun].setIconText(bridge.isPaused() ? tr("Resume") : tr("Pause"));
}

void RunController::bindData()
{
    BindDataDialog dialog(m_workbench, &m_window);
    if (dialog.exec() == QDialog::Accepted)
        m_workbench.bridge.post(session::BindData{dialog.data()});
}

void RunController::solve()
{
    TargetDialog dialog(m_workbench, &m_window);
    dialog.exec();
}

void RunController::toggleLock()
{
    Project &project = m_workbench.project;
    const graph::GroupId group = m_workbench.selection.group();
    project.setLocked({group}, !project.edits().locked.contains(group));
}

// Single weights that a method has chosen go before channels: the marks of the ratios are not what it worked on.
void RunController::commit()
{
    const auto &model = m_workbench.bridge.snapshot()->model;
    if (model && model->weightsChosen > 0) {
        MaskDialog dialog(m_workbench, &m_window);
        dialog.exec();
        return;
    }
    CommitDialog dialog(m_workbench, &m_window);
    dialog.exec();
}

void RunController::compareRun()
{
    const QString folder = m_workbench.prompt->openFolder(&m_window, {tr("Compare with a run"), m_workbench.settings.lastFolder(), {}, {}});
    if (folder.isEmpty())
        return;
    const auto text = base::readFile(std::filesystem::path(folder.toStdString()) / "result.json");
    if (!text)
        return showProblem(m_window, text.problem());
    auto record = report::runRecordFromJson(*text);
    if (!record)
        return showProblem(m_window, record.problem());
    auto *panel = static_cast<ResultPanel *>(m_window.docks().panel(QStringLiteral("result")));
    panel->addRun(QDir(folder).dirName(), std::move(*record));
}

void RunController::start()
{
    if (const auto problem = m_workbench.project.startProblem())
        return showProblem(m_window, *problem);
    m_window.showPerspective(QStringLiteral("train"));
    m_workbench.bridge.post(session::RunRecipe{m_workbench.project.runnableRecipe(), {}, false});
}

void RunController::resume()
{
    m_window.showPerspective(QStringLiteral("train"));
    m_workbench.bridge.post(session::ResumeRun{m_workbench.bridge.snapshot()->runFolder});
}

void RunController::pauseOrResume()
{
    if (m_workbench.bridge.isPaused())
        m_workbench.bridge.resume();
    else
        m_workbench.bridge.pause();
}

void RunController::restore(const QString &point, const QString &title)
{
    widgets::Dialog dialog(m_workbench.themes, widgets::Dialog::Width::Narrow, &m_window);
    dialog.setHeader({QStringLiteral("restore"), tr("Restore %1?").arg(title),
                      tr("The present state is kept as a version first.")});
    dialog.setDimsParent(true);
    dialog.addButton(widgets::Dialog::Place::Close, tr("Cancel"));
    QPushButton *restore = dialog.addButton(widgets::Dialog::Place::Primary, tr("Restore"));
    connect(restore, &QPushButton::clicked, &dialog, &QDialog::accept);
    if (dialog.exec() == QDialog::Accepted)
        m_workbench.bridge.post(session::RestorePoint{point.toStdString()});
}

// Failures are shown by whoever opened the dialog or by FileController; here only what follows from an end.
void RunController::onFinished(const report::CommandDone &)
{
    refreshNeeds();
}

void RunController::mayClose(bool *accept)
{
    if (!m_workbench.bridge.isBusy())
        return;
    QMessageBox box(QMessageBox::Question, tr("A run is on"), tr("A run is on."), QMessageBox::NoButton, &m_window);
    box.setInformativeText(tr("Stop keeps the state: the run can be resumed."));
    const auto *stop = box.addButton(tr("Stop and Quit"), QMessageBox::AcceptRole);
    box.addButton(tr("Cancel"), QMessageBox::RejectRole);
    box.exec();
    *accept = box.clickedButton() == stop;
}

} // namespace espalier::app

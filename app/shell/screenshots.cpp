// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/screenshots.h"

#include "app/shell/dock_host.h"
#include "app/shell/file_controller.h"
#include "app/shell/main_window.h"
#include "app/shell/view_controller.h"
#include "app/shell/workbench.h"

#include <QtCore/QDir>
#include <QtCore/QElapsedTimer>
#include <QtWidgets/QApplication>

#include <cstdio>
#include <functional>

namespace espalier::app {

namespace {

constexpr QSize fullSize(1600, 1000), smallSize(1100, 700);
constexpr int patience = 600'000; ///< ms that the whole sample may take

/// Handles events until `done` or the patience ends.
bool waitFor(const std::function<bool()> &done)
{
    QElapsedTimer clock;
    clock.start();
    while (!done()) {
        if (clock.elapsed() > patience)
            return false;
        QApplication::processEvents(QEventLoop::AllEvents, 50);
    }
    return true;
}

void settle(int milliseconds)
{
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < milliseconds)
        QApplication::processEvents(QEventLoop::AllEvents, 20);
}

bool save(MainWindow &window, const QDir &folder, const QString &name)
{
    settle(400);
    const bool saved = window.grab().save(folder.filePath(name + QStringLiteral(".png")));
    std::fprintf(stderr, "%s %s\n", saved ? "wrote" : "could not write", qPrintable(folder.filePath(name)));
    return saved;
}

bool saveThemes(Workbench &workbench, MainWindow &window, const QDir &folder, const QString &name)
{
    bool ok = true;
    for (const QString &theme : {QStringLiteral("light"), QStringLiteral("dark")}) {
        applyThemeMode(workbench, theme);
        ok = save(window, folder, name + u'-' + theme) && ok;
    }
    return ok;
}

} // namespace

int takeScreenshots(Workbench &workbench, MainWindow &window, FileController &files, const QString &folderName)
{
    const QDir folder(folderName);
    if (!folder.mkpath(QStringLiteral(".")))
        return 1;
    SessionBridge &bridge = workbench.bridge;
    window.resize(fullSize);
    bool ok = saveThemes(workbench, window, folder, QStringLiteral("welcome"));
    files.openSample();
    ok = waitFor([&] { return !bridge.isBusy() && workbench.project.hasModel(); }) && ok;
    if (!workbench.project.hasModel())
        return 1;
    const graph::Group &group = workbench.project.structure()->groups.back();
    workbench.selection.select(QString::fromStdString(group.name), group.id);
    ok = saveThemes(workbench, window, folder, QStringLiteral("prune")) && ok;
    workbench.actions[ActionId::StartRun].trigger();
    ok = waitFor([&] {
             const auto &progress = bridge.snapshot()->progress;
             return !bridge.isBusy() || (progress && progress->totalSteps > 0 && progress->step * 2 > progress->totalSteps);
         }) && ok;
    ok = saveThemes(workbench, window, folder, QStringLiteral("train")) && ok;
    window.docks().reveal(QStringLiteral("batchnorm"));
    ok = saveThemes(workbench, window, folder, QStringLiteral("scales")) && ok;
    ok = waitFor([&] { return !bridge.isBusy(); }) && ok;
    window.docks().reveal(QStringLiteral("result"));
    ok = saveThemes(workbench, window, folder, QStringLiteral("after")) && ok;
    window.resize(smallSize);
    ok = save(window, folder, QStringLiteral("small")) && ok;
    window.resize(fullSize);
    window.showPerspective(QStringLiteral("prune"));
    ok = saveThemes(workbench, window, folder, QStringLiteral("cut")) && ok;
    return ok ? 0 : 1;
}

} // namespace espalier::app

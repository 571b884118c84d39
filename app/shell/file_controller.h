// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/recipe.h"
#include "report/events.h"

#include <QtCore/QObject>

namespace espalier::app {

class MainWindow;
struct Workbench;

/// Opening, saving and exporting: the File menu, files dropped on the window, recents, the sample.
class FileController : public QObject
{
    Q_OBJECT

public:
    FileController(Workbench &workbench, MainWindow &window);

    /// A network file, a run directory, "zoo:NAME", or "sample:".
    void open(const QString &path);
    void openSample();
    /// Into a new project folder.
    void openModel(const recipe::ModelSpec &model);

private:
    void connectActions();
    void post(const recipe::ModelSpec &model, const QString &projectFolder);
    void askAndOpen();
    void askAndOpenProject();
    void openWeights(const QString &file);
    void importRecipe();
    void saveNamed();
    void exportModel();
    void exportPlan();
    void exportRecipe();
    void exportPlots();
    void closeProject();
    void writeText(const QString &file, const std::string &text);
    void afterCommand(const report::CommandDone &done);
    void rememberRecent();
    QString startFolder() const;

    Workbench &m_workbench;
    MainWindow &m_window;
};

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/main_window.h"

#include "app/shell/dock_host.h"
#include "app/shell/state_strip.h"
#include "app/shell/status_cells.h"
#include "app/shell/tool_bars.h"
#include "app/shell/welcome_page.h"
#include "app/shell/workbench.h"

#include <QtCore/QMimeData>
#include <QtCore/QUrl>
#include <QtGui/QCloseEvent>
#include <QtGui/QDropEvent>
#include <QtWidgets/QMenu>
#include <QtWidgets/QMenuBar>
#include <QtWidgets/QStatusBar>

namespace espalier::app {

namespace {
constexpr int layoutVersion = 1; ///< raise when panels come or go: older layouts then give the default one
}

MainWindow::MainWindow(Workbench &workbench) : m_workbench(workbench)
{
    setObjectName(QStringLiteral("main_window"));
    setWindowIcon(widgets::Icons::applicationIcon());
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setDockOptions(AllowNestedDocks | AllowTabbedDocks);
    m_welcome = new WelcomePage(workbench, this);
    setCentralWidget(m_welcome);
    m_docks = new DockHost(*this, workbench.panelContext());
    buildMenus();
    buildToolBars();
    m_status = new StatusCells(workbench, *statusBar());
    m_docks->arrange(QStringLiteral("prune"));
    m_perspective = QStringLiteral("prune");
    connect(&workbench.project, &Project::structureChanged, this, &MainWindow::refresh);
    connect(&workbench.bridge, &SessionBridge::snapshotChanged, this, &MainWindow::refresh);
    if (!restoreGeometry(workbench.settings.windowGeometry()))
        resize(1600, 1000);
    m_open = true; // so that the first refresh shows the welcome page
    refresh();
}

MainWindow::~MainWindow() = default;

void MainWindow::buildMenus()
{
    m_workbench.actions.fillMenuBar(*menuBar());
    auto *view = menuBar()->findChild<QMenu *>(QStringLiteral("View"));
    auto *panels = new QMenu(tr("Pa&nels"), view);
    m_docks->fillMenu(*panels);
    view->insertMenu(view->actions().value(2), panels);
    menuBar()->setCornerWidget(makePaletteField(m_workbench, menuBar()));
}

void MainWindow::buildToolBars()
{
    addToolBar(Qt::TopToolBarArea, makeMainToolBar(m_workbench, this));
    addToolBarBreak(Qt::TopToolBarArea);
    m_strip = new StateStrip(m_workbench, this);
    addToolBar(Qt::TopToolBarArea, m_strip);
}

void MainWindow::refresh()
{
    const auto &snapshot = *m_workbench.bridge.snapshot();
    const QString name = snapshot.model ? QString::fromStdString(snapshot.model->title) : QString();
    setWindowTitle(name.isEmpty() ? QStringLiteral("Espalier") : QStringLiteral("%1 — Espalier").arg(name));
    const bool open = m_workbench.project.hasModel();
    if (open == m_open)
        return;
    m_open = open;
    m_strip->setVisible(open);
    if (open) {
        m_welcome->hide();
        restoreLayout();
    } else {
        m_docks->hideAll();
        m_welcome->refresh();
        m_welcome->show();
    }
}

void MainWindow::showPerspective(const QString &perspective)
{
    if (!m_open || perspective == m_perspective)
        return;
    saveLayout();
    m_perspective = perspective;
    restoreLayout();
}

void MainWindow::resetLayout()
{
    m_docks->arrange(m_perspective);
}

void MainWindow::saveLayout()
{
    m_workbench.settings.setLayout(m_perspective, layoutVersion, saveState(layoutVersion));
}

// A damaged or newer layout gives the default one, never a failed start.
void MainWindow::restoreLayout()
{
    m_docks->arrange(m_perspective);
    const QByteArray state = m_workbench.settings.layout(m_perspective, layoutVersion);
    if (!state.isEmpty() && !restoreState(state, layoutVersion))
        m_docks->arrange(m_perspective);
    m_strip->setVisible(m_open);
    using enum ActionId;
    m_workbench.actions[m_perspective == QLatin1String("train") ? ShowTrain : ShowPrune].setChecked(true);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    bool accept = true;
    Q_EMIT closeRequested(&accept);
    if (!accept) {
        event->ignore();
        return;
    }
    if (m_open)
        saveLayout();
    m_workbench.settings.setWindowGeometry(saveGeometry());
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    QStringList paths;
    for (const QUrl &url : event->mimeData()->urls()) {
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
    }
    if (!paths.isEmpty())
        Q_EMIT filesDropped(paths);
}

} // namespace espalier::app

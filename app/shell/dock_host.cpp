// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/dock_host.h"

#include "widgets/controls/dock_header.h"
#include "widgets/theme_service.h"

#include <QtGui/QAction>
#include <QtWidgets/QDockWidget>
#include <QtWidgets/QMainWindow>
#include <QtWidgets/QMenu>

#include <algorithm>

namespace espalier::app {

DockHost::DockHost(QMainWindow &window, const PanelContext &context)
    : QObject(&window), m_window(window), m_context(context)
{
    for (const PanelEntry &entry : allPanels())
        addDock(entry);
    // Deferred: the layout is not to be asked while it changes, nor while the window is being destroyed.
    m_tabsChanged.setSingleShot(true);
    connect(&m_tabsChanged, &QTimer::timeout, this, &DockHost::followTabs);
    connect(&window, &QMainWindow::tabifiedDockWidgetActivated, this, [this] { m_tabsChanged.start(0); });
}

void DockHost::addDock(const PanelEntry &entry)
{
    const QString id = QLatin1String(entry.id);
    auto *dock = new QDockWidget(panelTitle(entry), &m_window);
    dock->setObjectName(id);
    dock->setWindowIcon(m_context.themes.icon(QLatin1String(entry.icon)));
    Panel *panel = entry.create(m_context, dock);
    panel->setObjectName(id + QStringLiteral("_panel"));
    panel->setAccessibleName(panelTitle(entry));
    auto *header = new widgets::DockHeader(m_context.themes, panelTitle(entry), dock);
    header->setSubtitle(panel->subtitle());
    connect(panel, &Panel::subtitleChanged, header, &widgets::DockHeader::setSubtitle);
    for (QAction *action : panel->headerActions())
        header->addTool(action);
    header->moreMenu()->addAction(tr("Float"), dock, [dock] { dock->setFloating(!dock->isFloating()); });
    header->moreMenu()->addAction(tr("Hide"), dock, &QDockWidget::hide);
    dock->setTitleBarWidget(header);
    dock->setWidget(panel);
    m_window.addDockWidget(Qt::LeftDockWidgetArea, dock);
    connect(dock, &QDockWidget::dockLocationChanged, this, [this] { m_tabsChanged.start(0); });
    connect(dock, &QDockWidget::visibilityChanged, this, [this] { m_tabsChanged.start(0); });
    m_docks.insert(id, dock);
    m_headers.insert(id, header);
    m_order.append(id);
}

Panel *DockHost::panel(const QString &id) const
{
    QDockWidget *found = dock(id);
    return found ? static_cast<Panel *>(found->widget()) : nullptr;
}

QList<Panel *> DockHost::panels() const
{
    QList<Panel *> all;
    for (const QString &id : m_order)
        all.append(panel(id));
    return all;
}

void DockHost::fillMenu(QMenu &menu) const
{
    for (const QString &id : m_order)
        menu.addAction(m_docks.value(id)->toggleViewAction());
}

void DockHost::reveal(const QString &id)
{
    if (QDockWidget *found = dock(id)) {
        found->show();
        found->raise();
        found->widget()->setFocus(Qt::OtherFocusReason);
    }
}

void DockHost::hideAll()
{
    for (QDockWidget *each : std::as_const(m_docks)) {
        each->setFloating(false);
        each->hide();
    }
}

void DockHost::arrange(const QString &perspective)
{
    m_window.setUpdatesEnabled(false);
    hideAll();
    if (perspective == QLatin1String("train"))
        arrangeTrain();
    else
        arrangePrune();
    m_window.setUpdatesEnabled(true);
    m_tabsChanged.start(0);
}

// At a large font scale the side column needs more, up to half of the window.
void DockHost::shareWidth(QDockWidget *main, QDockWidget *side, int sideWidth)
{
    const int wide = std::min(m_context.themes.metrics().px(sideWidth), m_window.width() / 2);
    m_window.resizeDocks({main, side}, {m_window.width() - wide, wide}, Qt::Horizontal);
}

// In a tabbed dock the tab carries the title.
void DockHost::followTabs()
{
    for (auto it = m_docks.cbegin(); it != m_docks.cend(); ++it) {
        const bool tabbed = !it.value()->isFloating() && !m_window.tabifiedDockWidgets(it.value()).isEmpty();
        m_headers.value(it.key())->setTitleVisible(!tabbed);
    }
}

// Layers left; recipe, preview and timeline in a column at the right, as in the mock-up of choosing.
void DockHost::arrangePrune()
{
    const auto show = [this](const char *id) { return m_docks.value(QLatin1String(id)); };
    QDockWidget *layers = show("layers");
    m_window.addDockWidget(Qt::LeftDockWidgetArea, layers);
    m_window.splitDockWidget(layers, show("preview"), Qt::Horizontal);
    m_window.splitDockWidget(show("preview"), show("recipe"), Qt::Vertical);
    m_window.splitDockWidget(show("recipe"), show("timeline"), Qt::Vertical);
    m_window.tabifyDockWidget(show("timeline"), show("result"));
    m_window.tabifyDockWidget(show("result"), show("log"));
    for (const char *id : {"layers", "preview", "recipe", "timeline", "result", "log"})
        show(id)->show();
    show("timeline")->raise();
    shareWidth(layers, show("preview"), 420);
    m_window.resizeDocks({show("preview"), show("recipe"), show("timeline")}, {250, 400, 220}, Qt::Vertical);
}

// The run strip over everything, curves and Gram in the middle, penalty, norms and log below.
void DockHost::arrangeTrain()
{
    const auto show = [this](const char *id) { return m_docks.value(QLatin1String(id)); };
    QDockWidget *run = show("run");
    m_window.addDockWidget(Qt::TopDockWidgetArea, run);
    m_window.addDockWidget(Qt::LeftDockWidgetArea, show("curves"));
    m_window.splitDockWidget(show("curves"), show("gram"), Qt::Horizontal);
    m_window.splitDockWidget(show("curves"), show("penalty"), Qt::Vertical);
    m_window.splitDockWidget(show("penalty"), show("norms"), Qt::Horizontal);
    m_window.splitDockWidget(show("gram"), show("timeline"), Qt::Vertical);
    // Tabs last: splitting a tabbed dock would only add a tab.
    m_window.tabifyDockWidget(show("norms"), show("batchnorm"));
    m_window.tabifyDockWidget(show("gram"), show("recipe"));
    m_window.tabifyDockWidget(show("timeline"), show("result"));
    m_window.tabifyDockWidget(show("result"), show("log"));
    for (const char *id : {"run", "curves", "gram", "recipe", "penalty", "norms", "batchnorm", "timeline", "result", "log"})
        show(id)->show();
    show("norms")->raise();
    show("gram")->raise();
    show("timeline")->raise();
    m_window.resizeDocks({show("penalty"), show("norms")}, {m_window.width() / 3, m_window.width() / 3}, Qt::Horizontal);
    shareWidth(show("curves"), show("gram"), 480);
    m_window.resizeDocks({show("curves"), show("penalty")}, {460, 320}, Qt::Vertical);
}

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/view_controller.h"

#include "app/shell/dock_host.h"
#include "app/shell/help_dialogs.h"
#include "app/shell/main_window.h"
#include "app/shell/palette_entries.h"
#include "app/shell/preferences_dialog.h"
#include "app/shell/workbench.h"
#include "widgets/palette/command_palette.h"

#include <QtCore/QUrl>
#include <QtGui/QDesktopServices>

namespace espalier::app {

using enum ActionId;

ViewController::ViewController(Workbench &workbench, MainWindow &window)
    : QObject(&window), m_workbench(workbench), m_window(window)
{
    connectEdit();
    connectView();
    connectHelp();
    followUndo();
    restoreChoices();
}

void ViewController::connectEdit()
{
    Actions &actions = m_workbench.actions;
    QUndoStack &stack = m_workbench.project.undoStack();
    actions.on(Undo, this, [&stack] { stack.undo(); });
    actions.on(Redo, this, [&stack] { stack.redo(); });
    auto *palette = new widgets::CommandPalette(m_workbench.themes, &m_window);
    fillPalette(*palette, m_workbench, m_window);
    actions.on(Palette, palette, [palette] { palette->open(); });
    actions.on(Find, this, [this] { m_window.docks().reveal(QStringLiteral("layers")); });
    actions.on(Preferences, this, [this] {
        PreferencesDialog dialog(m_workbench, &m_window);
        dialog.exec();
    });
}

void ViewController::connectView()
{
    Actions &actions = m_workbench.actions;
    actions.on(ShowPrune, this, [this] { m_window.showPerspective(QStringLiteral("prune")); });
    actions.on(ShowTrain, this, [this] { m_window.showPerspective(QStringLiteral("train")); });
    actions.on(ResetLayout, this, [this] { m_window.resetLayout(); });
    connect(&actions[FreezePlots], &QAction::toggled, &m_workbench.gate, &widgets::RepaintGate::setFrozen);
    const std::pair<ActionId, const char *> modes[] = {
        {ThemeSystem, "system"}, {ThemeLight, "light"}, {ThemeDark, "dark"}, {ThemeHighContrast, "high_contrast"}};
    for (const auto &[id, mode] : modes)
        actions.on(id, this, [this, mode = mode] { setTheme(QLatin1String(mode)); });
    actions.on(FontLarger, this, [this] { changeFont(10); });
    actions.on(FontSmaller, this, [this] { changeFont(-10); });
}

void ViewController::connectHelp()
{
    Actions &actions = m_workbench.actions;
    actions.on(Shortcuts, this, [this] { showShortcuts(m_workbench, m_window); });
    actions.on(Methods, this, [this] { showMethods(m_workbench, m_window); });
    actions.on(About, this, [this] { showAbout(m_workbench, m_window); });
    actions.on(LogFolder, this, [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_workbench.options.logFolder)); });
}

void ViewController::followUndo()
{
    Actions &actions = m_workbench.actions;
    QUndoStack &stack = m_workbench.project.undoStack();
    const auto refresh = [&actions, &stack] {
        actions[Undo].setEnabled(stack.canUndo());
        actions[Redo].setEnabled(stack.canRedo());
        actions[Undo].setText(stack.canUndo() ? ViewController::tr("&Undo %1").arg(stack.undoText()) : ViewController::tr("&Undo"));
        actions[Redo].setText(stack.canRedo() ? ViewController::tr("&Redo %1").arg(stack.redoText()) : ViewController::tr("&Redo"));
    };
    connect(&stack, &QUndoStack::indexChanged, this, refresh);
    connect(&m_workbench.bridge, &SessionBridge::activityChanged, this, refresh);
    refresh();
}

void ViewController::setTheme(const QString &mode)
{
    m_workbench.settings.setThemeMode(mode);
    applyThemeMode(m_workbench, mode);
}

void ViewController::changeFont(int step)
{
    m_workbench.themes.setFontScale(m_workbench.themes.fontScale() + step);
    m_workbench.settings.setFontScale(m_workbench.themes.fontScale());
}

void ViewController::restoreChoices()
{
    Actions &actions = m_workbench.actions;
    const QString mode = m_workbench.settings.themeMode();
    const ActionId theme = mode == QLatin1String("light")         ? ThemeLight
                           : mode == QLatin1String("dark")          ? ThemeDark
                           : mode == QLatin1String("high_contrast") ? ThemeHighContrast
                                                                    : ThemeSystem;
    actions[theme].setChecked(true);
    actions[m_workbench.settings.costUnit() == QLatin1String("flops") ? UnitFlops : UnitMacs].setChecked(true);
    connect(&actions[UnitFlops], &QAction::toggled, this, [this](bool flops) {
        m_workbench.settings.setCostUnit(flops ? QStringLiteral("flops") : QStringLiteral("macs"));
    });
}

void applyThemeMode(Workbench &workbench, const QString &mode)
{
    using widgets::ThemeMode;
    workbench.themes.setMode(mode == QLatin1String("light")           ? ThemeMode::Light
                             : mode == QLatin1String("dark")          ? ThemeMode::Dark
                             : mode == QLatin1String("high_contrast") ? ThemeMode::HighContrast
                                                                      : ThemeMode::System);
}

} // namespace espalier::app

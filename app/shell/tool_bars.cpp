// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/tool_bars.h"

#include "app/shell/workbench.h"
#include "widgets/controls/segments.h"
#include "widgets/palette/command_palette.h"

#include <QtWidgets/QToolBar>

namespace espalier::app {

namespace {

using enum ActionId;

/// Toolbar texts are shorter than the menu's: no mnemonic, no dots.
QString shortText(const QAction &action)
{
    QString text = action.text();
    text.remove(u'&').remove(u'…');
    return text.section(u' ', 0, 0);
}

void addTools(QToolBar &bar, Workbench &workbench, std::initializer_list<ActionId> ids)
{
    for (const ActionId id : ids) {
        QAction &action = workbench.actions[id];
        action.setIconText(shortText(action));
        bar.addAction(&action);
    }
    bar.addSeparator();
}

widgets::Segments *makePerspectiveSwitch(Workbench &workbench, QWidget *parent)
{
    auto *perspectives = new widgets::Segments(workbench.themes, parent);
    perspectives->setAccessibleName(QToolBar::tr("Perspective"));
    const ActionId ids[] = {ShowPrune, ShowTrain};
    for (const ActionId id : ids) {
        const QAction &action = workbench.actions[id];
        perspectives->addSegment(shortText(action), action.shortcut().toString(QKeySequence::NativeText), action.toolTip());
    }
    QObject::connect(perspectives, &widgets::Segments::currentChanged, &workbench.actions, [&workbench](int index) {
        workbench.actions[index == 0 ? ShowPrune : ShowTrain].trigger();
    });
    for (int i = 0; i < 2; ++i) {
        QObject::connect(&workbench.actions[ids[i]], &QAction::toggled, perspectives, [perspectives, i](bool on) {
            if (on)
                perspectives->setCurrent(i);
        });
    }
    return perspectives;
}

} // namespace

QToolBar *makeMainToolBar(Workbench &workbench, QWidget *parent)
{
    auto *bar = new QToolBar(QToolBar::tr("Main"), parent);
    bar->setObjectName(QStringLiteral("main_toolbar"));
    bar->setMovable(false);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    addTools(*bar, workbench, {OpenModel, BindData, Evaluate});
    addTools(*bar, workbench, {SolveTarget, ProbeCutNow});
    addTools(*bar, workbench, {StartRun, PauseRun, StepRun, StopRun});
    addTools(*bar, workbench, {Commit, ExportModel});
    auto *spacer = new QWidget(bar);
    spacer->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(spacer);
    bar->addWidget(makePerspectiveSwitch(workbench, bar));
    return bar;
}

QWidget *makePaletteField(Workbench &workbench, QWidget *parent)
{
    QAction &palette = workbench.actions[Palette];
    auto *field = new widgets::PaletteField(workbench.themes, QToolBar::tr("Search commands and layers"),
                                            palette.shortcut().toString(QKeySequence::NativeText), parent);
    field->setObjectName(QStringLiteral("palette_field"));
    field->setToolTip(palette.toolTip());
    QObject::connect(field, &widgets::PaletteField::activated, &palette, &QAction::trigger);
    return field;
}

} // namespace espalier::app

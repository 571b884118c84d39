// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/tool_bars.h"

#include "app/shell/workbench.h"
#include "widgets/controls/segments.h"
#include "widgets/palette/command_palette.h"

#include <QtCore/QCoreApplication>
#include <QtWidgets/QToolBar>

#include <algorithm>

namespace espalier::app {

namespace {

using enum ActionId;

QString shortText(const QAction &action)
{
    QString text = action.text();
    return text.remove(u'&').remove(u'…');
}

struct Tool
{
    ActionId id;
    const char *text; ///< shorter than the menu's
};

constexpr Tool tools[] = {
    {OpenModel, QT_TRANSLATE_NOOP("Tools", "Open")},         {BindData, QT_TRANSLATE_NOOP("Tools", "Data")},
    {Evaluate, QT_TRANSLATE_NOOP("Tools", "Evaluate")},      {SolveTarget, QT_TRANSLATE_NOOP("Tools", "Solve")},
    {ProbeCutNow, QT_TRANSLATE_NOOP("Tools", "Probe")},      {StartRun, QT_TRANSLATE_NOOP("Tools", "Start")},
    {PauseRun, QT_TRANSLATE_NOOP("Tools", "Pause")},         {StepRun, QT_TRANSLATE_NOOP("Tools", "Step")},
    {StopRun, QT_TRANSLATE_NOOP("Tools", "Stop")},           {Commit, QT_TRANSLATE_NOOP("Tools", "Commit")},
    {ExportModel, QT_TRANSLATE_NOOP("Tools", "Export")},
};
constexpr ActionId groupEnds[] = {Evaluate, ProbeCutNow, StopRun};

void addTools(QToolBar &bar, Workbench &workbench)
{
    for (const Tool &tool : tools) {
        QAction &action = workbench.actions[tool.id];
        action.setIconText(QCoreApplication::translate("Tools", tool.text));
        bar.addAction(&action);
        if (std::ranges::find(groupEnds, tool.id) != std::end(groupEnds))
            bar.addSeparator();
    }
}

widgets::Segments *makePerspectiveSwitch(Workbench &workbench, QWidget *parent)
{
    auto *perspectives = new widgets::Segments(workbench.themes, parent);
    perspectives->setAccessibleName(QCoreApplication::translate("Tools", "Perspective"));
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
    auto *bar = new QToolBar(QCoreApplication::translate("Tools", "Main"), parent);
    bar->setObjectName(QStringLiteral("main_toolbar"));
    bar->setMovable(false);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    addTools(*bar, workbench);
    bar->setIconSize(QSize(1, 1) * workbench.themes.metrics().iconTool);
    auto *spacer = new QWidget(bar);
    spacer->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(spacer);
    bar->addWidget(makePerspectiveSwitch(workbench, bar));
    return bar;
}

QWidget *makePaletteField(Workbench &workbench, QWidget *parent)
{
    QAction &palette = workbench.actions[Palette];
    auto *field = new widgets::PaletteField(workbench.themes, QCoreApplication::translate("Tools", "Search commands and layers"),
                                            palette.shortcut().toString(QKeySequence::NativeText), parent);
    field->setObjectName(QStringLiteral("palette_field"));
    field->setToolTip(palette.toolTip());
    QObject::connect(field, &widgets::PaletteField::activated, &palette, &QAction::trigger);
    return field;
}

} // namespace espalier::app

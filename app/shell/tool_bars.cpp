// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/tool_bars.h"

#include "app/shell/workbench.h"
#include "widgets/controls/segments.h"
#include "widgets/palette/command_palette.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QEvent>
#include <QtWidgets/QLayout>
#include <QtWidgets/QToolBar>
#include <QtWidgets/QToolButton>

#include <algorithm>

namespace espalier::app {

namespace {

using enum ActionId;

/// Shows texts beside the icons while they fit, else the icons alone; tooltips say the rest.
class MainToolBar : public QToolBar
{
public:
    MainToolBar(const widgets::ThemeService &themes, QWidget *parent)
        : QToolBar(QCoreApplication::translate("Tools", "Main"), parent), m_themes(themes)
    {
        if (auto *more = findChild<QToolButton *>(QStringLiteral("qt_toolbar_ext_button")))
            more->setIcon(themes.icon(QStringLiteral("more")));
    }

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        QToolBar::resizeEvent(event);
        fit();
    }

    // Another font scale asks anew what the texts need.
    void changeEvent(QEvent *event) override
    {
        QToolBar::changeEvent(event);
        if (event->type() == QEvent::StyleChange || event->type() == QEvent::FontChange) {
            setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
            fit();
        }
    }

private:
    void fit()
    {
        if (toolButtonStyle() == Qt::ToolButtonTextBesideIcon)
            m_needed = layout()->sizeHint().width();
        const bool texts = m_needed <= width();
        const int icon = m_themes.metrics().iconTool;
        setToolButtonStyle(texts ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
        setIconSize({texts ? icon + m_themes.metrics().px(6) : icon, icon}); // wider sets the text off
    }

    const widgets::ThemeService &m_themes;
    int m_needed = 0; ///< px with texts
};

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
    auto *bar = new MainToolBar(workbench.themes, parent);
    bar->setObjectName(QStringLiteral("main_toolbar"));
    bar->setMovable(false);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    addTools(*bar, workbench);
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

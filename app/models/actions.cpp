// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/actions.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QHash>
#include <QtGui/QActionGroup>
#include <QtWidgets/QMenu>
#include <QtWidgets/QMenuBar>

namespace espalier::app {

namespace {

QString actionText(const char *key)
{
    return QCoreApplication::translate("Actions", key);
}

QString menuTitle(const QString &part)
{
    // Menu names live in the table as paths, so they are listed here once for the translators.
    static const char *const titles[] = {
        QT_TRANSLATE_NOOP("Menus", "File"),      QT_TRANSLATE_NOOP("Menus", "Edit"),
        QT_TRANSLATE_NOOP("Menus", "View"),      QT_TRANSLATE_NOOP("Menus", "Model"),
        QT_TRANSLATE_NOOP("Menus", "Prune"),     QT_TRANSLATE_NOOP("Menus", "Run"),
        QT_TRANSLATE_NOOP("Menus", "Help"),      QT_TRANSLATE_NOOP("Menus", "&Export"),
        QT_TRANSLATE_NOOP("Menus", "&Units"),    QT_TRANSLATE_NOOP("Menus", "&Theme"),
        QT_TRANSLATE_NOOP("Menus", "F&ont Size")};
    for (const char *title : titles) {
        if (part == QLatin1String(title))
            return QCoreApplication::translate("Menus", title);
    }
    return part;
}

void makeExclusive(Actions &actions, std::initializer_list<ActionId> ids)
{
    auto *group = new QActionGroup(&actions);
    for (const ActionId id : ids)
        group->addAction(&actions[id]);
}

/// The menu at `path` ("File/&Export"), made where it is first asked for.
QMenu *menuAt(QMenuBar &bar, QHash<QString, QMenu *> &known, const QString &path)
{
    if (QMenu *menu = known.value(path))
        return menu;
    const qsizetype slash = path.lastIndexOf(u'/');
    QMenu *menu = slash < 0 ? bar.addMenu(u'&' + menuTitle(path))
                            : menuAt(bar, known, path.left(slash))->addMenu(menuTitle(path.mid(slash + 1)));
    menu->setObjectName(path);
    menu->setToolTipsVisible(true);
    known.insert(path, menu);
    return menu;
}

} // namespace

Actions::Actions(QObject *parent) : QObject(parent)
{
    for (const ActionSpec &spec : actionTable()) {
        auto *action = new QAction(actionText(spec.text), this);
        action->setObjectName(QLatin1String(spec.name));
        action->setShortcut(QKeySequence(QLatin1String(spec.shortcut), QKeySequence::PortableText));
        action->setCheckable(spec.checkable);
        action->setStatusTip(actionText(spec.help));
        m_actions[static_cast<std::size_t>(spec.id)] = action;
    }
    using enum ActionId;
    makeExclusive(*this, {ThemeSystem, ThemeLight, ThemeDark, ThemeHighContrast});
    makeExclusive(*this, {UnitMacs, UnitFlops});
    makeExclusive(*this, {ShowPrune, ShowTrain});
    (*this)[Quit].setMenuRole(QAction::QuitRole);
    (*this)[Preferences].setMenuRole(QAction::PreferencesRole);
    (*this)[About].setMenuRole(QAction::AboutRole);
    setMet(Need::Idle);
}

void Actions::on(ActionId id, QObject *context, const std::function<void()> &act)
{
    connect(&(*this)[id], &QAction::triggered, context, act);
}

void Actions::fillMenuBar(QMenuBar &bar)
{
    QHash<QString, QMenu *> menus;
    for (const ActionSpec &spec : actionTable()) {
        QMenu *menu = menuAt(bar, menus, QLatin1String(spec.menu));
        if (spec.separatorBefore && !menu->isEmpty())
            menu->addSeparator();
        menu->addAction(&(*this)[spec.id]);
    }
}

void Actions::setMet(Need met)
{
    for (const ActionSpec &spec : actionTable()) {
        QAction &action = (*this)[spec.id];
        const QString reason = unmetReason(spec.needs, met);
        action.setEnabled(reason.isEmpty());
        const QString keys = action.shortcut().toString(QKeySequence::NativeText);
        QString tip = actionText(spec.help);
        if (!keys.isEmpty())
            tip += QStringLiteral(" (%1)").arg(keys);
        action.setToolTip(reason.isEmpty() ? tip : tip + u'\n' + reason);
    }
}

QList<QAction *> Actions::all() const
{
    return {m_actions.begin(), m_actions.end()};
}

QString unmetReason(Need needs, Need met)
{
    struct Reason
    {
        Need need;
        const char *text;
    };
    static constexpr Reason reasons[] = {
        {Need::Model, QT_TRANSLATE_NOOP("Actions", "Needs a model: File > Open Model.")},
        {Need::Data, QT_TRANSLATE_NOOP("Actions", "Needs data: Model > Bind Data.")},
        {Need::Running, QT_TRANSLATE_NOOP("Actions", "Needs a run: Run > Start.")},
        {Need::Idle, QT_TRANSLATE_NOOP("Actions", "Wait for the present action to end, or stop it.")},
        {Need::Plan, QT_TRANSLATE_NOOP("Actions", "Nothing is marked: set a ratio in the Layers panel.")},
        {Need::Startable, QT_TRANSLATE_NOOP("Actions", "The recipe can't start yet: see the Recipe panel.")},
        {Need::Project, QT_TRANSLATE_NOOP("Actions", "Needs a project: File > Open Project.")},
        {Need::Selected, QT_TRANSLATE_NOOP("Actions", "Select a prunable layer first.")},
    };
    for (const Reason &reason : reasons) {
        if (has(needs, reason.need) && !has(met, reason.need))
            return actionText(reason.text);
    }
    return {};
}

} // namespace espalier::app

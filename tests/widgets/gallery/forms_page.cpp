// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gallery/pages.h"

#include "widgets/controls/badge.h"
#include "widgets/controls/dialog.h"
#include "widgets/forms/option_form.h"
#include "widgets/palette/command_palette.h"

#include <QtGui/QAction>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListView>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

namespace espalier::gallery {

using namespace widgets;

namespace {

using Type = OptionField::Type;

OptionField field(const char *key, const char *label, Type type, const QVariant &value,
                  const QVariant &standard)
{
    OptionField made;
    made.key = QLatin1String(key);
    made.label = QString::fromUtf8(label);
    made.type = type;
    made.value = value;
    made.defaultValue = standard;
    made.help = QStringLiteral("What this option does, in one sentence.");
    return made;
}

QList<OptionField> fields()
{
    OptionField step = field("step", "Penalty step", Type::Real, 1e-4, 1e-4);
    step.least = 0;
    step.most = 1;
    step.live = true;
    OptionField interval = field("interval", "Update interval", Type::Integer, 5, 10);
    interval.unit = QStringLiteral("iterations");
    interval.least = 1;
    interval.most = 1000;
    OptionField ceiling = field("ceiling", "Ceiling", Type::Real, 1.0, 1.0);
    ceiling.least = 0;
    OptionField criterion =
        field("criterion", "Criterion", Type::Choice, QStringLiteral("l1"), QStringLiteral("l1"));
    criterion.choices = {QStringLiteral("l1"), QStringLiteral("l2"), QStringLiteral("taylor")};
    criterion.choiceLabels = {QStringLiteral("L1 norm"), QStringLiteral("L2 norm"), QStringLiteral("Taylor")};
    OptionField mask = field("mask", "Re-mask after each step", Type::Boolean, true, false);
    OptionField name =
        field("name", "Name", Type::Text, QStringLiteral("GReg-2, ratios 75, 75, 32"), QString());
    return {step, interval, ceiling, criterion, mask, name};
}

QWidget *makeForm(const ThemeService &themes)
{
    auto *frame = new QFrame;
    frame->setProperty("surface", "panel");
    auto *form = new OptionForm(themes);
    form->setFields(fields());
    form->setError(QStringLiteral("ceiling"),
                   QStringLiteral("1 is below the ceiling of the first stage: set at least 2"));
    form->setHelpVisible(false);
    auto *column = new QVBoxLayout(frame);
    column->setContentsMargins(12, 12, 12, 12);
    column->addWidget(form);
    column->addStretch(1);
    return frame;
}

} // namespace

QDialog *makeDialog(const ThemeService &themes, QWidget *window)
{
    auto *dialog = new Dialog(themes, Dialog::Width::Medium, window);
    dialog->setHeader(
        {QStringLiteral("cut"), QStringLiteral("28 groups cut, outputs agree"),
         QStringLiteral("The marked channels have left the model. The state before is kept as v3."),
         Token::Cut, Token::CutSoft});
    auto *badges = new QWidget;
    auto *row = new QHBoxLayout(badges);
    row->setContentsMargins(0, 4, 0, 0);
    row->addWidget(new Badge(themes, BadgeSpec::forState(ChannelState::Marked)));
    row->addWidget(new Badge(themes, BadgeSpec::forState(ChannelState::Cut)));
    dialog->setHeaderWidget(badges);
    dialog->setBodyMargins(0);
    dialog->body()->addWidget(makeForm(themes), 1);
    dialog->addButton(Dialog::Place::Primary, QStringLiteral("Fine-tune…"));
    dialog->addButton(Dialog::Place::Close, QStringLiteral("Close"));
    dialog->addButton(Dialog::Place::Secondary, QStringLiteral("Export…"));
    dialog->addButton(Dialog::Place::Back, QStringLiteral("Restore v3"));
    dialog->setDimsParent(true);
    return dialog;
}

CommandPalette *makePalette(const ThemeService &themes, QWidget *window)
{
    auto *palette = new CommandPalette(themes, window);
    palette->addSource([&themes] {
        return QList<PaletteEntry>{{QStringLiteral("Solve for Target…"),
                                    QStringLiteral("Prune"),
                                    QStringLiteral("Ctrl+G"),
                                    themes.icon(QStringLiteral("solve")),
                                    true,
                                    {},
                                    {}},
                                   {QStringLiteral("Commit (Cut)…"),
                                    QStringLiteral("Prune"),
                                    QStringLiteral("Ctrl+Shift+Return"),
                                    themes.icon(QStringLiteral("cut")),
                                    false,
                                    QStringLiteral("Needs marked channels"),
                                    {}},
                                   {QStringLiteral("layer2.0.conv2"),
                                    QStringLiteral("Layer"),
                                    {},
                                    themes.icon(QStringLiteral("layers")),
                                    true,
                                    {},
                                    {}},
                                   {QStringLiteral("Penalty step"),
                                    QStringLiteral("Option"),
                                    {},
                                    themes.icon(QStringLiteral("options")),
                                    true,
                                    {},
                                    {}}};
    });
    return palette;
}

QMenu *makeMenu(const ThemeService &themes, QWidget *window)
{
    auto *menu = new QMenu(window);
    menu->addAction(themes.icon(QStringLiteral("solve")), QStringLiteral("Solve for Target…"))
        ->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_G));
    menu->addAction(themes.icon(QStringLiteral("cut")), QStringLiteral("Commit (Cut)…"))->setEnabled(false);
    menu->addSeparator();
    QAction *dark = menu->addAction(QStringLiteral("Dark"));
    dark->setCheckable(true);
    dark->setChecked(true);
    QAction *light = menu->addAction(QStringLiteral("Light"));
    light->setCheckable(true);
    menu->addMenu(QStringLiteral("Colour By"));
    menu->setActiveAction(light);
    return menu;
}

QWidget *makeFormsPage(const ThemeService &themes)
{
    auto *page = new QWidget;
    auto *row = new QHBoxLayout(page);
    row->setContentsMargins(6, 6, 6, 6);
    row->setSpacing(6);
    row->addWidget(makeDock(themes, QStringLiteral("Recipe"), QStringLiteral("GReg-2"), makeForm(themes)), 2);
    row->addStretch(3);
    return page;
}

} // namespace espalier::gallery

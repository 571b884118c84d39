// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme_service.h"

class QAction;
class QPushButton;
class QToolButton;

namespace espalier::widgets {

/// One filled (primary) button per panel or dialog; a link is a button too, for the keyboard's sake.
enum class ButtonKind { Normal, Primary, Quiet, Danger, Link };

QPushButton *makeButton(const QString &text, ButtonKind kind = ButtonKind::Normal, QWidget *parent = nullptr);
void setButtonKind(QPushButton *button, ButtonKind kind);
/// An icon in the button, in the colour that goes with its kind.
void setButtonIcon(QPushButton *button, const ThemeService &themes, const QString &icon);
/// 24 px high, for rows of tools.
void setSmall(QWidget *control);

/// A 24 px icon button; `name` becomes tooltip and accessible name.
QToolButton *makeIconButton(const ThemeService &themes, const QString &icon, const QString &name,
                            QWidget *parent = nullptr);
/// The same for an action, which also gives the tooltip with its shortcut.
QToolButton *makeIconButton(const ThemeService &themes, QAction *action, QWidget *parent = nullptr);

/// Sets a dynamic property and has the style sheet look at the widget again.
void setStyleProperty(QWidget *widget, const char *name, const QVariant &value);

} // namespace espalier::widgets

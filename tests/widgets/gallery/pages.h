// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme_service.h"

class QDialog;
class QMenu;
class QWidget;

namespace espalier::widgets {
class CommandPalette;
}

namespace espalier::gallery {

/// Each makes one page of the gallery. All figures are invented.
QWidget *makeControlsPage(const widgets::ThemeService &themes);
QWidget *makeLayersPage(const widgets::ThemeService &themes);
QWidget *makeFormsPage(const widgets::ThemeService &themes);
QWidget *makeTimelinePage(const widgets::ThemeService &themes);
QWidget *makePlotsPage(const widgets::ThemeService &themes);

QWidget *makeExtrasPage(const widgets::ThemeService &themes);

/// Windows of their own.
QDialog *makeDialog(const widgets::ThemeService &themes, QWidget *window);
widgets::CommandPalette *makePalette(const widgets::ThemeService &themes, QWidget *window);
QMenu *makeMenu(const widgets::ThemeService &themes, QWidget *window);

/// A frame like a dock: header and content.
QWidget *makeDock(const widgets::ThemeService &themes, const QString &title, const QString &subtitle,
                  QWidget *content);

} // namespace espalier::gallery

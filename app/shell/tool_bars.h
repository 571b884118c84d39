// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QToolBar;
class QWidget;

namespace espalier::app {

struct Workbench;

/// Open to Export, icon and text, with the perspective switch at the right.
QToolBar *makeMainToolBar(Workbench &workbench, QWidget *parent);
/// The field in the menu bar's corner that opens the command palette.
QWidget *makePaletteField(Workbench &workbench, QWidget *parent);

} // namespace espalier::app

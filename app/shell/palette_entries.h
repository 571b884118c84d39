// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace espalier::widgets {
class CommandPalette;
}

namespace espalier::app {

class MainWindow;
struct Workbench;

/// What the command palette finds: every command of the menus, and every layer.
void fillPalette(widgets::CommandPalette &palette, Workbench &workbench, MainWindow &window);

} // namespace espalier::app

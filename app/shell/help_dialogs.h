// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace espalier::app {

struct Workbench;

/// Modal pages of the Help menu.
void showShortcuts(Workbench &workbench, QWidget &parent);
/// Every method, criterion and stage with its options, from the schemas.
void showMethods(Workbench &workbench, QWidget &parent);
void showAbout(Workbench &workbench, QWidget &parent);

} // namespace espalier::app

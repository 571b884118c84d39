// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

namespace espalier::app {

class FileController;
class MainWindow;
struct Workbench;

/// Plays the sample for real and writes pictures of the window into `folder`: welcome, choosing, a run, after the cut;
/// light and dark. Returns the exit code. Blocks until done.
int takeScreenshots(Workbench &workbench, MainWindow &window, FileController &files, const QString &folder);

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

class QFormLayout;
class QLineEdit;
class QPushButton;

namespace espalier::app {

/// Adds a row with a file's or folder's name and a button to browse for it; the label's mnemonic leads to the
/// name.
void addFileRow(QFormLayout &form, const QString &label, QLineEdit &name, QPushButton &browse);

} // namespace espalier::app

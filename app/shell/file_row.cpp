// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/file_row.h"

#include <QtWidgets/QFormLayout>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

namespace espalier::app {

void addFileRow(QFormLayout &form, const QString &label, QLineEdit &name, QPushButton &browse)
{
    auto *row = new QHBoxLayout;
    row->addWidget(&name);
    row->addWidget(&browse);
    auto *caption = new QLabel(label);
    caption->setBuddy(&name); // a form finds no buddy in a layout
    form.addRow(caption, row);
}

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/recipe.h"
#include "widgets/controls/dialog.h"

class QComboBox;
class QDoubleSpinBox;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace espalier::app {

struct Workbench;

/// Which images to train and measure with, how they are prepared, and how much is set apart for tuning.
class BindDataDialog : public widgets::Dialog
{
    Q_OBJECT

public:
    BindDataDialog(Workbench &workbench, QWidget *parent);

    recipe::DataSpec data() const;

private:
    void fill(const recipe::DataSpec &data);
    void browse();
    void refresh();

    Workbench &m_workbench;
    QComboBox *m_kind;
    QLineEdit *m_folder;
    QPushButton *m_browse;
    QComboBox *m_preset;
    QSpinBox *m_subset;
    QDoubleSpinBox *m_tuning;
};

} // namespace espalier::app

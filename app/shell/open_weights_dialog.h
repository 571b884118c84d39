// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/recipe.h"
#include "widgets/controls/dialog.h"

class QComboBox;
class QLineEdit;
class QSpinBox;

namespace espalier::app {

struct Workbench;

/// Bare weights carry no graph: which built-in architecture do they belong to? A file whose name contains an
/// architecture's name is suggested with it.
class OpenWeightsDialog : public widgets::Dialog
{
    Q_OBJECT

public:
    /// `file` may be empty (fresh weights, or chosen here).
    OpenWeightsDialog(Workbench &workbench, const QString &file, QWidget *parent);

    recipe::ModelSpec model() const;

private:
    void browse();
    void suggest();

    Workbench &m_workbench;
    QComboBox *m_architecture;
    QLineEdit *m_file;
    QSpinBox *m_classes;
};

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/recipe.h"
#include "widgets/controls/dialog.h"

class QComboBox;
class QLineEdit;
class QSpinBox;

namespace espalier::app {

struct Workbench;

/// Bare weights carry no graph: which network do they belong to? The one that is open if it came from a file, or a
/// built-in architecture; a file whose name contains an architecture's name is suggested with it.
class OpenWeightsDialog : public widgets::Dialog
{
    Q_OBJECT

public:
    /// `file` may be empty (fresh weights, or chosen here).
    OpenWeightsDialog(Workbench &workbench, const QString &file, QWidget *parent);

    recipe::ModelSpec model() const;

private:
    void browse();
    void addOpenNetwork();
    bool isBuiltIn() const;
    void suggest();

    Workbench &m_workbench;
    QComboBox *m_network;
    QLineEdit *m_file;
    QSpinBox *m_classes;
};

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/controls/dialog.h"

class QComboBox;
class QSpinBox;

namespace espalier::app {

struct Workbench;

/// Language (at the next start), theme, font size and threads.
class PreferencesDialog : public widgets::Dialog
{
    Q_OBJECT

public:
    PreferencesDialog(Workbench &workbench, QWidget *parent);

private:
    void store();

    Workbench &m_workbench;
    QComboBox *m_language;
    QComboBox *m_theme;
    QSpinBox *m_fontScale;
    QSpinBox *m_threads;
};

} // namespace espalier::app

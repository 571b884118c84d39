// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/events.h"
#include "widgets/controls/dialog.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;

namespace espalier::app {

struct Workbench;

/// Format, file, verification; shows the verified result and stays open with it.
class ExportDialog : public widgets::Dialog
{
    Q_OBJECT

public:
    ExportDialog(Workbench &workbench, QWidget *parent);

private:
    QString ending() const; ///< ".pt2"
    void refresh();
    void browse();
    void write();
    void onFinished(const report::CommandDone &done);

    Workbench &m_workbench;
    QComboBox *m_format;
    QLineEdit *m_file;
    QCheckBox *m_verify;
    QLabel *m_result;
    base::CommandId m_running;
};

} // namespace espalier::app

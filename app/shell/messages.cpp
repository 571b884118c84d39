// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/messages.h"

#include <QtCore/QCoreApplication>
#include <QtWidgets/QMessageBox>

namespace espalier::app {

void showProblem(QWidget &parent, const base::Problem &problem)
{
    QMessageBox box(QMessageBox::Warning, QCoreApplication::applicationName(), {}, QMessageBox::Close, &parent);
    box.setTextFormat(Qt::PlainText);
    QString what = translated(problem.what);
    if (!problem.where.empty())
        what.prepend(QString::fromStdString(problem.where) + QStringLiteral(": "));
    box.setText(what);
    box.setInformativeText(translated(problem.remedy));
    box.setObjectName(QStringLiteral("problem_box"));
    box.exec();
}

} // namespace espalier::app

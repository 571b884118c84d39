// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/messages.h"

#include <QtCore/QCoreApplication>
#include <QtWidgets/QMessageBox>

namespace espalier::app {

QString translated(const std::string &text)
{
    return QCoreApplication::translate("Engine", text.c_str());
}

QString problemText(const base::Problem &problem)
{
    QString text = translated(problem.what);
    if (!problem.where.empty())
        text.prepend(QString::fromStdString(problem.where) + QStringLiteral(": "));
    if (!problem.remedy.empty())
        text += u' ' + translated(problem.remedy);
    return text;
}

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

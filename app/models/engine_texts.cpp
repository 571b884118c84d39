// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/engine_texts.h"

#include <QtCore/QCoreApplication>

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

} // namespace espalier::app

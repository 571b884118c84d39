// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/engine_texts.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QStringList>

#include <algorithm>

namespace espalier::app {

namespace {

QString lookUp(const QString &text)
{
    return QCoreApplication::translate("Engine", text.toUtf8().constData());
}

} // namespace

// Reasons may be joined, or followed by their place: "locked; cap of 90 %",
// "a softmax runs over its channels, in layer3.0".
QString translated(const std::string &text)
{
    const QString whole = QString::fromStdString(text);
    QString found = lookUp(whole);
    if (found != whole)
        return found;
    for (const QString &joint : {QStringLiteral("; "), QStringLiteral(", in ")}) {
        QStringList parts = found.split(joint);
        std::ranges::transform(parts, parts.begin(), lookUp);
        found = parts.join(joint);
    }
    return found;
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/new_project.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QRegularExpression>
#include <QtCore/QStandardPaths>

namespace espalier::app {

QString newProjectFolder(const QString &modelSource)
{
    QString name = modelSource.startsWith(QLatin1String("zoo:")) ? modelSource.mid(4)
                                                                 : QFileInfo(modelSource).completeBaseName();
    name.replace(QRegularExpression(QStringLiteral("[^A-Za-z0-9._-]+")), QStringLiteral("-"));
    QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    if (documents.isEmpty())
        documents = QDir::homePath();
    const QDir parent(QDir(documents).filePath(QStringLiteral("Espalier")));
    QString folder = parent.filePath(name);
    for (int number = 2; QFileInfo::exists(folder); ++number)
        folder = parent.filePath(QStringLiteral("%1-%2").arg(name).arg(number));
    return folder;
}

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/file_prompt.h"

#include <QtCore/QDir>
#include <QtWidgets/QFileDialog>

namespace espalier::app {

QString DialogFilePrompt::openFile(QWidget *parent, const Request &request)
{
    return QFileDialog::getOpenFileName(parent, request.title, request.folder, request.filter);
}

QString DialogFilePrompt::openFolder(QWidget *parent, const Request &request)
{
    return QFileDialog::getExistingDirectory(parent, request.title, request.folder);
}

QString DialogFilePrompt::saveFile(QWidget *parent, const Request &request)
{
    const QString start = QDir(request.folder).filePath(request.suggestion);
    return QFileDialog::getSaveFileName(parent, request.title, start, request.filter);
}

} // namespace espalier::app

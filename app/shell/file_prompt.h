// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

class QWidget;

namespace espalier::app {

/// Asks for file names: the native dialogs in the program, the next prepared answer in tests. Empty = cancelled.
class FilePrompt
{
public:
    struct Request
    {
        QString title;
        QString folder; ///< where to start
        QString filter; ///< "Networks (*.pth *.safetensors)"
        QString suggestion; ///< file name, for saving
    };

    virtual ~FilePrompt() = default;
    virtual QString openFile(QWidget *parent, const Request &request) = 0;
    virtual QString openFolder(QWidget *parent, const Request &request) = 0;
    virtual QString saveFile(QWidget *parent, const Request &request) = 0;
};

/// QFileDialog.
class DialogFilePrompt : public FilePrompt
{
public:
    QString openFile(QWidget *parent, const Request &request) override;
    QString openFolder(QWidget *parent, const Request &request) override;
    QString saveFile(QWidget *parent, const Request &request) override;
};

} // namespace espalier::app

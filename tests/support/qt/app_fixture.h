// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/file_controller.h"
#include "app/shell/main_window.h"
#include "app/shell/run_controller.h"
#include "app/shell/view_controller.h"
#include "app/shell/workbench.h"
#include "support/fake_engine.h"

#include <QtCore/QTemporaryDir>

namespace espalier::test {

/// Answers file dialogs with prepared names, one per call; empty = cancelled.
class PreparedPrompt : public app::FilePrompt
{
public:
    QStringList answers;

    QString openFile(QWidget *, const Request &) override { return next(); }
    QString openFolder(QWidget *, const Request &) override { return next(); }
    QString saveFile(QWidget *, const Request &) override { return next(); }

private:
    QString next() { return answers.isEmpty() ? QString() : answers.takeFirst(); }
};

/// A workbench over the FakeEngine with settings of its own; the whole program but main.
class AppFixture
{
public:
    explicit AppFixture(FakeScript script = {});

    /// Opens a network of the zoo with data, and waits until it is there.
    bool openWithData();
    /// Waits until no command runs.
    bool waitIdle(int milliseconds = 20000);
    /// The recipe "penalize, cut, finetune" with ratio 0.5 on first convolutions.
    void chooseRecipe();

    QTemporaryDir folder;
    PreparedPrompt *prompt = nullptr; ///< owned by the workbench
    std::unique_ptr<app::Workbench> workbench;

private:
    app::WorkbenchOptions options(FakeScript script);
};

} // namespace espalier::test

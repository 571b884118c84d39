// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/timeline_panel.h"
#include "app/shell/dock_host.h"
#include "app/shell/open_weights_dialog.h"
#include "support/qt/app_fixture.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QDockWidget>
#include <QtWidgets/QPushButton>

using namespace espalier;
using namespace espalier::app;

namespace {

/// The whole program over a fake engine.
struct Program
{
    explicit Program(test::FakeScript script = {}) : fixture(std::move(script)) { window.show(); }

    QAction &action(ActionId id) { return fixture.workbench->actions[id]; }

    test::AppFixture fixture;
    MainWindow window{*fixture.workbench};
    FileController files{*fixture.workbench, window};
    RunController runs{*fixture.workbench, window};
    ViewController views{*fixture.workbench, window};
};

/// Clicks the dialog's button whose text begins with `text` as soon as a dialog is open.
void clickInDialog(const QString &text)
{
    QTimer::singleShot(0, [text] {
        QWidget *dialog = QApplication::activeModalWidget();
        if (!dialog)
            return clickInDialog(text);
        for (QPushButton *button : dialog->findChildren<QPushButton *>()) {
            if (button->text().startsWith(text) && button->isEnabled())
                return button->click();
        }
    });
}

} // namespace

class TestWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The offscreen platform says so for every window with a minimum size.
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)"))); }
    void showsWelcomeUntilOpen();
    void disabledActionsSayWhy();
    void everyMenuEntryHasHelp();
    void runsTheRecipe();
    void pauseStepStop();
    void commitNeedsConfirmation();
    void weightsAloneAskForTheirNetwork();
    void failedCommandShowsItsRemedy();
    void layoutSurvivesAndDamageIsHarmless();
    void staysResponsiveWhileTraining();
};

void TestWindow::showsWelcomeUntilOpen()
{
    Program program;
    QVERIFY(program.window.centralWidget()->isVisible());
    QVERIFY(program.fixture.openWithData());
    QVERIFY(!program.window.centralWidget()->isVisible());
    QVERIFY(program.window.docks().dock(QStringLiteral("layers"))->isVisible());
    program.action(ActionId::CloseProject).trigger();
    QVERIFY(program.fixture.waitIdle());
    QVERIFY(program.window.centralWidget()->isVisible());
}

void TestWindow::disabledActionsSayWhy()
{
    Program program;
    for (const ActionId id : {ActionId::Evaluate, ActionId::Commit, ActionId::StartRun, ActionId::ExportModel}) {
        QVERIFY(!program.action(id).isEnabled());
        QVERIFY(program.action(id).toolTip().contains(u'\n'));
    }
    QVERIFY(program.fixture.openWithData());
    QVERIFY(program.action(ActionId::Evaluate).isEnabled());
    QVERIFY(!program.action(ActionId::Commit).isEnabled());
    program.fixture.workbench->project.setRatio({graph::GroupId{0}}, 0.5);
    QVERIFY(program.action(ActionId::Commit).isEnabled());
}

void TestWindow::everyMenuEntryHasHelp()
{
    Program program;
    QSet<QString> shortcuts;
    for (const QAction *action : program.fixture.workbench->actions.all()) {
        QVERIFY2(!action->statusTip().isEmpty(), qPrintable(action->text()));
        const QString keys = action->shortcut().toString();
        QVERIFY2(keys.isEmpty() || !shortcuts.contains(keys), qPrintable(keys));
        shortcuts.insert(keys);
    }
}

void TestWindow::runsTheRecipe()
{
    Program program;
    QVERIFY(program.fixture.openWithData());
    program.fixture.chooseRecipe();
    QVERIFY(program.action(ActionId::StartRun).isEnabled());
    program.action(ActionId::StartRun).trigger();
    QCOMPARE(program.window.perspective(), QStringLiteral("train"));
    QVERIFY(!program.action(ActionId::StartRun).isEnabled());
    QVERIFY(program.fixture.waitIdle());
    const RunHistory &history = program.fixture.workbench->history;
    QVERIFY(!history.series(QStringLiteral("loss.task")).isEmpty());
    QCOMPARE(history.seriesNames(QStringLiteral("lambda/")).size(), 9);
    QCOMPARE(history.cuts().size(), std::size_t{1});
    QVERIFY(program.fixture.workbench->timeline.rowCount() > 0);
    QVERIFY(program.fixture.workbench->bridge.snapshot()->model->state == report::ModelStateKind::Cut);
}

void TestWindow::pauseStepStop()
{
    test::FakeScript script;
    script.stepsPerSecond = 100.0;
    script.pushSteps = 2000;
    Program program(script);
    QVERIFY(program.fixture.openWithData());
    program.fixture.chooseRecipe();
    SessionBridge &bridge = program.fixture.workbench->bridge;
    program.action(ActionId::StartRun).trigger();
    QTRY_VERIFY(bridge.snapshot()->progress && bridge.snapshot()->progress->step > 3);
    program.action(ActionId::PauseRun).trigger();
    QTRY_VERIFY(bridge.snapshot()->progress->paused);
    const std::int64_t held = bridge.snapshot()->progress->step;
    program.action(ActionId::StepRun).trigger();
    QTRY_VERIFY(bridge.snapshot()->progress->step > held);
    QSignalSpy finished(&bridge, &SessionBridge::commandFinished);
    QElapsedTimer clock;
    clock.start();
    program.action(ActionId::StopRun).trigger();
    QVERIFY(program.fixture.waitIdle());
    QVERIFY(clock.elapsed() < 1000);
    QCOMPARE(finished.count(), 1);
    const auto done = finished.front().front().value<report::CommandDone>();
    QVERIFY(done.problem->code == base::ProblemCode::Stopped);
}

void TestWindow::weightsAloneAskForTheirNetwork()
{
    Program program;
    QString asked;
    QTimer closer;
    connect(&closer, &QTimer::timeout, this, [&] {
        auto *dialog = qobject_cast<OpenWeightsDialog *>(QApplication::activeModalWidget());
        if (!dialog)
            return;
        asked = QString::fromStdString(dialog->model().weights);
        dialog->reject();
    });
    closer.start(10);
    program.files.open(QStringLiteral("/nets/lenet5.pth"));
    QCOMPARE(asked, QStringLiteral("/nets/lenet5.pth"));
}

void TestWindow::commitNeedsConfirmation()
{
    Program program;
    QVERIFY(program.fixture.openWithData());
    program.fixture.workbench->project.setRatio({graph::GroupId{0}}, 0.5);
    clickInDialog(QStringLiteral("Cancel"));
    program.action(ActionId::Commit).trigger();
    QVERIFY(program.fixture.workbench->bridge.snapshot()->model->state == report::ModelStateKind::Whole);
    QTimer closer;
    connect(&closer, &QTimer::timeout, this, [] { clickInDialog(QStringLiteral("Close")); });
    connect(&program.fixture.workbench->bridge, &SessionBridge::commandFinished, &closer, [&closer] { closer.start(50); });
    clickInDialog(QStringLiteral("Cut 1"));
    program.action(ActionId::Commit).trigger();
    QVERIFY(program.fixture.workbench->bridge.snapshot()->model->state == report::ModelStateKind::Cut);
}

void TestWindow::failedCommandShowsItsRemedy()
{
    test::FakeScript script;
    script.failures["evaluate"] = {base::ProblemCode::WorkFailed, "It broke.", "evaluate", "Try again."};
    Program program(script);
    QVERIFY(program.fixture.openWithData());
    clickInDialog(QStringLiteral("Close"));
    program.action(ActionId::Evaluate).trigger();
    QVERIFY(program.fixture.waitIdle());
    QVERIFY(!QApplication::activeModalWidget());
}

void TestWindow::layoutSurvivesAndDamageIsHarmless()
{
    test::AppFixture fixture;
    fixture.workbench->settings.setLayout(QStringLiteral("prune"), 1, QByteArray("not a layout"));
    MainWindow window(*fixture.workbench);
    window.show();
    QVERIFY(fixture.openWithData());
    QVERIFY(window.docks().dock(QStringLiteral("layers"))->isVisible());
    window.docks().dock(QStringLiteral("log"))->hide();
    window.showPerspective(QStringLiteral("train"));
    QVERIFY(window.docks().dock(QStringLiteral("curves"))->isVisible());
    window.showPerspective(QStringLiteral("prune"));
    QVERIFY(window.docks().dock(QStringLiteral("log"))->isHidden());
}

// The worker talks as fast as it can; the longest gap between two timer ticks is what an input would wait.
void TestWindow::staysResponsiveWhileTraining()
{
    test::FakeScript script;
    script.stepsPerSecond = 4000.0;
    script.pushSteps = 8000;
    Program program(script);
    QVERIFY(program.fixture.openWithData());
    program.fixture.chooseRecipe();
    program.action(ActionId::StartRun).trigger();
    QTRY_VERIFY(program.fixture.workbench->bridge.snapshot()->progress); // the perspective is built
    QElapsedTimer sinceTick;
    qint64 longest = 0;
    QTimer ticker;
    connect(&ticker, &QTimer::timeout, this, [&] { longest = std::max(longest, sinceTick.restart()); });
    sinceTick.start();
    ticker.start(5);
    QVERIFY(program.fixture.waitIdle(60000));
    QVERIFY(longest > 0); // it ticked while the run was on
    qInfo("longest wait for an input: %lld ms", longest);
    QVERIFY2(longest < 400, "the GUI thread was held up"); // 100 ms on an idle machine; test machines are not
}

QTEST_MAIN(TestWindow)
#include "tst_window.moc"

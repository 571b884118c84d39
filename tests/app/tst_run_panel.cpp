// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/run_panel.h"
#include "support/qt/app_fixture.h"
#include "widgets/controls/phase_bar.h"
#include "widgets/controls/stat_tile.h"
#include "widgets/number_format.h"

#include <QtTest/QTest>
#include <QtWidgets/QPushButton>

using namespace espalier;
using namespace espalier::app;

namespace {

widgets::StatTile *tile(const RunPanel &panel, const QString &caption)
{
    for (widgets::StatTile *each : panel.findChildren<widgets::StatTile *>()) {
        if (each->accessibleName().startsWith(caption + u':'))
            return each;
    }
    return nullptr;
}

QPushButton *button(const RunPanel &panel, const QString &name)
{
    for (QPushButton *each : panel.findChildren<QPushButton *>()) {
        if (each->accessibleName() == name)
            return each;
    }
    return nullptr;
}

test::FakeScript slow()
{
    test::FakeScript script;
    script.stepsPerSecond = 100.0;
    return script;
}

/// A run that is on, and the strip that shows it.
struct Running
{
    explicit Running(const test::FakeScript &script = slow()) : fixture(script)
    {
        opened = fixture.openWithData();
        fixture.chooseRecipe();
        window.resize(1400, 90);
        panel.resize(1400, 90);
        window.show();
        bridge.post(session::RunRecipe{fixture.workbench->project.runnableRecipe(), {}, false});
    }

    test::AppFixture fixture;
    SessionBridge &bridge{fixture.workbench->bridge};
    QWidget window; // a dock bounds no panel from below
    RunPanel panel{fixture.workbench->panelContext(), &window};
    bool opened = false;
};

} // namespace

class TestRunPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The offscreen platform says so for every window with a minimum size.
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)")));
    }
    void figuresAreThoseOfTheSnapshot();
    void phasesAreInProportion();
    void buttonsFollowTheRun();
    void endedRunHasNoTimeLeft();
    void smallWindowKeepsTheButtons();
};

void TestRunPanel::figuresAreThoseOfTheSnapshot()
{
    Running run;
    QVERIFY(run.opened);
    QTRY_VERIFY(run.bridge.snapshot()->progress && run.bridge.snapshot()->progress->step > 25);
    run.bridge.pause();
    QTRY_VERIFY(run.bridge.snapshot()->progress->paused);
    const report::Progress &progress = *run.bridge.snapshot()->progress;
    QCOMPARE(tile(run.panel, QStringLiteral("Step"))->figure(), widgets::format::integer(progress.step));
    QVERIFY(tile(run.panel, QStringLiteral("Step"))
                ->accessibleName()
                .endsWith(QStringLiteral("of ") + widgets::format::integer(progress.totalSteps)));
    QCOMPARE(tile(run.panel, QStringLiteral("Speed"))->figure(),
             widgets::format::fixed(progress.stepsPerSecond, 1));
    const Series &tuning = run.fixture.workbench->history.series(QStringLiteral("accuracy.tuning"));
    QVERIFY(!tuning.isEmpty());
    QCOMPARE(tile(run.panel, QStringLiteral("Tuning accuracy"))->figure(),
             widgets::format::percent(tuning.value.back() / 100.0, 2));
    run.bridge.stop();
    QVERIFY(run.fixture.waitIdle());
}

void TestRunPanel::phasesAreInProportion()
{
    Running run;
    const auto *phases = run.panel.findChild<widgets::PhaseBar *>();
    QTRY_COMPARE(phases->total(), 120.0 + 60.0 + 100.0);
    QCOMPARE(phases->phaseAt(119.0), 0);
    QCOMPARE(phases->phaseAt(121.0), 1);
    QCOMPARE(phases->phaseAt(181.0), 2);
    run.bridge.stop();
    QVERIFY(run.fixture.waitIdle());
}

void TestRunPanel::buttonsFollowTheRun()
{
    Running run;
    QTRY_VERIFY(button(run.panel, QStringLiteral("Stop"))->isVisible());
    QVERIFY(button(run.panel, QStringLiteral("Start"))->isHidden());
    // Stopped before the worker has begun, a run leaves nothing to go on with.
    QTRY_VERIFY(run.bridge.snapshot()->progress && run.bridge.snapshot()->progress->step > 0);
    run.bridge.stop();
    QVERIFY(run.fixture.waitIdle());
    // A stopped run can go on; starting again is the other thing to do.
    QTRY_VERIFY(button(run.panel, QStringLiteral("Go on"))->isVisible());
    QVERIFY(button(run.panel, QStringLiteral("Start again"))->isVisible());
    QVERIFY(button(run.panel, QStringLiteral("Start"))->isHidden());
    QVERIFY(button(run.panel, QStringLiteral("Stop"))->isHidden());
}

void TestRunPanel::endedRunHasNoTimeLeft()
{
    Running run{test::FakeScript()};
    QVERIFY(run.fixture.waitIdle());
    QTRY_COMPARE(tile(run.panel, QStringLiteral("Left"))->figure(), widgets::format::none());
    QVERIFY(button(run.panel, QStringLiteral("Start"))->isVisible());
    QVERIFY(button(run.panel, QStringLiteral("Go on"))->isHidden());
    QCOMPARE(tile(run.panel, QStringLiteral("Step"))->figure(), widgets::format::integer(280));
}

void TestRunPanel::smallWindowKeepsTheButtons()
{
    Running run;
    QTRY_VERIFY(button(run.panel, QStringLiteral("Stop"))->isVisible());
    QVERIFY(tile(run.panel, QStringLiteral("Speed"))->isVisible());
    QVERIFY(!button(run.panel, QStringLiteral("Stop"))->text().isEmpty());
    run.panel.resize(440, 90);
    QVERIFY(tile(run.panel, QStringLiteral("Speed"))->isHidden());
    QVERIFY(tile(run.panel, QStringLiteral("Step"))->isVisible());
    QVERIFY(button(run.panel, QStringLiteral("Stop"))->text().isEmpty()); // its name and tooltip stay
    QVERIFY(!button(run.panel, QStringLiteral("Stop"))->toolTip().isEmpty());
    run.panel.resize(1400, 90);
    QVERIFY(tile(run.panel, QStringLiteral("Speed"))->isVisible());
    run.bridge.stop();
    QVERIFY(run.fixture.waitIdle());
}

QTEST_MAIN(TestRunPanel)
#include "tst_run_panel.moc"

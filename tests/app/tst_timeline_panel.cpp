// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/timeline_panel.h"
#include "app/shell/dock_host.h"
#include "support/qt/app_fixture.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QDialog>
#include <QtWidgets/QListView>
#include <QtWidgets/QPushButton>

using namespace espalier;
using namespace espalier::app;

namespace {

/// The window with a network that was cut: the timeline holds the states before and after.
struct Cut
{
    Cut()
    {
        window.show();
        opened = fixture.openWithData();
        fixture.chooseRecipe();
        const graph::PlanResult &plan = *fixture.workbench->project.plan();
        fixture.workbench->bridge.post(session::CommitPlan{plan.plan, plan.ledger, {}});
        opened = opened && fixture.waitIdle();
    }

    report::ModelStateKind state() { return fixture.workbench->bridge.snapshot()->model->state; }
    QModelIndex before()
    {
        for (int row = 0; row < timeline.rowCount(); ++row) {
            if (timeline.entry(timeline.index(row))->state == report::ModelStateKind::Whole)
                return timeline.index(row);
        }
        return {};
    }
    QListView *view() { return window.docks().panel(QStringLiteral("timeline"))->findChild<QListView *>(); }
    QPushButton *restore()
    {
        for (QPushButton *button :
             window.docks().panel(QStringLiteral("timeline"))->findChildren<QPushButton *>()) {
            if (button->text() == QStringLiteral("Restore…"))
                return button;
        }
        return nullptr;
    }

    test::AppFixture fixture;
    MainWindow window{*fixture.workbench};
    RunController runs{*fixture.workbench, window};
    TimelineModel &timeline{fixture.workbench->timeline};
    bool opened = false;
};

/// Answers the next dialog by the button that begins with `text`; remembers that there was one.
void answer(const QString &text, bool *asked)
{
    QTimer::singleShot(0, [text, asked] {
        QWidget *dialog = QApplication::activeModalWidget();
        if (!dialog)
            return answer(text, asked);
        *asked = true;
        for (QPushButton *button : dialog->findChildren<QPushButton *>()) {
            if (button->text() == text)
                return button->click();
        }
    });
}

} // namespace

class TestTimelinePanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The offscreen platform says so for every window with a minimum size.
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)")));
    }
    void modelHolds();
    void restoreNeedsAVersion();
    void restoreAsksFirst();
    void restoreGoesBack();
};

void TestTimelinePanel::modelHolds()
{
    Cut cut;
    QVERIFY(cut.opened);
    const QAbstractItemModelTester tester(&cut.timeline,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(cut.timeline.rowCount() >= 3);
    QVERIFY(cut.timeline.entry(cut.timeline.index(0))->current); // newest first
    QVERIFY(!cut.timeline.entry({}));
}

void TestTimelinePanel::restoreNeedsAVersion()
{
    Cut cut;
    QVERIFY(!cut.restore()->isEnabled());
    QCOMPARE(cut.restore()->toolTip(), QStringLiteral("Select a version first."));
    cut.view()->setCurrentIndex(cut.before());
    QVERIFY(cut.restore()->isEnabled());
}

void TestTimelinePanel::restoreAsksFirst()
{
    Cut cut;
    cut.view()->setCurrentIndex(cut.before());
    bool asked = false;
    answer(QStringLiteral("Cancel"), &asked);
    cut.restore()->click();
    QVERIFY(asked);
    QVERIFY(!cut.fixture.workbench->bridge.isBusy());
    QCOMPARE(static_cast<int>(cut.state()), static_cast<int>(report::ModelStateKind::Cut));
}

void TestTimelinePanel::restoreGoesBack()
{
    Cut cut;
    const int versions = cut.timeline.rowCount();
    cut.view()->setCurrentIndex(cut.before());
    bool asked = false;
    answer(QStringLiteral("Restore"), &asked);
    QTest::keyClick(cut.view(), Qt::Key_Return); // the keyboard does the same
    QVERIFY(asked);
    QVERIFY(cut.fixture.waitIdle());
    QCOMPARE(static_cast<int>(cut.state()), static_cast<int>(report::ModelStateKind::Whole));
    QVERIFY(cut.timeline.rowCount() >= versions); // nothing is lost
}

QTEST_MAIN(TestTimelinePanel)
#include "tst_timeline_panel.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/result_panel.h"
#include "app/shell/dock_host.h"
#include "base/file.h"
#include "support/qt/app_fixture.h"
#include "widgets/controls/segments.h"

#include <QtCore/QDir>
#include <QtTest/QTest>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableView>

using namespace espalier;
using namespace espalier::app;

namespace {

report::RunRecord makeRecord(double best, int seed = 1)
{
    report::RunRecord record;
    record.recipe = R"({"name": "x", "seed": )" + std::to_string(seed) + R"(, "stages": []})";
    record.base = report::Accuracy{.top1 = 93.4};
    record.best = report::BestAccuracy{best, 9, "test"};
    record.before = {200, 4000, 190};
    record.after = {100, 2000, 95};
    record.widths = {{"a", {4, 2}}};
    record.kept = {{"a", {0, 1}}};
    record.iterations = 60;
    record.phases = {{"penalize", "push", 1, 0, 0.0}, {"penalize", "stabilise", 1, 40, 8.0}};
    record.seconds = {{"1.penalize", 12.0}};
    return record;
}

QStringList row(const TextTable &table, const QString &name)
{
    for (const QStringList &each : table.rows) {
        if (each.front() == name)
            return each;
    }
    return {};
}

} // namespace

class TestResultPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The offscreen platform says so for every window with a minimum size.
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)")));
    }
    void figuresStandBesideThePublished();
    void figuresOfMoreRuns();
    void masksAreCompared();
    void phasesHaveLengths();
    void aRunShowsItsResult();
    void anotherRunIsAdded();
};

void TestResultPanel::figuresStandBesideThePublished()
{
    ShownRun run{QStringLiteral("this"), makeRecord(92.4)};
    run.record.published = report::PublishedComparison{
        "Tab. 1", {{"base_top1", 93.36, 93.36, 0.3, 93.4}, {"top1", 92.9, 93.5, 0.0, 92.4}}, {}};
    run.record.figures["finetune.trainability"] = 88.25;
    const TextTable table = figuresTable({run});
    QCOMPARE(table.headers, (QStringList{"Figure", "this", "Tab. 1", "Difference"}));
    QCOMPARE(row(table, QStringLiteral("Base, %")),
             (QStringList{"Base, %", "93.40", "93.36", "+0.04, inside"}));
    QCOMPARE(row(table, QStringLiteral("Best epoch, %")).at(2), QStringLiteral("92.90 – 93.50"));
    QCOMPARE(row(table, QStringLiteral("Best epoch, %")).at(3), QStringLiteral("−0.50, outside"));
    QCOMPARE(row(table, QStringLiteral("Fewer MACs by, ×")).at(1), QStringLiteral("2.00"));
    QCOMPARE(row(table, QStringLiteral("finetune.trainability")).at(1), QStringLiteral("88.25"));
    QVERIFY(row(table, QStringLiteral("Recalibrated, %")).isEmpty()); // nobody measured it
}

void TestResultPanel::figuresOfMoreRuns()
{
    const ShownRun a{QStringLiteral("a"), makeRecord(92.4)}, b{QStringLiteral("b"), makeRecord(91.0, 2)};
    const TextTable table = figuresTable({a, b});
    QCOMPARE(table.headers, (QStringList{"Figure", "a", "b"}));
    QCOMPARE(row(table, QStringLiteral("Best epoch, %")), (QStringList{"Best epoch, %", "92.40", "91.00"}));
    const TextTable differences = differencesTable({a, b});
    QCOMPARE(differences.rows, (QList<QStringList>{{"seed", "1", "2"}}));
}

void TestResultPanel::masksAreCompared()
{
    ShownRun a{QStringLiteral("a"), makeRecord(92.4)}, b{QStringLiteral("b"), makeRecord(91.0)};
    b.record.kept = {{"a", {0, 3}}};
    const TextTable table = masksTable(a, b);
    QCOMPARE(table.rows.size(), 2);
    QCOMPARE(row(table, QStringLiteral("a")),
             (QStringList{"a", "1", "1", "1", "0.3333", "50.0\u202F%", "50.0\u202F%"}));
    b.record.widths["a"].first = 5;
    QVERIFY(masksTable(a, b).rows.isEmpty());
}

void TestResultPanel::phasesHaveLengths()
{
    const TextTable table = phasesTable({QStringLiteral("a"), makeRecord(92.4)});
    QCOMPARE(table.rows.size(), 2);
    QCOMPARE(table.rows.at(0), (QStringList{"Push", "2", "0", "40", "0.0", "8.0"}));
    QCOMPARE(table.rows.at(1), (QStringList{"Stabilise", "2", "40", "20", "8.0", "4.0"}));
}

void TestResultPanel::aRunShowsItsResult()
{
    test::AppFixture fixture;
    QVERIFY(fixture.openWithData());
    fixture.chooseRecipe();
    recipe::Recipe recipe = fixture.workbench->project.edits().recipe;
    recipe.expect = recipe::Expectation{{}, std::pair{10.0, 20.0}, {}, "a table"};
    fixture.workbench->project.setRecipeSettings(recipe, QStringLiteral("expect"));
    ResultPanel panel(fixture.workbench->panelContext(), nullptr);
    panel.show();
    const auto *table = panel.findChild<QTableView *>();
    QVERIFY(!table->isVisible()); // nothing has run
    fixture.workbench->bridge.post(
        session::RunRecipe{fixture.workbench->project.runnableRecipe(), {}, false});
    QVERIFY(fixture.waitIdle());
    QVERIFY(table->isVisible());
    const auto *model = static_cast<const TextTableModel *>(table->model());
    QCOMPARE(model->table().headers.at(2), QStringLiteral("a table"));
    QVERIFY(row(model->table(), QStringLiteral("Best epoch, %")).at(3).endsWith(QLatin1String("outside")));
    QStringList texts;
    for (const QLabel *label : panel.findChildren<QLabel *>())
        texts.append(label->text());
    QVERIFY(texts.join(u'\n').contains(QLatin1String("Not as published: data: a fake one.")));
    panel.findChild<widgets::Segments *>()->setCurrent(2);
    QCOMPARE(model->table().rows.front().front(), QStringLiteral("Push"));
}

void TestResultPanel::anotherRunIsAdded()
{
    test::AppFixture fixture;
    MainWindow window(*fixture.workbench);
    RunController runs(*fixture.workbench, window);
    QVERIFY(fixture.openWithData());
    fixture.chooseRecipe();
    fixture.workbench->bridge.post(
        session::RunRecipe{fixture.workbench->project.runnableRecipe(), {}, false});
    QVERIFY(fixture.waitIdle());
    const QString other = fixture.folder.filePath(QStringLiteral("other"));
    QVERIFY(QDir().mkpath(other));
    QVERIFY(base::writeFileAtomically(other.toStdString() + "/result.json",
                                      report::toJson(*fixture.workbench->bridge.snapshot()->result)));
    fixture.prompt->answers = {other};
    auto *panel = qobject_cast<ResultPanel *>(window.docks().panel(QStringLiteral("result")));
    for (QPushButton *button : panel->findChildren<QPushButton *>()) {
        if (button->text() == QStringLiteral("Compare with…"))
            button->click();
    }
    const auto *model = static_cast<const TextTableModel *>(panel->findChild<QTableView *>()->model());
    QCOMPARE(model->table().headers.back(), QStringLiteral("other"));
    QCOMPARE(panel->subtitle(), QStringLiteral("2 run(s)"));
    panel->findChild<widgets::Segments *>()->setCurrent(1);
    QCOMPARE(model->table().rows.front().at(4), QStringLiteral("1.0000")); // the same masks
}

QTEST_MAIN(TestResultPanel)
#include "tst_result_panel.moc"

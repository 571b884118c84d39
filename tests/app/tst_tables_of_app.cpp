// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/ledger_model.h"
#include "app/models/log_model.h"
#include "app/panels/log_panel.h"
#include "support/qt/app_fixture.h"
#include "widgets/controls/chip.h"
#include "widgets/controls/filter_field.h"
#include "widgets/number_format.h"
#include "widgets/tables/cell_table.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QTest>

using namespace espalier;
using namespace espalier::app;
using Reporting = QAbstractItemModelTester::FailureReportingMode;

namespace {

std::vector<graph::LedgerRow> ledger()
{
    return {{graph::GroupId{0}, 16, 0.5, 8, 8, ""},
            {graph::GroupId{1}, 32, 0.9, 8, 24, "floor of 8 channels; \"keep more\""},
            {graph::GroupId{2}, 64, 0.0, 64, 0, "locked"}};
}

base::LogLine line(base::LogLevel level, const std::string &text)
{
    return {std::chrono::system_clock::now(), level, "test", text};
}

} // namespace

/// Ledger and log.
class TestTablesOfApp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The offscreen platform says so for every window with a minimum size.
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)")));
    }
    void ledgerIsAModel();
    void ledgerCells();
    void ledgerAsCsv();
    void logIsAModel();
    void logIsBounded();
    void logPanelFilters();
};

void TestTablesOfApp::ledgerIsAModel()
{
    LedgerModel model(ledger(), {QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")});
    const QAbstractItemModelTester tester(&model, Reporting::QtTest);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.rowCount(model.index(0, 0)), 0);
    for (int column = 0; column < LedgerModel::ColumnCount; ++column)
        QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
}

void TestTablesOfApp::ledgerCells()
{
    const LedgerModel model(ledger(), {QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")});
    const auto text = [&model](int row, int column) { return model.index(row, column).data().toString(); };
    QCOMPARE(text(1, LedgerModel::GroupColumn), QStringLiteral("b"));
    QCOMPARE(text(1, LedgerModel::RequestedColumn), widgets::format::percent(0.9));
    QCOMPARE(text(1, LedgerModel::RealisedColumn), widgets::format::percent(0.75));
    QCOMPARE(text(1, LedgerModel::RemovedColumn), QStringLiteral("24"));
    QCOMPARE(text(2, LedgerModel::RequestedColumn), widgets::format::none());
    QVERIFY(text(1, LedgerModel::WhyColumn).startsWith(QLatin1String("floor of 8 channels")));
}

void TestTablesOfApp::ledgerAsCsv()
{
    const LedgerModel model(ledger(), {QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")});
    const QStringList lines = model.toCsv().split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 4);
    QCOMPARE(lines[0], QStringLiteral("group,original,requested,realised,kept,removed,why"));
    QCOMPARE(lines[2], QStringLiteral("b,32,0.9,0.75,8,24,\"floor of 8 channels; \"\"keep more\"\"\""));
}

void TestTablesOfApp::logIsAModel()
{
    LogModel model;
    const QAbstractItemModelTester tester(&model, Reporting::QtTest);
    model.append(line(base::LogLevel::Warning, "look"));
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0, LogModel::LevelColumn).data().toString(), QStringLiteral("Warning"));
    QCOMPARE(model.index(0, LogModel::TextColumn).data(LogModel::LevelRole).toInt(),
             static_cast<int>(base::LogLevel::Warning));
}

void TestTablesOfApp::logIsBounded()
{
    LogModel model;
    constexpr int most = 5000;
    for (int i = 0; i < most + 10; ++i)
        model.append(line(base::LogLevel::Info, std::to_string(i)));
    QCOMPARE(model.rowCount(), most);
    QCOMPARE(model.index(0, LogModel::TextColumn).data().toString(), QStringLiteral("10")); // the oldest went
    QCOMPARE(model.index(most - 1, LogModel::TextColumn).data().toString(), QString::number(most + 9));
}

void TestTablesOfApp::logPanelFilters()
{
    test::AppFixture fixture;
    LogPanel panel(fixture.workbench->panelContext(), nullptr);
    LogModel &log = fixture.workbench->log;
    log.append(line(base::LogLevel::Info, "opened a model"));
    log.append(line(base::LogLevel::Error, "the disk is full"));
    const QAbstractItemModel *shown = panel.findChild<widgets::CellTable *>()->model();
    QCOMPARE(shown->rowCount(), 2);
    panel.findChild<widgets::Chip *>()->setChecked(true);
    QCOMPARE(shown->rowCount(), 1);
    QCOMPARE(shown->index(0, LogModel::TextColumn).data().toString(), QStringLiteral("the disk is full"));
    panel.findChild<widgets::Chip *>()->setChecked(false);
    panel.findChild<widgets::FilterField *>()->setText(QStringLiteral("MODEL"));
    QTRY_COMPARE(shown->rowCount(), 1);
    QCOMPARE(shown->index(0, LogModel::TextColumn).data().toString(), QStringLiteral("opened a model"));
}

QTEST_MAIN(TestTablesOfApp)
#include "tst_tables_of_app.moc"

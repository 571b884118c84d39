// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/layers_filter.h"
#include "app/models/layers_model.h"
#include "app/models/totals_model.h"
#include "support/qt/app_fixture.h"
#include "widgets/number_format.h"
#include "widgets/tables/table_roles.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace espalier;
using namespace espalier::app;

/// The document and the models over it.
class TestProject : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void opensEmpty();
    void ratioChangesPlanAndPreview();
    void undoRestoresExactly();
    void gestureMergesIntoOneStep();
    void lockedGroupsKeepTheirRatio();
    void structureChangeClearsUndo();
    void runnableRecipeNamesEveryRatio();
    void startSaysWhatIsMissing();
    void layerTableEdits();
    void layerOfSeveralGroupsIsOneRow();
    void layerTableIsAModel();
    void filterFinds();
};

void TestProject::opensEmpty()
{
    test::AppFixture fixture;
    QVERIFY(!fixture.workbench->project.hasModel());
    QVERIFY(!fixture.workbench->project.plan());
    QVERIFY(fixture.workbench->project.startProblem().has_value());
}

void TestProject::ratioChangesPlanAndPreview()
{
    test::AppFixture fixture;
    QVERIFY(fixture.openWithData());
    Project &project = fixture.workbench->project;
    const graph::GroupId group{2};
    const std::int64_t before = project.preview().before.macs;
    QSignalSpy changed(&project, &Project::planChanged);
    project.setRatio({group}, 0.5);
    QCOMPARE(changed.count(), 1);
    QVERIFY(project.plan());
    const std::int32_t channels = project.structure()->group(group).channels;
    QCOMPARE(static_cast<int>(project.plan()->plan.removed(group).size()), graph::prunedCount(0.5, channels));
    QVERIFY(project.preview().after.macs < before);
}

void TestProject::undoRestoresExactly()
{
    test::AppFixture fixture;
    QVERIFY(fixture.openWithData());
    Project &project = fixture.workbench->project;
    const auto start = project.edits().ratios;
    for (int i = 0; i < 20; ++i)
        project.setRatio({graph::GroupId{i % 9}}, 0.04 * i);
    const auto end = project.edits().ratios;
    while (project.undoStack().canUndo())
        project.undoStack().undo();
    QCOMPARE(project.edits().ratios, start);
    QVERIFY(project.plan()->plan.isEmpty());
    while (project.undoStack().canRedo())
        project.undoStack().redo();
    QCOMPARE(project.edits().ratios, end);
}

void TestProject::gestureMergesIntoOneStep()
{
    test::AppFixture fixture;
    QVERIFY(fixture.openWithData());
    Project &project = fixture.workbench->project;
    for (int i = 1; i <= 30; ++i)
        project.setRatio({graph::GroupId{0}}, 0.01 * i, QStringLiteral("drag 1"));
    QCOMPARE(project.undoStack().count(), 1);
    project.setRatio({graph::GroupId{0}}, 0.5, QStringLiteral("drag 2"));
    QCOMPARE(project.undoStack().count(), 2);
    project.undoStack().undo();
    QCOMPARE(project.edits().ratios[0], 0.3);
}

void TestProject::lockedGroupsKeepTheirRatio()
{
    test::AppFixture fixture;
    QVERIFY(fixture.openWithData());
    Project &project = fixture.workbench->project;
    project.setLocked({graph::GroupId{1}}, true);
    project.setRatio({graph::GroupId{0}, graph::GroupId{1}}, 0.5);
    QCOMPARE(project.edits().ratios[0], 0.5);
    QCOMPARE(project.edits().ratios[1], 0.0);
    QVERIFY(project.plan()->plan.removed(graph::GroupId{1}).empty());
}

void TestProject::structureChangeClearsUndo()
{
    test::AppFixture fixture;
    QVERIFY(fixture.openWithData());
    Project &project = fixture.workbench->project;
    project.setRatio({graph::GroupId{0}}, 0.5);
    fixture.workbench->bridge.post(session::CommitPlan{project.plan()->plan, project.plan()->ledger, {}});
    QVERIFY(fixture.waitIdle());
    QVERIFY(!project.undoStack().canUndo());
    QCOMPARE(project.edits().ratios[0], 0.0);
    QCOMPARE(project.structure()->group(graph::GroupId{0}).channels, 8);
    QCOMPARE(project.originalChannels(graph::GroupId{0}), 16);
}

void TestProject::runnableRecipeNamesEveryRatio()
{
    test::AppFixture fixture;
    QVERIFY(fixture.openWithData());
    fixture.chooseRecipe();
    const recipe::Recipe recipe = fixture.workbench->project.runnableRecipe();
    QCOMPARE(recipe.ratios.patterns.size(), std::size_t{9});
    for (const auto &[pattern, ratio] : recipe.ratios.patterns) {
        QVERIFY(QString::fromStdString(pattern).endsWith(QLatin1String(".conv1")));
        QCOMPARE(ratio, 0.5);
    }
}

void TestProject::startSaysWhatIsMissing()
{
    test::AppFixture fixture;
    Project &project = fixture.workbench->project;
    QVERIFY(project.startProblem()->what.find("model") != std::string::npos);
    QVERIFY(fixture.openWithData());
    QVERIFY(project.startProblem()->what.find("stages") != std::string::npos);
    fixture.chooseRecipe();
    QVERIFY2(!project.startProblem(), project.startProblem() ? toString(*project.startProblem()).c_str() : "");
    project.setRatios(std::vector<double>(project.edits().ratios.size(), 0.0), QStringLiteral("none"));
    QVERIFY(project.startProblem()->what.find("marked") != std::string::npos);
}

void TestProject::layerTableEdits()
{
    test::AppFixture fixture;
    QVERIFY(fixture.openWithData());
    LayersModel model(fixture.workbench->project, fixture.workbench->selection);
    const QModelIndex name = model.indexOf(QStringLiteral("layer2.1.conv1"));
    QVERIFY(name.isValid());
    const QModelIndex ratio = name.siblingAtColumn(LayersModel::RatioColumn);
    QVERIFY(model.flags(ratio) & Qt::ItemIsEditable);
    QVERIFY(model.setData(ratio, 0.25, Qt::EditRole));
    QCOMPARE(model.data(ratio, widgets::CellRole).value<widgets::RatioCell>().value, 0.25);
    QCOMPARE(model.data(name.siblingAtColumn(LayersModel::ChannelsColumn), Qt::DisplayRole).toString(),
             widgets::format::change(QStringLiteral("32"), QStringLiteral("24")));
    const QModelIndex frozen = model.indexOf(QStringLiteral("fc")).siblingAtColumn(LayersModel::RatioColumn);
    QVERIFY(!(model.flags(frozen) & Qt::ItemIsEditable));
    QVERIFY(!model.setData(frozen, 0.5, Qt::EditRole));
}

void TestProject::layerOfSeveralGroupsIsOneRow()
{
    test::FakeScript script;
    script.mixesLayer = true;
    test::AppFixture fixture(script);
    QVERIFY(fixture.openWithData());
    Project &project = fixture.workbench->project;
    LayersModel model(project, fixture.workbench->selection);
    const QModelIndex name = model.indexOf(QStringLiteral("layer1.0.conv1"));
    const QModelIndex ratio = name.siblingAtColumn(LayersModel::RatioColumn);
    const QModelIndex state = name.siblingAtColumn(LayersModel::StateColumn);
    QCOMPARE(model.data(state, widgets::CellRole).value<widgets::StateCell>().state, widgets::ChannelState::Prunable);
    QVERIFY(model.flags(ratio) & Qt::ItemIsEditable);
    QVERIFY(model.setData(ratio, 0.5, Qt::EditRole));
    QCOMPARE(project.edits().ratios[0], 0.5);
    QCOMPARE(project.edits().ratios[1], 0.5);
    QCOMPARE(model.data(ratio, widgets::CellRole).value<widgets::RatioCell>().value, 0.5);
    QCOMPARE(model.data(state, widgets::CellRole).value<widgets::StateCell>().state, widgets::ChannelState::Marked);
    LayersFilter filter(model, project);
    filter.setPrunableOnly(true);
    QVERIFY(filter.mapFromSource(name).isValid());
    project.setLocked({graph::GroupId{0}}, true);
    QVERIFY(model.flags(ratio) & Qt::ItemIsEditable); // a part of it still moves
    project.setLocked({graph::GroupId{1}}, true);
    QVERIFY(!(model.flags(ratio) & Qt::ItemIsEditable));
}

void TestProject::layerTableIsAModel()
{
    test::AppFixture fixture;
    LayersModel model(fixture.workbench->project, fixture.workbench->selection);
    LayersFilter filter(model, fixture.workbench->project);
    TotalsModel totals(model);
    const QAbstractItemModelTester tests[] = {{&model, QAbstractItemModelTester::FailureReportingMode::QtTest},
                                              {&filter, QAbstractItemModelTester::FailureReportingMode::QtTest},
                                              {&totals, QAbstractItemModelTester::FailureReportingMode::QtTest}};
    Q_UNUSED(tests)
    QVERIFY(fixture.openWithData());
    fixture.workbench->project.setRatio({graph::GroupId{0}, graph::GroupId{9}}, 0.5);
    fixture.workbench->project.undoStack().undo();
    QVERIFY(model.rowCount() >= 5);
    QVERIFY(!totals.index(0, LayersModel::MacsColumn).data().toString().isEmpty());
}

void TestProject::filterFinds()
{
    test::AppFixture fixture;
    QVERIFY(fixture.openWithData());
    LayersModel model(fixture.workbench->project, fixture.workbench->selection);
    LayersFilter filter(model, fixture.workbench->project);
    const int all = filter.shownLayers();
    filter.setText(QStringLiteral("layer3 conv1"));
    QCOMPARE(filter.shownLayers(), 3);
    filter.setText(QStringLiteral("ratio>half"));
    QVERIFY(!filter.error().isEmpty());
    filter.setText(QStringLiteral("ratio>0.4"));
    QCOMPARE(filter.shownLayers(), 0);
    fixture.workbench->project.setRatio({graph::GroupId{0}}, 0.5);
    filter.setText(QStringLiteral("ratio>0.4"));
    QCOMPARE(filter.shownLayers(), 1);
    filter.setText({});
    QCOMPARE(filter.shownLayers(), all);
    filter.setPrunableOnly(true);
    QCOMPARE(filter.shownLayers(), all - 1); // fc
}

QTEST_MAIN(TestProject)
#include "tst_project.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/batch_norm_panel.h"
#include "app/panels/gram_panel.h"
#include "app/panels/norms_panel.h"
#include "app/panels/penalty_panel.h"
#include "support/qt/app_fixture.h"
#include "widgets/controls/segments.h"
#include "widgets/plots/heat_map_plot.h"
#include "widgets/plots/histogram_plot.h"
#include "widgets/plots/line_plot.h"
#include "widgets/plots/ridge_plot.h"
#include "widgets/plots/stem_plot.h"

#include <QtTest/QTest>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QTableView>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace espalier;
using namespace espalier::app;

namespace {

/// A network with data, recipe and one panel; the run is played as fast as it goes.
template <class P>
struct Watched
{
    Watched()
    {
        opened = fixture.openWithData();
        fixture.chooseRecipe();
        panel.resize(500, 400);
    }

    bool run()
    {
        fixture.workbench->bridge.post(
            session::RunRecipe{fixture.workbench->project.runnableRecipe(), {}, false});
        return fixture.waitIdle();
    }
    const report::Snapshot &snapshot() { return *fixture.workbench->bridge.snapshot(); }

    test::AppFixture fixture;
    P panel{fixture.workbench->panelContext(), nullptr};
    bool opened = false;
};

int sum(const QList<int> &counts)
{
    return std::accumulate(counts.begin(), counts.end(), 0);
}

} // namespace

/// What the plots show is what the engine published, and the engine computes only what is looked at.
class TestProbePanels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The offscreen platform says so for every window with a minimum size.
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)")));
    }
    void hiddenPanelsWishNothing();
    void closedPanelGivesItsWishBack();
    void penaltyShowsEveryPoint();
    void penaltyShowsRatios();
    void penaltyShowsSeparationOverTheFactor();
    void chosenRangeShowsStatistics();
    void lateOpenedPanelShowsTheHistory();
    void normsCountFilters();
    void normsOfTheSelectedLayer();
    void normsKeepATrailOfRidges();
    void scalesAreCounted();
    void scalesOfTheSelectedLayerStand();
    void sharesOfScalesFollowTheHistory();
    void gramOrdersChosenLast();
    void gramFollowsTheSelection();
};

void TestProbePanels::hiddenPanelsWishNothing()
{
    Watched<NormsPanel> norms;
    QVERIFY(norms.opened);
    QVERIFY(norms.run());
    QVERIFY(!norms.snapshot().telemetry);
    Watched<GramPanel> gram;
    QVERIFY(gram.run());
    QVERIFY(!gram.snapshot().gram);
}

void TestProbePanels::closedPanelGivesItsWishBack()
{
    Watched<NormsPanel> norms;
    norms.panel.show();
    norms.panel.hide();
    QVERIFY(norms.run());
    QVERIFY(!norms.snapshot().telemetry);
    norms.panel.show();
    norms.fixture.workbench->project.setRatio({graph::GroupId{0}}, 0.25);
    QVERIFY(norms.run());
    QVERIFY(norms.snapshot().telemetry);
}

void TestProbePanels::penaltyShowsEveryPoint()
{
    Watched<PenaltyPanel> watched;
    watched.panel.show();
    QVERIFY(watched.run());
    const auto *plot = watched.panel.findChild<widgets::LinePlot *>();
    const RunHistory &history = watched.fixture.workbench->history;
    const QStringList names = history.seriesNames(QStringLiteral("lambda/"));
    QCOMPARE(names.size(), 9);
    for (const QString &name : names) {
        const Series &series = history.series(name);
        const widgets::SeriesBuffer *points = plot->points(name);
        QVERIFY(points);
        QCOMPARE(points->size(), series.step.size());
        QCOMPARE(points->back().x, series.step.back());
        QCOMPARE(points->back().y, series.value.back());
    }
    QCOMPARE(watched.panel.subtitle(), QStringLiteral("9 layer(s)"));
}

void TestProbePanels::penaltyShowsRatios()
{
    Watched<PenaltyPanel> watched;
    watched.panel.show();
    QVERIFY(watched.run());
    watched.panel.findChild<QComboBox *>()->setCurrentIndex(1);
    const auto *plot = watched.panel.findChild<widgets::LinePlot *>();
    const QString name = QStringLiteral("ratio/layer1.0.conv1");
    QVERIFY(!plot->points(QStringLiteral("lambda/layer1.0.conv1")));
    QCOMPARE(plot->points(name)->back().y, watched.fixture.workbench->history.series(name).value.back());
}

void TestProbePanels::penaltyShowsSeparationOverTheFactor()
{
    Watched<PenaltyPanel> watched;
    watched.panel.show();
    QVERIFY(watched.run());
    auto *views = watched.panel.findChild<QComboBox *>();
    views->setCurrentIndex(views->findText(QStringLiteral("Separation over λ")));
    const auto *plot = watched.panel.findChild<widgets::LinePlot *>();
    const widgets::SeriesBuffer *points = plot->points(QStringLiteral("separation/layer1.0.conv1"));
    QVERIFY(points && points->size() > 100);
    // The script lets the scores come apart as far as the factor has grown.
    QCOMPARE(points->back().x, 1.0);
    QCOMPARE(points->back().y, 1.3);
    for (int view = 0; view < views->count(); ++view)
        views->setCurrentIndex(view);
    QCOMPARE(watched.panel.subtitle(), QStringLiteral("set jsv_loop of a stage"));
}

void TestProbePanels::chosenRangeShowsStatistics()
{
    Watched<PenaltyPanel> watched;
    watched.panel.show();
    QVERIFY(watched.run());
    auto *plot = watched.panel.findChild<widgets::LinePlot *>();
    const auto *table = watched.panel.findChild<QTableView *>();
    QVERIFY(table && !table->isVisible());
    Q_EMIT plot->rangeSelected(0, 59);
    QVERIFY(table->isVisible());
    QCOMPARE(table->model()->rowCount(), 9);
    QCOMPARE(table->model()->index(0, 1).data().toString(), QStringLiteral("60"));
    QCOMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("layer1.0.conv1"));
    Q_EMIT plot->selectionCleared();
    QVERIFY(!table->isVisible());
}

void TestProbePanels::lateOpenedPanelShowsTheHistory()
{
    Watched<PenaltyPanel> watched;
    QVERIFY(watched.run());
    const auto *plot = watched.panel.findChild<widgets::LinePlot *>();
    QVERIFY(!plot->points(QStringLiteral("lambda/layer1.0.conv1"))); // nobody looked
    watched.panel.show();
    QCOMPARE(plot->points(QStringLiteral("lambda/layer1.0.conv1"))->size(), std::size_t{180});
}

void TestProbePanels::normsCountFilters()
{
    Watched<NormsPanel> watched;
    watched.panel.show();
    QVERIFY(watched.run());
    int kept = 0, chosen = 0;
    for (const report::LayerTelemetry &layer : watched.snapshot().telemetry->layers) {
        for (const std::uint8_t goes : layer.chosen)
            ++(goes ? chosen : kept);
    }
    const widgets::Histogram &shown = watched.panel.findChild<widgets::HistogramPlot *>()->histogram();
    QCOMPARE(sum(shown.kept), kept);
    QCOMPARE(sum(shown.marked), chosen);
    QCOMPARE(kept + chosen, 3 * (16 + 32 + 64));
}

void TestProbePanels::normsOfTheSelectedLayer()
{
    Watched<NormsPanel> watched;
    watched.panel.show();
    QVERIFY(watched.run());
    watched.panel.findChildren<widgets::Segments *>().at(1)->setCurrent(1);
    watched.fixture.workbench->selection.select(QStringLiteral("layer3.1.conv1"), graph::GroupId{7});
    const widgets::Histogram &shown = watched.panel.findChild<widgets::HistogramPlot *>()->histogram();
    QCOMPARE(sum(shown.kept) + sum(shown.marked), 64);
    QVERIFY(watched.panel.subtitle().startsWith(QLatin1String("layer3.1.conv1")));
}

void TestProbePanels::normsKeepATrailOfRidges()
{
    test::FakeScript script;
    script.stepsPerSecond = 400.0; // slow enough for the panel to be told more than once
    test::AppFixture fixture(script);
    QVERIFY(fixture.openWithData());
    fixture.chooseRecipe();
    NormsPanel panel(fixture.workbench->panelContext(), nullptr);
    panel.show();
    fixture.workbench->bridge.post(session::RunRecipe{fixture.workbench->project.runnableRecipe(), {}, false});
    QVERIFY(fixture.waitIdle());
    panel.findChildren<widgets::Segments *>().at(0)->setCurrent(2);
    const auto *ridges = panel.findChild<widgets::RidgePlot *>();
    QVERIFY(ridges->ridgeCount() > 2);
    QVERIFY(ridges->ridgeCount() <= 24);
    QVERIFY(ridges->isVisible());
    const widgets::PlotTable table = ridges->table();
    int counted = 0;
    for (int row = 0; row < table.rows; ++row)
        counted += table.cell(row, 3).toInt() + table.cell(row, 4).toInt();
    QCOMPARE(counted, int(ridges->ridgeCount()) * 3 * (16 + 32 + 64));
}

void TestProbePanels::scalesAreCounted()
{
    Watched<BatchNormPanel> watched;
    watched.panel.show();
    QVERIFY(watched.run());
    const auto &scales = watched.snapshot().scales;
    QVERIFY(scales);
    const widgets::Histogram &shown = watched.panel.findChild<widgets::HistogramPlot *>()->histogram();
    QCOMPARE(sum(shown.kept) + sum(shown.marked), 3 * (16 + 32 + 64));
    QCOMPARE(sum(shown.marked), 3 * (8 + 16 + 32));
    QStringList texts;
    for (const QLabel *label : watched.panel.findChildren<QLabel *>())
        texts.append(label->text());
    const QString all = texts.join(u'\n');
    QVERIFY2(all.contains(QLatin1String("To go: 168 collapsed, 0 not")), qPrintable(all));
    QVERIFY2(all.contains(QLatin1String("gradient zero: 2.7")), qPrintable(all)); // one of each of nine layers
}

void TestProbePanels::scalesOfTheSelectedLayerStand()
{
    Watched<BatchNormPanel> watched;
    watched.panel.show();
    QVERIFY(watched.run());
    watched.fixture.workbench->selection.select(QStringLiteral("layer3.1.conv1"), graph::GroupId{7});
    watched.panel.findChildren<widgets::Segments *>().at(0)->setCurrent(1);
    const auto *plot = watched.panel.findChild<widgets::StemPlot *>();
    QCOMPARE(plot->stems().size(), 64);
    QCOMPARE(plot->stems().at(5).channel, 5);
    QCOMPARE(plot->stems().at(5).second, static_cast<double>(-0.1F));
    const auto marked = std::ranges::count_if(plot->stems(), [](const widgets::Stem &stem) { return stem.marked; });
    QCOMPARE(marked, 32);
    for (widgets::Segments *segments : watched.panel.findChildren<widgets::Segments *>()) {
        if (segments->accessibleName() == QLatin1String("Order"))
            segments->setCurrent(1);
    }
    QVERIFY(std::ranges::is_sorted(plot->stems(), std::greater<>(), [](const widgets::Stem &stem) { return std::abs(stem.value); }));
}

void TestProbePanels::sharesOfScalesFollowTheHistory()
{
    Watched<BatchNormPanel> watched;
    watched.panel.show();
    QVERIFY(watched.run());
    watched.panel.findChildren<widgets::Segments *>().at(0)->setCurrent(2);
    const auto *plot = watched.panel.findChild<widgets::LinePlot *>();
    QCOMPARE(plot->points(QStringLiteral("gamma.all_below_1e-2"))->back().y, 0.5);
    for (widgets::Segments *segments : watched.panel.findChildren<widgets::Segments *>()) {
        if (segments->accessibleName() == QLatin1String("Which scales"))
            segments->setCurrent(1);
    }
    QVERIFY(!plot->points(QStringLiteral("gamma.all_below_1e-2")));
    QCOMPARE(plot->points(QStringLiteral("gamma.masked_below_1e-2"))->back().y, 1.0);
}

void TestProbePanels::gramOrdersChosenLast()
{
    Watched<GramPanel> watched;
    watched.panel.show();
    QVERIFY(watched.run());
    const report::GramMatrix &gram = *watched.snapshot().gram;
    QCOMPARE(gram.layer, std::string("layer1.0.conv1")); // nothing selected: the first that loses channels
    const widgets::HeatMap &map = watched.panel.findChild<widgets::HeatMapPlot *>()->map();
    QCOMPARE(map.rows, 16);
    QCOMPARE(map.keptRows, 8);
    for (int row = 0; row < map.rows; ++row) {
        QCOMPARE(gram.chosen[static_cast<std::size_t>(map.rowName(row))], std::uint8_t(row >= 8));
        for (int column = 0; column < map.columns; ++column)
            QCOMPARE(
                map.at(row, column),
                gram.values[static_cast<std::size_t>(map.rowName(row) * gram.size + map.columnName(column))]);
    }
    watched.panel.findChild<widgets::Segments *>()->setCurrent(2); // difference
    const widgets::HeatMap &difference = watched.panel.findChild<widgets::HeatMapPlot *>()->map();
    QCOMPARE(difference.at(0, 0), gram.values[static_cast<std::size_t>(map.rowName(0) * 17)] -
                                      gram.startValues[static_cast<std::size_t>(map.rowName(0) * 17)]);
}

void TestProbePanels::gramFollowsTheSelection()
{
    Watched<GramPanel> watched;
    watched.panel.show();
    watched.fixture.workbench->selection.select(QStringLiteral("layer2.1.conv1"), graph::GroupId{4});
    QVERIFY(watched.run());
    QCOMPARE(watched.snapshot().gram->layer, std::string("layer2.1.conv1"));
    QCOMPARE(watched.panel.findChild<widgets::HeatMapPlot *>()->map().rows, 32);
}

QTEST_MAIN(TestProbePanels)
#include "tst_probe_panels.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heat_map_plot.h"
#include "widgets/plots/histogram_plot.h"
#include "widgets/plots/profile_plot.h"
#include "widgets/plots/ridge_plot.h"
#include "widgets/plots/stem_plot.h"

#include <QtGui/QMouseEvent>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <cmath>

using namespace espalier::widgets;

class TestMatrixPlots : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support)"))); }
    void zeroIsTheGround();
    void heatMapHoverIsExact();
    void heatMapCellsAreSquare();
    void histogramReadsBins();
    void profilesReadRanks();
    void ridgesShareTheirBins();
    void stemsStandWhereTheirChannelIs();

private:
    ThemeService m_themes;
    RepaintGate m_gate;
};

static HeatMap gram(int size, int kept)
{
    HeatMap map;
    map.rows = map.columns = size;
    map.keptRows = map.keptColumns = kept;
    map.rowTitle = QStringLiteral("filter i");
    map.columnTitle = QStringLiteral("filter j");
    map.values.assign(std::size_t(size) * std::size_t(size), 0.0f);
    for (int i = 0; i < kept; ++i)
        map.values[std::size_t(i) * std::size_t(size) + std::size_t(i)] = i % 2 ? -0.8f : 0.8f;
    return map;
}

void TestMatrixPlots::zeroIsTheGround()
{
    HeatMapPlot plot(m_themes, m_gate);
    plot.resize(400, 320);
    plot.setMap(gram(8, 4));
    plot.show();
    const QImage image = plot.image();
    QCOMPARE(plot.limits().low, -plot.limits().high);
    const auto color = [&](double column, double row) {
        return image.pixelColor(int(plot.toPixel(PlotAxis::X, column)), int(plot.toPixel(PlotAxis::Y, row)));
    };
    QCOMPARE(color(6.5, 6.5), m_themes.theme().divergingStops()[4]);
    QCOMPARE(color(6.5, 6.5), m_themes.theme()[Token::Plot]); // light: white
    QCOMPARE(color(0.5, 0.5), m_themes.theme().divergingStops().last());
    QCOMPARE(color(1.5, 1.5), m_themes.theme().divergingStops().first());
    plot.setLimits({-1.6, 1.6});
    QCOMPARE(plot.colorOf(0.8), m_themes.theme().diverging(0.5));
    plot.setLimits({0, 0});
    QCOMPARE(plot.limits().high, double(0.8f));
}

void TestMatrixPlots::heatMapHoverIsExact()
{
    HeatMapPlot plot(m_themes, m_gate);
    plot.resize(400, 320);
    HeatMap map = gram(1500, 4);
    map.values[std::size_t(700) * 1500 + 900] = 0.123f;
    plot.setMap(std::move(map));
    plot.show();
    plot.repaintNow();
    QVERIFY(plot.note().contains(QLatin1Char('2')));
    plot.setRange(PlotAxis::X, {890, 910});
    plot.setRange(PlotAxis::Y, {690, 710});
    plot.repaintNow();
    QSignalSpy hovered(&plot, &HeatMapPlot::cellHovered);
    const QPointF point(plot.toPixel(PlotAxis::X, 900.5), plot.toPixel(PlotAxis::Y, 700.5));
    QMouseEvent move(QEvent::MouseMove, point, plot.canvasWidget()->mapToGlobal(point), Qt::NoButton,
                     Qt::NoButton, Qt::NoModifier);
    QCoreApplication::sendEvent(plot.canvasWidget(), &move);
    QCOMPARE(hovered.last()[0].toInt(), 700);
    QCOMPARE(hovered.last()[1].toInt(), 900);
    QCOMPARE(hovered.last()[2].toFloat(), 0.123f);
}

void TestMatrixPlots::heatMapCellsAreSquare()
{
    for (const QSize size : {QSize(600, 300), QSize(300, 600)}) {
        HeatMapPlot plot(m_themes, m_gate);
        plot.resize(size);
        plot.setMap(gram(16, 8));
        plot.show();
        plot.repaintNow();
        plot.repaintNow(); // margins follow the size
        QVERIFY(std::abs(plot.plotArea().width() - plot.plotArea().height()) <= 2);
    }
}

void TestMatrixPlots::histogramReadsBins()
{
    HistogramPlot plot(m_themes, m_gate);
    plot.resize(500, 300);
    plot.setBins(4);
    plot.setScores({1e-2, 1e-2, 1}, {1e-4});
    plot.setThreshold(1e-3, QStringLiteral("τ"));
    plot.show();
    plot.repaintNow();
    plot.showCursor(2e-2);
    const Readout &readout = plot.cursor()->readout();
    QCOMPARE(readout.rows.size(), 2);
    QCOMPARE(readout.rows[0].value, QStringLiteral("2"));
    QCOMPARE(plot.table().rows, 4);
    plot.setLogX(false);
    QCOMPARE(plot.histogram().leftOut, 0);
    QVERIFY(!plot.image().isNull());
}

void TestMatrixPlots::profilesReadRanks()
{
    ProfilePlot plot(m_themes, m_gate);
    plot.resize(500, 300);
    plot.setProfiles({{QStringLiteral("now"), QStringLiteral("now"), 0, {1, 4, 2}}});
    plot.setKept(2);
    plot.show();
    plot.repaintNow();
    plot.showCursor(0.5);
    QCOMPARE(plot.cursor()->readout().value, QStringLiteral("1"));
    QCOMPARE(plot.cursor()->readout().rows[0].value, QStringLiteral("1.000"));
    QCOMPARE(plot.table().cell(2, 1).toDouble(), 0.25);
    plot.setSorted(false);
    QCOMPARE(plot.table().cell(0, 1).toDouble(), 0.25);
}

void TestMatrixPlots::ridgesShareTheirBins()
{
    RidgePlot plot(m_themes, m_gate);
    plot.resize(400, 320);
    plot.setRidges({{0, {0.1, 0.1, 1.0}, {}}, {50, {1.0, 1.0}, {1e-3}}});
    plot.show();
    plot.repaintNow();
    QCOMPARE(plot.ridgeCount(), 2);
    QVERIFY(std::abs(plot.range(PlotAxis::X).low / 1e-3 - 1) < 1e-9);
    const PlotTable table = plot.table();
    int kept[2] = {0, 0}, marked[2] = {0, 0};
    for (int row = 0; row < table.rows; ++row) {
        const int ridge = table.cell(row, 0).toDouble() > 0;
        kept[ridge] += table.cell(row, 3).toInt();
        marked[ridge] += table.cell(row, 4).toInt();
        QCOMPARE(table.cell(row, 1), table.cell(row % (table.rows / 2), 1));
    }
    QCOMPARE(kept[0], 3);
    QCOMPARE(kept[1], 2);
    QCOMPARE(marked[0], 0);
    QCOMPARE(marked[1], 1);
    // Of the newest, two of the greatest score.
    plot.showCursor(1.0);
    QCOMPARE(plot.cursor()->readout().rows[0].value, QStringLiteral("2"));
    const QImage image = plot.canvasWidget()->grab().toImage();
    const QColor keep = m_themes.theme().mixed(Token::Keep, 0.75, Token::Plot);
    const QPoint inside(int(plot.toPixel(PlotAxis::X, 0.98)), int(plot.toPixel(PlotAxis::Y, 60)));
    QCOMPARE(image.pixelColor(inside), keep);
    plot.setRidges({});
    plot.repaintNow();
    QCOMPARE(plot.table().rows, 0);
}

void TestMatrixPlots::stemsStandWhereTheirChannelIs()
{
    StemPlot plot(m_themes, m_gate);
    plot.resize(400, 320);
    plot.setNames(QStringLiteral("γ"), QStringLiteral("β"));
    plot.setStems({{7, 0.5, -0.25, false}, {3, -1.0, std::nan(""), true}});
    plot.setThreshold(0.01, QStringLiteral("τ"));
    plot.show();
    plot.repaintNow();
    QVERIFY(plot.range(PlotAxis::Y).low < -1.0);
    QVERIFY(plot.range(PlotAxis::Y).high > 0.5);
    plot.showCursor(1.5);
    QCOMPARE(plot.cursor()->readout().value, QStringLiteral("3"));
    QCOMPARE(plot.cursor()->readout().rows.size(), 1);
    plot.showCursor(0.5);
    QCOMPARE(plot.cursor()->readout().rows.size(), 2);
    QCOMPARE(plot.table().cell(0, 0).toInt(), 7);
    QCOMPARE(plot.legend()->entries().size(), 3);
    const QImage image = plot.canvasWidget()->grab().toImage();
    const QPoint head(int(plot.toPixel(PlotAxis::X, 0.5)), int(plot.toPixel(PlotAxis::Y, 0.5)));
    QCOMPARE(image.pixelColor(head), m_themes.theme()[Token::Keep]);
}

QTEST_MAIN(TestMatrixPlots)
#include "tst_matrix_plots.moc"

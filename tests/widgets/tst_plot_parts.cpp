// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/number_format.h"
#include "widgets/plots/axis_ticks.h"
#include "widgets/plots/color_registry.h"
#include "widgets/plots/heat_map.h"
#include "widgets/plots/histogram.h"
#include "widgets/plots/plot_table.h"
#include "widgets/plots/profile_plot.h"
#include "widgets/plots/repaint_gate.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <cmath>
#include <numeric>
#include <random>

using namespace espalier::widgets;

class TestPlotParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
    }
    void linearTicks_data();
    void linearTicks();
    void tickCountStaysInBounds();
    void logTicks();
    void rangesZoomAndPan();
    void histogramCountsAll();
    void histogramOnLogScale();
    void limitsAreSymmetric();
    void rampIsAnchoredAtZero();
    void largeMapsBecomeBlockMaxima();
    void rootMeanSquares();
    void profilesAreScaledAndSorted();
    void csvIsExact();
    void tableModelHolds();
    void coloursAreKept();
    void gateLetsOneTickThrough();
    void gateSkipsHiddenAndFrozen();
};

void TestPlotParts::linearTicks_data()
{
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<QStringList>("labels");
    const auto list = [](const char *text) { return QString::fromUtf8(text).split(QLatin1Char(' ')); };
    QTest::newRow("loss") << 0.0 << 1.6 << list("0.00 0.25 0.50 0.75 1.00 1.25 1.50");
    QTest::newRow("accuracy") << 70.0 << 95.0 << list("70 75 80 85 90 95");
    QTest::newRow("steps") << 0.0 << 124240.0 << list("0 20k 40k 60k 80k 100k 120k");
    QTest::newRow("signed") << -0.002 << 0.002 << list("−0.002 −0.001 0.000 0.001 0.002");
}

void TestPlotParts::linearTicks()
{
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(QStringList, labels);
    QCOMPARE(makeTicks(low, high, AxisScale::Linear).labels, labels);
}

void TestPlotParts::tickCountStaysInBounds()
{
    std::mt19937 random(2);
    std::uniform_real_distribution<double> place(-3, 6), size(-4, 5);
    for (int i = 0; i < 2000; ++i) {
        const double low = std::pow(10, place(random)) * (i % 2 ? 1 : -1),
                     high = low + std::pow(10, size(random));
        const AxisTicks ticks = makeTicks(low, high, AxisScale::Linear);
        QVERIFY2(ticks.positions.size() >= 3 && ticks.positions.size() <= 8,
                 qPrintable(QStringLiteral("%1 to %2: %3").arg(low).arg(high).arg(ticks.positions.size())));
        for (double position : ticks.positions)
            QVERIFY(position >= low - (high - low) * 1e-6 && position <= high + (high - low) * 1e-6);
    }
    QVERIFY(makeTicks(1, 1, AxisScale::Linear).positions.isEmpty());
    QVERIFY(makeTicks(std::nan(""), 1, AxisScale::Linear).positions.isEmpty());
    QVERIFY(makeTicks(0, 100, AxisScale::Linear, 2).positions.size() <= 3);
}

void TestPlotParts::logTicks()
{
    const AxisTicks wide = makeTicks(1e-6, 1, AxisScale::Log);
    QCOMPARE(wide.labels, QStringLiteral("1e-6 1e-5 1e-4 1e-3 1e-2 1e-1 1e0").split(QLatin1Char(' ')));
    QVERIFY(makeTicks(1e-13, 10, AxisScale::Log).positions.size() <= 8);
    const AxisTicks narrow = makeTicks(1e-3, 2e-2, AxisScale::Log);
    QCOMPARE(narrow.labels, QStringLiteral("1e-3 2e-3 5e-3 1e-2 2e-2").split(QLatin1Char(' ')));
}

void TestPlotParts::rangesZoomAndPan()
{
    const AxisRange zoom = zoomed({0, 10}, AxisScale::Linear, 0.5, 2);
    QCOMPARE(zoom.low, 1.0);
    QCOMPARE(zoom.high, 6.0);
    const AxisRange log = panned({1, 100}, AxisScale::Log, 0.5);
    QVERIFY(std::abs(log.low - 10) < 1e-9);
    QVERIFY(std::abs(log.high - 1000) < 1e-6);
    const AxisRange open = padded({5, 5}, AxisScale::Linear);
    QVERIFY(open.low == 0 && open.high == 10);
    const AxisRange below = padded({-2, -2}, AxisScale::Linear);
    QVERIFY(below.low == -4 && below.high == 0);
    const AxisRange zero = padded({0, 0}, AxisScale::Linear);
    QVERIFY(zero.low == 0 && zero.high == 1);
}

void TestPlotParts::histogramCountsAll()
{
    const QList<double> kept{0, 1, 2, 3, 4}, marked{4, 4, std::nan("")};
    const Histogram h = makeHistogram(kept, marked, 4, AxisScale::Linear);
    QCOMPARE(h.edges, (QList<double>{0, 1, 2, 3, 4}));
    QCOMPARE(h.kept, (QList<int>{1, 1, 1, 2})); // the greatest value falls into the last bin
    QCOMPARE(h.marked, (QList<int>{0, 0, 0, 2}));
    QCOMPARE(h.leftOut, 1);
    QCOMPARE(h.highest(), 4);
    QCOMPARE(makeHistogram({}, {}, 4, AxisScale::Linear).bins(), 0);
}

void TestPlotParts::histogramOnLogScale()
{
    const Histogram h = makeHistogram({1e-4, 1e-2, 1}, {0, -1}, 4, AxisScale::Log);
    QCOMPARE(h.leftOut, 2);
    QCOMPARE(std::accumulate(h.kept.begin(), h.kept.end(), 0), 3);
    for (int i = 0; i + 1 < h.edges.size(); ++i)
        QVERIFY(std::abs(h.edges[i + 1] / h.edges[i] - 10) < 1e-6);
    QVERIFY(makeHistogram({2, 2, 2}, {}, 5, AxisScale::Log).highest() == 3);
}

static HeatMap mapOf(int rows, int columns, std::vector<float> values)
{
    HeatMap map;
    map.rows = rows;
    map.columns = columns;
    map.values = std::move(values);
    return map;
}

void TestPlotParts::limitsAreSymmetric()
{
    const HeatMap map = mapOf(2, 3, {-0.2f, 0.8f, 0.1f, std::nanf(""), -1.5f, 0});
    const ColorLimits diverging = limitsOf(map, Ramp::Diverging);
    QCOMPARE(diverging.low, -1.5);
    QCOMPARE(diverging.high, 1.5);
    const ColorLimits zero = limitsOf(mapOf(1, 1, {0}), Ramp::Diverging);
    QVERIFY(zero.low < zero.high);
    const ColorLimits sequential = limitsOf(mapOf(1, 3, {0.5f, 2, 1}), Ramp::Sequential);
    QCOMPARE(sequential.low, 0.0);
    QCOMPARE(sequential.high, 2.0);
    std::vector<float> outlier(1000, 0.5f);
    outlier[7] = 100;
    QCOMPARE(limitsOf(mapOf(10, 100, outlier), Ramp::Diverging, 0.99).high, 0.5);
}

void TestPlotParts::rampIsAnchoredAtZero()
{
    for (bool logarithmic : {false, true}) {
        QCOMPARE(rampPosition(0, {-2, 2}, Ramp::Diverging, logarithmic), 0.0);
        QCOMPARE(rampPosition(2, {-2, 2}, Ramp::Diverging, logarithmic), 1.0);
        QCOMPARE(rampPosition(-2, {-2, 2}, Ramp::Diverging, logarithmic), -1.0);
        QCOMPARE(rampPosition(-9, {-2, 2}, Ramp::Diverging, logarithmic), -1.0);
    }
    QCOMPARE(rampPosition(1, {0, 4}, Ramp::Sequential, false), 0.25);
    QVERIFY(rampPosition(0.02, {-2, 2}, Ramp::Diverging, true) > 0.3); // small values become visible
    QVERIFY(std::isnan(rampPosition(std::nan(""), {-1, 1}, Ramp::Diverging, false)));
}

void TestPlotParts::largeMapsBecomeBlockMaxima()
{
    HeatMap map = mapOf(2500, 1500, std::vector<float>(2500 * 1500, 0.01f));
    map.values[std::size_t(1777) * 1500 + 888] = -9;
    const Reduced reduced = reduce(map, 1000);
    QCOMPARE(reduced.block, 3);
    QCOMPARE(reduced.rows, 834);
    QCOMPARE(reduced.columns, 500);
    QCOMPARE(reduced.values[std::size_t(1777 / 3) * 500 + 888 / 3], -9.0f);
    QCOMPARE(reduce(mapOf(2, 2, {1, 2, 3, 4})).values, (std::vector<float>{1, 2, 3, 4}));
}

void TestPlotParts::rootMeanSquares()
{
    const HeatMap map = mapOf(2, 2, {3, 4, std::nanf(""), 0});
    QVERIFY(std::abs(rootMeanSquare(map, 0, 1, 0, 2) - std::sqrt(12.5)) < 1e-12);
    QCOMPARE(rootMeanSquare(map, 1, 2, 0, 2), 0.0);
    QVERIFY(std::isnan(rootMeanSquare(map, 0, 0, 0, 2)));
}

void TestPlotParts::profilesAreScaledAndSorted()
{
    QCOMPARE(profileOf({1, 4, 2}, true), (QList<double>{1, 0.5, 0.25}));
    QCOMPARE(profileOf({1, 4, 2}, false), (QList<double>{0.25, 1, 0.5}));
    const QList<double> withGap = profileOf({1, std::nan(""), 2}, true);
    QCOMPARE(withGap[0], 1.0);
    QVERIFY(std::isnan(withGap[2]));
    QCOMPARE(profileOf({0, 0}, true), (QList<double>{0, 0}));
}

static PlotTable sampleTable()
{
    return {{QStringLiteral("Series"), QStringLiteral("step"), QStringLiteral("loss, nats")},
            2,
            [](int row, int column) -> QVariant {
                if (column == 0)
                    return row == 0 ? QStringLiteral("task \"a\"") : QStringLiteral("b");
                return column == 1 ? 45000.0 : row == 0 ? 0.1 : std::nan("");
            }};
}

void TestPlotParts::csvIsExact()
{
    QCOMPARE(toCsv(sampleTable()),
             QStringLiteral("Series,step,\"loss, nats\"\n\"task \"\"a\"\"\",45000,0.1\nb,45000,\n"));
    QVERIFY(toTabbed(sampleTable()).startsWith(QStringLiteral("Series\tstep\tloss, nats\n")));
}

void TestPlotParts::tableModelHolds()
{
    PlotTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setTable(sampleTable());
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0, 1).data().toString(),
             QStringLiteral("45") + format::thinSpace + QStringLiteral("000"));
    QCOMPARE(model.index(1, 2).data().toString(), format::none());
    QCOMPARE(model.headerData(2, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("loss, nats"));
}

void TestPlotParts::coloursAreKept()
{
    ColorRegistry colors;
    QCOMPARE(colors.find(QStringLiteral("a")), -1);
    QCOMPARE(colors.colorOf(QStringLiteral("a")), 0);
    QCOMPARE(colors.colorOf(QStringLiteral("b")), 1);
    QCOMPARE(colors.colorOf(QStringLiteral("a")), 0);
    for (int i = 0; i < 10; ++i)
        colors.colorOf(QString::number(i));
    QCOMPARE(colors.colorOf(QStringLiteral("13th")), 0);
}

class Counter : public Repaintable
{
public:
    bool shown = true;
    QList<qint64> times;
    QElapsedTimer clock;

    Counter() { clock.start(); }
    bool isOnScreen() const override { return shown; }
    void repaintNow() override { times << clock.nsecsElapsed() / 1000; }
};

void TestPlotParts::gateLetsOneTickThrough()
{
    RepaintGate gate;
    Counter a, b;
    QSignalSpy flushes(&gate, &RepaintGate::flushed);
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 400) {
        gate.mark(a);
        gate.mark(b);
        QCoreApplication::processEvents();
    }
    QVERIFY(a.times.size() >= 5);
    QVERIFY2(a.times.size() <= 400 / RepaintGate::intervalMs + 1,
             qPrintable(QString::number(a.times.size())));
    for (qsizetype i = 1; i < a.times.size(); ++i)
        QVERIFY(a.times[i] - a.times[i - 1] >= (RepaintGate::intervalMs - 2) * 1000);
    QCOMPARE(a.times.size(), b.times.size());
    QCOMPARE(flushes.size(), a.times.size());
    QCOMPARE(flushes.first().first().toInt(), 2);
}

void TestPlotParts::gateSkipsHiddenAndFrozen()
{
    RepaintGate gate;
    Counter hidden, plain, moved;
    hidden.shown = false;
    gate.mark(hidden);
    gate.mark(plain);
    QTRY_COMPARE(plain.times.size(), 1);
    QVERIFY(hidden.times.isEmpty());
    QCOMPARE(gate.marked(), 1);
    gate.setFrozen(true);
    gate.mark(plain);
    gate.mark(moved, true);
    QTRY_COMPARE(moved.times.size(), 1);
    QCOMPARE(plain.times.size(), 1);
    gate.setFrozen(false);
    QTRY_COMPARE(plain.times.size(), 2);
    gate.forget(hidden);
    QCOMPARE(gate.marked(), 0);
}

QTEST_MAIN(TestPlotParts)
#include "tst_plot_parts.moc"

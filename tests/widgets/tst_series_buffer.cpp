// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/series_buffer.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QTest>

#include <algorithm>
#include <cmath>
#include <random>

using namespace espalier::widgets;

class TestSeriesBuffer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
    }
    void onlyGrowingXIsTaken();
    void fewPointsStayAsTheyAre();
    void extremesAgreeWithSearch();
    void decimationKeepsExtremes();
    void gapsStayGaps();
    void millionPointsAreQuick();
    void nearestPoint();
    void statisticsMatchDefinition();
    void smoothingIsStartCorrected();
};

static SeriesBuffer noisy(std::size_t count, unsigned seed = 1)
{
    SeriesBuffer buffer;
    std::mt19937 random(seed);
    std::normal_distribution<double> noise;
    for (std::size_t i = 0; i < count; ++i)
        buffer.append(double(i), noise(random));
    return buffer;
}

void TestSeriesBuffer::onlyGrowingXIsTaken()
{
    SeriesBuffer buffer;
    QVERIFY(buffer.append(1, 5));
    QVERIFY(buffer.append(1, 6));
    QVERIFY(!buffer.append(0.5, 7));
    QVERIFY(!buffer.append(std::nan(""), 7));
    QCOMPARE(buffer.size(), std::size_t(2));
}

void TestSeriesBuffer::fewPointsStayAsTheyAre()
{
    const SeriesBuffer buffer = noisy(100);
    std::vector<PlotPoint> points;
    buffer.decimate(10, 20, 50, points);
    QCOMPARE(points.size(), std::size_t(13)); // 10 to 20 and a neighbour on each side
    QCOMPARE(points.front().x, 9.0);
    QCOMPARE(points.back().x, 21.0);
    buffer.decimate(200, 300, 50, points);
    QCOMPARE(points.size(), std::size_t(1)); // the neighbour alone
}

void TestSeriesBuffer::extremesAgreeWithSearch()
{
    const std::size_t count = 5000;
    const SeriesBuffer buffer = noisy(count, 9);
    std::mt19937 random(4);
    std::uniform_int_distribution<std::size_t> place(0, count - 1);
    for (int trial = 0; trial < 500; ++trial) {
        const std::size_t a = place(random), b = place(random);
        const auto [first, last] = std::minmax(a, b);
        double least = HUGE_VAL, most = -HUGE_VAL;
        for (std::size_t i = first; i <= last; ++i) {
            least = std::min(least, buffer.y(i));
            most = std::max(most, buffer.y(i));
        }
        const auto extent = buffer.extent(double(first), double(last));
        QVERIFY(extent.valid);
        QCOMPARE(extent.least, least);
        QCOMPARE(extent.most, most);
    }
    QVERIFY(!buffer.extent(6000, 7000).valid);
}

void TestSeriesBuffer::decimationKeepsExtremes()
{
    SeriesBuffer buffer;
    for (int i = 0; i < 100000; ++i)
        buffer.append(i, i == 77777 ? 50.0 : i == 33333 ? -50.0 : std::sin(i * 0.01));
    std::vector<PlotPoint> points;
    buffer.decimate(0, 100000, 1000, points);
    QVERIFY(points.size() <= 2000);
    QVERIFY(points.size() >= 900);
    const auto byY = [](const PlotPoint &a, const PlotPoint &b) { return a.y < b.y; };
    const auto [low, high] = std::minmax_element(points.begin(), points.end(), byY);
    QCOMPARE(high->x, 77777.0);
    QCOMPARE(low->x, 33333.0);
    QVERIFY(
        std::is_sorted(points.begin(), points.end(), [](const auto &a, const auto &b) { return a.x < b.x; }));
}

void TestSeriesBuffer::gapsStayGaps()
{
    SeriesBuffer buffer;
    for (int i = 0; i < 10000; ++i)
        buffer.append(i, i >= 4000 && i < 6000 ? std::nan("") : 1.0);
    std::vector<PlotPoint> points;
    buffer.decimate(0, 10000, 100, points);
    QVERIFY(std::any_of(points.begin(), points.end(), [](const PlotPoint &p) { return std::isnan(p.y); }));
    QVERIFY(!buffer.extent(4500, 5500).valid);
    QVERIFY(buffer.extent(3999, 5500).valid);
}

void TestSeriesBuffer::millionPointsAreQuick()
{
    const SeriesBuffer buffer = noisy(1000000);
    std::vector<PlotPoint> points;
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 100; ++i)
        buffer.decimate(i * 100.0, 900000.0 + i * 100.0, 2000, points);
    const double each = double(timer.nsecsElapsed()) / 1e6 / 100;
    QVERIFY(points.size() <= 4000);
    QVERIFY2(each < 5,
             qPrintable(QStringLiteral("%1 ms").arg(each))); // 12 series in one 33 ms tick leave room
}

void TestSeriesBuffer::nearestPoint()
{
    const SeriesBuffer buffer = noisy(10);
    QCOMPARE(buffer.nearest(-5), std::size_t(0));
    QCOMPARE(buffer.nearest(3.4), std::size_t(3));
    QCOMPARE(buffer.nearest(3.6), std::size_t(4));
    QCOMPARE(buffer.nearest(99), std::size_t(9));
}

void TestSeriesBuffer::statisticsMatchDefinition()
{
    SeriesBuffer buffer;
    for (int i = 0; i < 10; ++i)
        buffer.append(i, i == 4 ? std::nan("") : 3.0 + 2.0 * i);
    const SeriesStatistics s = buffer.statistics(2, 6); // 7, 9, (gap), 13, 15
    QCOMPARE(s.count, std::size_t(4));
    QCOMPARE(s.least, 7.0);
    QCOMPARE(s.most, 15.0);
    QCOMPARE(s.mean, 11.0);
    QVERIFY(std::abs(s.deviation - std::sqrt(40.0 / 3)) < 1e-12);
    QVERIFY(std::abs(s.slope - 2.0) < 1e-12);
}

void TestSeriesBuffer::smoothingIsStartCorrected()
{
    Smoother smoother(0.9);
    QCOMPARE(smoother.next(5), 5.0); // the first value is not pulled to zero
    QVERIFY(std::abs(smoother.next(7) - (0.9 * 5 + 7) / 1.9) < 1e-12);
    QVERIFY(std::isnan(smoother.next(std::nan(""))));
    Smoother none(0);
    QCOMPARE(none.next(3), 3.0);
    QCOMPARE(none.next(4), 4.0);
}

QTEST_APPLESS_MAIN(TestSeriesBuffer)
#include "tst_series_buffer.moc"

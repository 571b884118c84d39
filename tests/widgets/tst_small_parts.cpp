// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/controls/interval_rows.h"
#include "widgets/controls/kept_bar.h"
#include "widgets/controls/score_strip.h"
#include "widgets/controls/sparkline.h"
#include "widgets/plots/scatter_plot.h"
#include "widgets/tables/mask_delegate.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <cmath>

using namespace espalier::widgets;

class TestSmallParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
    }
    void stripIsSortedByScore();
    void stripAsksToToggle();
    void rowsShareOneAxis();
    void rowsWithoutMeasurement();
    void sparklineDropsOldValues();
    void keptBarShowsShares();
    void maskBitsTellAllFour();
    void frontHasNoBeatenPoint();
    void scatterClickFindsPoint();
};

void TestSmallParts::stripIsSortedByScore()
{
    ThemeService themes;
    ScoreStrip strip(themes);
    strip.resize(300, strip.sizeHint().height());
    strip.setScores({0.5, std::nan(""), 2, 1, 1}, {true, true, true, false, true});
    QCOMPARE(strip.order(), (QList<int>{2, 3, 4, 0, 1})); // equal scores by index, no score last
    QVERIFY(strip.barRect(0).height() > strip.barRect(3).height());
    QVERIFY(!strip.grab().isNull());
    const QImage image = strip.grab().toImage();
    const auto color = [&](int position) {
        return image.pixelColor(strip.barRect(position).toRect().center());
    };
    QCOMPARE(color(0), themes.theme()[Token::Keep]);
    QVERIFY(color(1) != themes.theme()[Token::Keep]);
}

void TestSmallParts::stripAsksToToggle()
{
    ThemeService themes;
    ScoreStrip strip(themes);
    strip.resize(300, strip.sizeHint().height());
    strip.setScores({0.5, 2, 1}, {true, true, true});
    QSignalSpy asked(&strip, &ScoreStrip::toggleRequested);
    QTest::mouseClick(&strip, Qt::LeftButton, {}, QPoint(50, 30));
    QCOMPARE(asked.last().first().toInt(), 1); // the greatest stands first
    QTest::keyClick(&strip, Qt::Key_Right);
    QTest::keyClick(&strip, Qt::Key_Space);
    QCOMPARE(asked.last().first().toInt(), 2);
    QCOMPARE(strip.accessibleDescription(), QStringLiteral("channel 2, score 1, kept"));
    strip.setReadOnly(true);
    QTest::keyClick(&strip, Qt::Key_Space);
    QCOMPARE(asked.size(), 2);
    strip.setScores({}, {});
    QVERIFY(!strip.grab().isNull());
}

void TestSmallParts::rowsShareOneAxis()
{
    ThemeService themes;
    IntervalRows rows(themes);
    rows.setRows({{QStringLiteral("a"), 70, 68, 72, 0, QStringLiteral("70 ± 2 %")},
                  {QStringLiteral("b"), 90, 89, 91, 1, {}}});
    rows.setReference(95);
    rows.resize(400, rows.sizeHint().height());
    QVERIFY(rows.axisRange().first < 68 && rows.axisRange().second > 95);
    QVERIFY(rows.xOf(70) < rows.xOf(90));
    QVERIFY(rows.xOf(rows.axisRange().second) <= 400);
    QVERIFY(rows.accessibleDescription().contains(QStringLiteral("70 ± 2 %")));
    QVERIFY(!rows.grab().isNull());
}

void TestSmallParts::rowsWithoutMeasurement()
{
    ThemeService themes;
    IntervalRows rows(themes);
    rows.setRows({{QStringLiteral("not yet"), std::nan(""), 0, 0, 0, {}}});
    QCOMPARE(rows.axisRange(), (QPair<double, double>(0, 1)));
    QVERIFY(!rows.grab().isNull());
}

void TestSmallParts::sparklineDropsOldValues()
{
    ThemeService themes;
    Sparkline line(themes, 0);
    line.setCapacity(10);
    for (int i = 0; i < 25; ++i)
        line.append(i == 20 ? std::nan("") : i);
    QCOMPARE(line.values().size(), 10);
    QCOMPARE(line.values().first(), 15.0);
    line.resize(200, 30);
    const QImage image = line.grab().toImage();
    const QColor expected = themes.theme().series(0).color;
    bool drawn = false;
    for (int x = 0; x < image.width() && !drawn; ++x) {
        for (int y = 0; y < image.height() && !drawn; ++y)
            drawn = contrastRatio(image.pixelColor(x, y), expected) < 1.1;
    }
    QVERIFY(drawn);
}

void TestSmallParts::keptBarShowsShares()
{
    ThemeService themes;
    KeptBar bar(themes);
    bar.setShares(0.5, 0.9);
    QCOMPARE(bar.kept(), 0.5);
    bar.resize(bar.sizeHint());
    const QImage image = bar.grab().toImage();
    QCOMPARE(image.pixelColor(5, 4), themes.theme()[Token::Keep]);
    QVERIFY(image.pixelColor(image.width() - 1, 4) != themes.theme()[Token::Keep]);
    QVERIFY(bar.accessibleName().startsWith(QStringLiteral("50")));
}

void TestSmallParts::maskBitsTellAllFour()
{
    QCOMPARE(maskBits(5, {0, 1, 9}, {1, 2, -1}), (QList<quint8>{1, 3, 2, 0, 0}));
    QVERIFY(maskBits(0, {0}, {}).isEmpty());
}

void TestSmallParts::frontHasNoBeatenPoint()
{
    const QList<QPointF> front =
        paretoFront({{2, 93}, {2.5, 93.3}, {2.5, 93.1}, {3.5, 92}, {3, 91}, {1, 93.4}});
    QCOMPARE(front, (QList<QPointF>{{1, 93.4}, {2.5, 93.3}, {3.5, 92}}));
    QVERIFY(paretoFront({}).isEmpty());
    QCOMPARE(paretoFront({{1, 1}, {1, 1}}).size(), 1);
}

void TestSmallParts::scatterClickFindsPoint()
{
    ThemeService themes;
    RepaintGate gate;
    ScatterPlot plot(themes, gate);
    plot.resize(500, 400);
    plot.setPoints(
        {{QStringLiteral("a"), QStringLiteral("run a"), 1, 90, 0.5, 0, ScatterPoint::Kind::Own},
         {QStringLiteral("b"), QStringLiteral("paper"), 2, 91, 0, 0, ScatterPoint::Kind::Published}});
    plot.setBase(92, QStringLiteral("base"));
    plot.show();
    plot.repaintNow();
    QVERIFY(plot.range(PlotAxis::Y).high > 92 && plot.range(PlotAxis::Y).low < 89.5);
    QSignalSpy clicked(&plot, &ScatterPlot::pointClicked);
    const QPoint at(qRound(plot.toPixel(PlotAxis::X, 2)), qRound(plot.toPixel(PlotAxis::Y, 91)));
    QTest::mouseClick(plot.canvasWidget(), Qt::LeftButton, {}, at + QPoint(3, 2));
    QCOMPARE(clicked.size(), 1);
    QCOMPARE(clicked.last().first().toString(), QStringLiteral("b"));
    QTest::mouseClick(plot.canvasWidget(), Qt::LeftButton, {}, at + QPoint(-60, 60));
    QCOMPARE(clicked.size(), 1);
    QCOMPARE(plot.table().cell(0, 3).toDouble(), 0.5);
    QVERIFY(!plot.image().isNull());
}

QTEST_MAIN(TestSmallParts)
#include "tst_small_parts.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/controls/channel_bars.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace espalier::widgets;

class TestChannelBars : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { delete m_bars; }
    void heightsAreProportional();
    void stagesAreSetApart();
    void dragAsksForUnits();
    void dragStopsAtFloorAndCut();
    void keysStep();
    void fixedBarsDoNotMove();
    void clickSelects();
    void colorsTellStatesApart();
    void describesCurrentBar();
    void manyBarsFit();

private:
    ThemeService m_themes;
    ChannelBars *m_bars = nullptr;
};

static ChannelBar bar(int original, int current, int kept)
{
    ChannelBar made;
    made.name = QStringLiteral("layer2.0.conv1");
    made.original = original;
    made.current = current;
    made.kept = kept;
    made.floor = 8;
    made.unit = 4;
    return made;
}

void TestChannelBars::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
    m_bars = new ChannelBars(m_themes);
    m_bars->resize(400, 132);
    ChannelBar locked = bar(64, 64, 64);
    locked.state = ChannelState::Locked;
    locked.editable = false;
    m_bars->setBars({bar(32, 32, 24), bar(64, 48, 32), locked},
                    {{0, 1, QStringLiteral("a")}, {1, 2, QStringLiteral("b")}});
}

void TestChannelBars::heightsAreProportional()
{
    QVERIFY(std::abs(m_bars->barRect(1).height() - 2 * m_bars->barRect(0).height()) <= 1);
    QCOMPARE(m_bars->barRect(0).bottom(), m_bars->barRect(1).bottom());
    QVERIFY(m_bars->yOf(24) > m_bars->yOf(32));
}

void TestChannelBars::stagesAreSetApart()
{
    const double within = m_bars->barRect(2).left() - m_bars->barRect(1).left();
    const double between = m_bars->barRect(1).left() - m_bars->barRect(0).left();
    QVERIFY(between > within);
}

void TestChannelBars::dragAsksForUnits()
{
    QSignalSpy asked(m_bars, &ChannelBars::keptRequested);
    const int x = int(m_bars->barRect(0).center().x());
    QTest::mousePress(m_bars, Qt::LeftButton, {}, QPoint(x, qRound(m_bars->yOf(24))));
    QTest::mouseMove(m_bars, QPoint(x, qRound(m_bars->yOf(17))));
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.last()[1].toInt(), 16); // on the grid of 4
    QCOMPARE(asked.last()[2].toBool(), false);
    QTest::mouseRelease(m_bars, Qt::LeftButton, {}, QPoint(x, qRound(m_bars->yOf(17))));
    QCOMPARE(asked.last()[2].toBool(), true);
    QCOMPARE(m_bars->bars()[0].kept, 24); // only the owner changes the bars
}

void TestChannelBars::dragStopsAtFloorAndCut()
{
    QSignalSpy asked(m_bars, &ChannelBars::keptRequested);
    const int x = int(m_bars->barRect(1).center().x());
    QTest::mousePress(m_bars, Qt::LeftButton, {}, QPoint(x, qRound(m_bars->yOf(32))));
    QTest::mouseMove(m_bars, QPoint(x, m_bars->height() + 50));
    QCOMPARE(asked.last()[1].toInt(), 8);
    QTest::mouseMove(m_bars, QPoint(x, -50));
    QCOMPARE(asked.last()[1].toInt(), 48); // what is cut does not come back
    QTest::mouseRelease(m_bars, Qt::LeftButton, {}, QPoint(x, 0));
}

void TestChannelBars::keysStep()
{
    QSignalSpy asked(m_bars, &ChannelBars::keptRequested);
    QTest::keyClick(m_bars, Qt::Key_Down);
    QCOMPARE(asked.last()[0].toInt(), 0);
    QCOMPARE(asked.last()[1].toInt(), 20);
    QTest::keyClick(m_bars, Qt::Key_Right);
    QCOMPARE(m_bars->current(), 1);
    QTest::keyClick(m_bars, Qt::Key_PageUp);
    QCOMPARE(asked.last()[1].toInt(), 40); // ten points of 64 are two units of 4
    QTest::keyClick(m_bars, Qt::Key_End);
    QCOMPARE(m_bars->current(), 2);
}

void TestChannelBars::fixedBarsDoNotMove()
{
    QSignalSpy asked(m_bars, &ChannelBars::keptRequested);
    QTest::keyClick(m_bars, Qt::Key_End);
    QTest::keyClick(m_bars, Qt::Key_Down);
    QVERIFY(asked.isEmpty());
}

void TestChannelBars::clickSelects()
{
    QSignalSpy clicked(m_bars, &ChannelBars::barClicked);
    const QPoint low(int(m_bars->barRect(1).center().x()), int(m_bars->barRect(1).bottom()) - 3);
    QTest::mouseClick(m_bars, Qt::LeftButton, Qt::ControlModifier, low);
    QCOMPARE(clicked.size(), 1);
    QCOMPARE(clicked.last()[0].toInt(), 1);
    QTest::keyClick(m_bars, Qt::Key_Space);
    QCOMPARE(clicked.size(), 2);
}

void TestChannelBars::colorsTellStatesApart()
{
    const QImage image = m_bars->grab().toImage();
    const Theme &theme = m_themes.theme();
    const QRectF r = m_bars->barRect(1);
    const int x = int(r.center().x());
    QCOMPARE(image.pixelColor(x, int(m_bars->yOf(20))), theme[Token::Keep]);
    QCOMPARE(image.pixelColor(x, qRound(m_bars->yOf(48))), theme[Token::Hatch]); // outline of the marked part
    QCOMPARE(image.pixelColor(x, int(m_bars->yOf(56))), theme[Token::Panel]);    // cut: no fill
}

void TestChannelBars::describesCurrentBar()
{
    QTest::keyClick(m_bars, Qt::Key_Right);
    QCOMPARE(m_bars->accessibleDescription(),
             QStringLiteral("layer2.0.conv1: 32 of 64 channels kept, 16 cut before"));
}

void TestChannelBars::manyBarsFit()
{
    QList<ChannelBar> many;
    for (int i = 0; i < 300; ++i)
        many << bar(64, 64, 32);
    m_bars->setBars(many);
    QVERIFY(m_bars->barRect(299).right() <= m_bars->width());
    QVERIFY(!m_bars->grab().isNull());
    m_bars->setBars({});
    QVERIFY(!m_bars->grab().isNull());
}

QTEST_MAIN(TestChannelBars)
#include "tst_channel_bars.moc"

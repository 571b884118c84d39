// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/icons.h"
#include "widgets/theme_service.h"

#include <QtGui/QPainter>
#include <QtTest/QTest>

using namespace espalier::widgets;

class TestIcons : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
    }
    void allAreDrawn();
    void svgIsRecoloured();
    void stateDecidesColour();
    void followsTheme();
    void unknownIsNull();
    void everyStateHasAnIcon();
};

static bool contains(const QImage &image, const QColor &color)
{
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor at = image.pixelColor(x, y);
            if (at.alpha() > 250 && std::abs(at.red() - color.red()) < 3 &&
                std::abs(at.green() - color.green()) < 3 && std::abs(at.blue() - color.blue()) < 3)
                return true;
        }
    }
    return false;
}

static QImage drawn(const QIcon &icon, QIcon::Mode mode = QIcon::Normal, QIcon::State state = QIcon::Off)
{
    return icon.pixmap(QSize(32, 32), 1.0, mode, state).toImage();
}

void TestIcons::allAreDrawn()
{
    ThemeService themes;
    const QStringList names = Icons::names();
    QCOMPARE(names.size(), 63);
    for (const QString &name : names) {
        const QImage image = drawn(themes.icon(name, Token::Text));
        QCOMPARE(image.size(), QSize(32, 32));
        QVERIFY2(contains(image, themes.theme()[Token::Text]), qPrintable(name));
    }
    QVERIFY(!Icons::applicationIcon().pixmap(64).isNull());
}

void TestIcons::svgIsRecoloured()
{
    const QByteArray svg = recoloredSvg(QStringLiteral("cut"), QColor(1, 2, 3));
    QVERIFY(svg.contains("#010203"));
    QVERIFY(!svg.contains("currentColor"));
    QVERIFY(recoloredSvg(QStringLiteral("no such thing"), Qt::black).isEmpty());
}

void TestIcons::stateDecidesColour()
{
    ThemeService themes;
    const QIcon icon = themes.icon(QStringLiteral("stop"), Token::Danger);
    QVERIFY(contains(drawn(icon), themes.theme()[Token::Danger]));
    QVERIFY(contains(drawn(icon, QIcon::Disabled), themes.theme()[Token::Disabled]));
    QVERIFY(contains(drawn(icon, QIcon::Normal, QIcon::On), themes.theme()[Token::Accent]));
}

void TestIcons::followsTheme()
{
    ThemeService themes;
    themes.setMode(ThemeMode::Light);
    const QIcon icon = themes.icon(QStringLiteral("queue"));
    QVERIFY(contains(drawn(icon), Theme::make(ThemeId::Light)[Token::Text2]));
    themes.setMode(ThemeMode::Dark);
    QVERIFY(contains(drawn(icon), Theme::make(ThemeId::Dark)[Token::Text2]));
    QVERIFY(!contains(drawn(icon), Theme::make(ThemeId::Light)[Token::Text2]));
}

void TestIcons::unknownIsNull()
{
    ThemeService themes;
    QVERIFY(themes.icon(QStringLiteral("unheard-of")).isNull());
}

void TestIcons::everyStateHasAnIcon()
{
    ThemeService themes;
    for (auto state : {ChannelState::Prunable, ChannelState::Frozen, ChannelState::Locked,
                       ChannelState::Marked, ChannelState::Cut})
        QVERIFY(!themes.icon(stateIcon(state)).isNull());
    for (auto notice : {Notice::Success, Notice::Warning, Notice::Danger, Notice::Info})
        QVERIFY(!themes.icon(noticeIcon(notice)).isNull());
}

QTEST_MAIN(TestIcons)
#include "tst_icons.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/metrics.h"
#include "widgets/painting.h"
#include "widgets/theme.h"
#include "widgets/theme_service.h"

#include <QtGui/QPainter>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>

using namespace espalier::widgets;

class TestTheme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
    }
    void contrastAgainstPanel_data();
    void contrastAgainstPanel();
    void softContrast_data();
    void softContrast();
    void textContrastHolds();
    void seriesWrapAndDash();
    void rampsAreAnchored();
    void paletteKeepsSelectedTextColour();
    void styleSheetExpands();
    void metricsScale();
    void highContrastWidensLines();
    void modesChangeTheme();
    void fontScaleIsHeld();
    void darkIsSeenFromPalette();
    void hatchLeavesGaps();
    void numbersAlign();
};

void TestTheme::contrastAgainstPanel_data()
{
    QTest::addColumn<int>("token");
    QTest::addColumn<double>("light");
    QTest::addColumn<double>("dark");
    QTest::addColumn<double>("highContrast");
    const auto row = [](const char *name, Token token, double light, double dark, double high) {
        QTest::newRow(name) << int(token) << light << dark << high;
    };
    // the figures of the design page
    row("line", Token::Line, 1.4, 1.4, 6.2);
    row("control", Token::Control, 3.5, 3.6, 21);
    row("text", Token::Text, 16.2, 14.5, 21);
    row("text2", Token::Text2, 7.8, 8.6, 16.8);
    row("text3", Token::Text3, 5.6, 6.2, 13.5);
    row("disabled", Token::Disabled, 2.6, 3.2, 7.5);
    row("accent", Token::Accent, 5.7, 8.3, 14.9);
    row("focus", Token::Focus, 5.3, 7.9, 16.6);
    row("success", Token::Success, 5.3, 8.6, 16.7);
    row("warning", Token::Warning, 5.9, 8.9, 13.7);
    row("danger", Token::Danger, 5.8, 7.3, 10.4);
    row("info", Token::Info, 6.2, 8.5, 12.4);
    row("keep", Token::Keep, 3.9, 6.4, 11.3);
    row("hatch", Token::Hatch, 3.5, 7.2, 13.7);
}

void TestTheme::contrastAgainstPanel()
{
    QFETCH(int, token);
    const auto check = [&](ThemeId id, double expected) {
        const Theme theme = Theme::make(id);
        const double ratio = contrastRatio(theme[Token(token)], theme[Token::Panel]);
        QVERIFY2(std::abs(ratio - expected) < 0.11,
                 qPrintable(QStringLiteral("%1 instead of %2").arg(ratio).arg(expected)));
    };
    QFETCH(double, light);
    QFETCH(double, dark);
    QFETCH(double, highContrast);
    check(ThemeId::Light, light);
    check(ThemeId::Dark, dark);
    check(ThemeId::HighContrast, highContrast);
}

void TestTheme::softContrast_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<double>("light");
    QTest::addColumn<double>("dark");
    const auto row = [](ChannelState state, double light, double dark) {
        QTest::newRow(qPrintable(stateWord(state))) << int(state) << light << dark;
    };
    row(ChannelState::Prunable, 6.5, 6.4);
    row(ChannelState::Frozen, 5.2, 6.7);
    row(ChannelState::Locked, 5.3, 6.6);
    row(ChannelState::Marked, 5.0, 7.3);
    row(ChannelState::Cut, 5.9, 6.6);
}

void TestTheme::softContrast()
{
    QFETCH(int, state);
    QFETCH(double, light);
    QFETCH(double, dark);
    const auto ratio = [state](ThemeId id) {
        const Theme theme = Theme::make(id);
        return contrastRatio(theme[stateToken(ChannelState(state))],
                             theme[stateSoftToken(ChannelState(state))]);
    };
    QVERIFY(std::abs(ratio(ThemeId::Light) - light) < 0.11);
    QVERIFY(std::abs(ratio(ThemeId::Dark) - dark) < 0.11);
}

void TestTheme::textContrastHolds()
{
    for (auto id : {ThemeId::Light, ThemeId::Dark, ThemeId::HighContrast}) {
        const Theme theme = Theme::make(id);
        const double least = id == ThemeId::HighContrast ? 7.0 : 4.5;
        for (auto token :
             {Token::Text, Token::Text2, Token::Text3, Token::Accent, Token::Danger, Token::Cut}) {
            for (auto ground : {Token::Panel, Token::Raised, Token::Plot})
                QVERIFY(contrastRatio(theme[token], theme[ground]) >= least);
        }
        for (auto notice : {Notice::Success, Notice::Warning, Notice::Danger, Notice::Info})
            QVERIFY(contrastRatio(theme[noticeToken(notice)], theme[noticeSoftToken(notice)]) >= 4.5);
        QVERIFY(contrastRatio(theme[Token::OnAccent], theme[Token::Accent]) >= least);
        for (int i = 0; i < Theme::seriesCount; ++i)
            QVERIFY(contrastRatio(theme.series(i).color, theme[Token::Plot]) >= 3.0);
    }
}

void TestTheme::seriesWrapAndDash()
{
    const Theme theme = Theme::make(ThemeId::Light);
    QCOMPARE(theme.series(0).color, QColor(0x3B, 0x64, 0xD9));
    QCOMPARE(theme.series(12).color, theme.series(0).color);
    QVERIFY(theme.series(5).dash.isEmpty());
    QCOMPARE(theme.series(6).dash, (QList<qreal>{6, 3}));
    QCOMPARE(theme.series(11).dash, (QList<qreal>{1, 3}));
    QCOMPARE(theme.seriesPen(6, 2).dashPattern(), (QList<qreal>{3, 1.5}));
    QCOMPARE(theme.phase(PhaseKind::Pick), theme.series(6).color);
    QCOMPARE(theme.phase(PhaseKind::FineTune), theme.series(0).color);
}

void TestTheme::rampsAreAnchored()
{
    for (auto id : {ThemeId::Light, ThemeId::Dark}) {
        const Theme theme = Theme::make(id);
        QCOMPARE(theme.diverging(0), theme.divergingStops()[4]);
        QCOMPARE(theme.diverging(-7), theme.divergingStops().first());
        QCOMPARE(theme.diverging(1), theme.divergingStops().last());
        QCOMPARE(theme.diverging(std::nan("")), theme.divergingStops()[4]);
        QCOMPARE(theme.sequential(0.5), theme.sequentialStops()[3]);
    }
    const Theme contrast = Theme::make(ThemeId::HighContrast);
    QCOMPARE(contrast.diverging(0), contrast[Token::Plot]);
    QCOMPARE(Theme::make(ThemeId::Light).ratio(0).alpha(), qRound(0.12 * 255));
}

void TestTheme::paletteKeepsSelectedTextColour()
{
    const Theme theme = Theme::make(ThemeId::Dark);
    const QPalette palette = theme.palette();
    QCOMPARE(palette.color(QPalette::HighlightedText), theme[Token::Text]);
    QCOMPARE(palette.color(QPalette::Highlight), theme[Token::Select]);
    QCOMPARE(palette.color(QPalette::Disabled, QPalette::Text), theme[Token::Disabled]);
    QCOMPARE(palette.color(QPalette::Window), theme[Token::Canvas]);
    QCOMPARE(palette.color(QPalette::Base), theme[Token::Panel]);
}

void TestTheme::styleSheetExpands()
{
    const Theme theme = Theme::make(ThemeId::Light);
    const Metrics metrics = makeMetrics(1.5, Density::Compact, ThemeId::Light);
    QCOMPARE(expandStyleSheet(QStringLiteral("a{color:@text2;height:20dp;border:1px solid @onAccent}"), theme,
                              metrics),
             QStringLiteral("a{color:#47544e;height:30px;border:1px solid #ffffff}"));
    QCOMPARE(expandStyleSheet(QStringLiteral("@nothing"), theme, metrics), QStringLiteral("@nothing"));
    QFile file(QStringLiteral(ESPALIER_SOURCE_DIR "/resources/themes/espalier.qss"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QString text = QString::fromUtf8(file.readAll());
    text.remove(0, text.indexOf(QLatin1String("*/")));
    const QString sheet = expandStyleSheet(text, theme, metrics);
    QVERIFY2(!sheet.contains(QLatin1Char('@')), qPrintable(sheet.mid(sheet.indexOf(QLatin1Char('@')), 20)));
    QVERIFY(!text.contains(QRegularExpression(QStringLiteral("#[0-9A-Fa-f]{3}"))));
    QVERIFY(!text.contains(QRegularExpression(QStringLiteral("(^|\\n)\\s*(QWidget|\\*)\\s*\\{"))));
}

void TestTheme::metricsScale()
{
    QCOMPARE(makeMetrics(1, Density::Compact, ThemeId::Light).row, 24);
    QCOMPARE(makeMetrics(1, Density::Normal, ThemeId::Light).row, 28);
    QCOMPARE(makeMetrics(2, Density::Roomy, ThemeId::Light).row, 64);
    QCOMPARE(makeMetrics(0.8, Density::Compact, ThemeId::Light).field, 22);
    QFont font;
    font.setPixelSize(20);
    const Fonts fonts = makeFonts(font, font, 1.0);
    QVERIFY(std::abs(pixelSize(fonts.table) - 19.0) < 0.01);
    QVERIFY(std::abs(pixelSize(fonts.mono) - 18.4) < 0.01);
    QCOMPARE(fonts.section.weight(), QFont::DemiBold);
}

void TestTheme::highContrastWidensLines()
{
    const Metrics metrics = makeMetrics(1, Density::Compact, ThemeId::HighContrast);
    QCOMPARE(metrics.line, 2);
    QCOMPARE(metrics.focus, 3);
    QCOMPARE(metrics.hatchWidth, 3);
    QCOMPARE(metrics.hatchPeriod, 6);
}

void TestTheme::modesChangeTheme()
{
    ThemeService themes;
    QSignalSpy spy(&themes, &ThemeService::changed);
    themes.setMode(ThemeMode::Dark);
    QCOMPARE(themes.theme().id(), ThemeId::Dark);
    QCOMPARE(spy.count(), 1);
    themes.setMode(ThemeMode::HighContrast);
    QVERIFY(themes.theme().isHighContrast());
    themes.install();
    QCOMPARE(QApplication::palette().color(QPalette::Window), themes.theme()[Token::Canvas]);
    themes.setMode(ThemeMode::Light);
    QCOMPARE(QApplication::palette().color(QPalette::Window), QColor(0xE7, 0xEC, 0xEA));
    QVERIFY(qApp->styleSheet().contains(QStringLiteral("#0a7358")));
}

void TestTheme::fontScaleIsHeld()
{
    ThemeService themes;
    themes.setFontScale(500);
    QCOMPARE(themes.fontScale(), 200);
    themes.setFontScale(10);
    QCOMPARE(themes.fontScale(), 80);
    QVERIFY(themes.metrics().row >= 19);
    themes.setReducedMotion(true);
    QCOMPARE(themes.animationMs(), 0);
}

void TestTheme::darkIsSeenFromPalette()
{
    QVERIFY(!ThemeService::isDark(Theme::make(ThemeId::Light).palette()));
    QVERIFY(ThemeService::isDark(Theme::make(ThemeId::Dark).palette()));
}

void TestTheme::hatchLeavesGaps()
{
    const Theme theme = Theme::make(ThemeId::Light);
    QImage image(60, 60, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::white);
    QPainter painter(&image);
    drawMarked(painter, QRectF(0, 0, 60, 60), theme, makeMetrics(1, Density::Compact, ThemeId::Light));
    painter.end();
    int striped = 0, ground = 0;
    for (int x = 2; x < 58; ++x) {
        const QColor color = image.pixelColor(x, 30);
        striped += contrastRatio(color, theme[Token::Hatch]) < 1.3;
        ground += contrastRatio(color, theme[Token::MarkedSoft]) < 1.3;
    }
    QVERIFY(striped > 10);
    QVERIFY(ground > 10);
    QCOMPARE(image.pixelColor(0, 30), theme[Token::Hatch]);
}

void TestTheme::numbersAlign()
{
    QFont font;
    font.setPixelSize(13);
    const QFontMetricsF metrics(font);
    QCOMPARE(numberWidth(metrics, QStringLiteral("111")), numberWidth(metrics, QStringLiteral("888")));
    QImage image(100, 20, QImage::Format_ARGB32_Premultiplied);
    QPainter painter(&image);
    painter.setFont(font);
    const QRectF covered = drawNumber(painter, QRectF(0, 0, 100, 20), QStringLiteral("12.5"));
    QCOMPARE(covered.right(), 100.0);
    QCOMPARE(covered.width(), numberWidth(metrics, QStringLiteral("12.5")));
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"

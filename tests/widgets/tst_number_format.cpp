// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/number_format.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>

using namespace espalier::widgets;

class TestNumberFormat : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
    }
    void values_data();
    void values();
    void notANumber();
};

// thin spaces are written as '_' and true minus as '~' in the expectations
static QString plain(QString text)
{
    return text.replace(format::thinSpace, QLatin1Char('_')).replace(format::minusSign, QLatin1Char('~'))
        .replace(QChar(0x00A0), QLatin1Char(' '));
}

void TestNumberFormat::values_data()
{
    using namespace format;
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *expected, const QString &text) {
        QTest::newRow(expected) << text << QString::fromUtf8(expected);
    };
    row("0", integer(0));
    row("999", integer(999));
    row("45_000", integer(45000));
    row("~1_234_567", integer(-1234567));
    row("~123", integer(-123));
    row("~1_234.50", fixed(-1234.5, 2));
    row("0.0", fixed(-0.04, 1));
    row("+0.03", signedFixed(0.03, 2));
    row("~0.10", signedFixed(-0.1, 2));
    row("0.00", signedFixed(0.001, 2));
    row("0.0021", general(0.0021));
    row("12.35", general(12.3456));
    row("1.2e-6", general(1.2e-6, 2));
    row("100", general(100));
    row("1e-3", scientific(0.001));
    row("5e-4", scientific(5e-4));
    row("1.31e-3", scientific(1.31e-3, 3));
    row("37.5_%", percent(0.375));
    row("~50.0_%", signedPercent(-0.5));
    row("+3_%", signedPercent(0.03, 0));
    row("2.01_×", times(2.01));
    row("18_min est.", estimate(QStringLiteral("18_min")));
    row("32 → 24", change(QStringLiteral("32"), QStringLiteral("24")));
    row("90.8_±_1.6", plusMinus(90.8, 1.6, 1));
    row("125.8_M", quantity(125.75e6));
    row("855.8_K", quantity(855.77e3));
    row("2.36_M", quantity(2.359296e6));
    row("4.10_GMAC", quantity(4.1e9, QStringLiteral("MAC")));
    row("16", quantity(16));
    row("1.00_M", quantity(999.6e3));
    row("0.50", quantity(0.5));
    row("20k", compact(20000));
    row("1.5M", compact(1.5e6));
    row("500", compact(500));
    row("0", compact(0));
    row("3.48_MiB", bytes(3.48 * 1024 * 1024));
    row("512_B", bytes(512));
    row("141_MiB", bytes(141.0 * 1024 * 1024));
    row("2.10_GiB", bytes(2.1 * 1024 * 1024 * 1024));
    row("3.71_ms", milliseconds(3.71));
    row("212_ms", milliseconds(212));
    row("3.1_s", duration(3.1));
    row("12_s", duration(12));
    row("2_min 5_s", duration(125));
    row("18_min", duration(18 * 60 + 20));
    row("1_h 52_min", duration(6720));
    row("2_h", duration(7200));
    row("3_d 4_h", duration(76 * 3600.0));
    row("18_min est.", eta(1080));
    row("12_s ago", ago(12.4));
    row("2_min ago", ago(150));
    row("just now", ago(0.5));
    row("0.2", axis(0.2, 0.2));
    row("0.0", axis(1e-17, 0.2));
    row("93.50", axis(93.5, 0.25));
    row("40", axis(40, 20));
    row("1_000", axis(1000, 500));
}

void TestNumberFormat::values()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    QCOMPARE(plain(text), expected);
}

void TestNumberFormat::notANumber()
{
    const double nan = std::nan("");
    for (const QString &text :
         {format::fixed(nan, 2), format::general(nan), format::scientific(nan), format::compact(nan),
          format::bytes(nan), format::duration(nan), format::eta(nan)})
        QCOMPARE(text, format::none());
    QCOMPARE(format::fixed(std::numeric_limits<double>::infinity(), 2), QString(QChar(0x221E)));
    QCOMPARE(format::scaled(nan).number, format::none());
}

QTEST_APPLESS_MAIN(TestNumberFormat)
#include "tst_number_format.moc"

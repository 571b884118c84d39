// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/number_format.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace espalier::widgets::format {
namespace {

QString worded(const char *text)
{
    return QCoreApplication::translate("espalier::widgets", text);
}

QString special(double value)
{
    if (std::isnan(value))
        return none();
    return value < 0 ? QString(minusSign) + QChar(0x221E) : QString(QChar(0x221E));
}

// digits of a number with an ASCII sign: groups of three before the point, true minus
QString dress(QString text)
{
    qsizetype end = text.indexOf(QLatin1Char('.'));
    if (end < 0)
        end = text.size();
    const qsizetype first = text.startsWith(QLatin1Char('-')) ? 1 : 0;
    for (qsizetype at = end - 3; at > first; at -= 3)
        text.insert(at, thinSpace);
    if (first == 1)
        text[0] = minusSign;
    return text;
}

bool isZeroText(const QString &text)
{
    return std::all_of(text.begin(), text.end(),
                       [](QChar c) { return !c.isDigit() || c == QLatin1Char('0'); });
}

int decimalsFor(double magnitude, int significant)
{
    if (magnitude <= 0)
        return 0;
    return std::max(0, significant - 1 - int(std::floor(std::log10(magnitude))));
}

// the fewest decimals that show a multiple of `step` exactly
int decimalsOfStep(double step)
{
    int decimals = 0;
    for (double x = step; decimals < 6 && std::abs(x - std::round(x)) > 1e-6 * std::max(1.0, x); x *= 10)
        ++decimals;
    return decimals;
}

QString trimZeros(QString text)
{
    if (!text.contains(QLatin1Char('.')))
        return text;
    while (text.endsWith(QLatin1Char('0')))
        text.chop(1);
    if (text.endsWith(QLatin1Char('.')))
        text.chop(1);
    return text;
}

QString twoUnits(qint64 large, const char *largeUnit, qint64 small, const char *smallUnit)
{
    QString text = withUnit(QString::number(large), worded(largeUnit));
    if (small > 0)
        text += wordSpace + withUnit(QString::number(small), worded(smallUnit));
    return text;
}

} // namespace

QString none()
{
    return QString(QChar(0x2013));
}

QString integer(qint64 value)
{
    return dress(QString::number(value));
}

QString fixed(double value, int decimals)
{
    if (!std::isfinite(value))
        return special(value);
    QString text = QString::number(value, 'f', decimals);
    if (isZeroText(text) && text.startsWith(QLatin1Char('-')))
        text.remove(0, 1);
    return dress(text);
}

QString signedFixed(double value, int decimals)
{
    const QString text = fixed(value, decimals);
    const bool plain = !std::isfinite(value) || value <= 0 || isZeroText(text);
    return plain ? text : QLatin1Char('+') + text;
}

QString general(double value, int significant)
{
    if (!std::isfinite(value))
        return special(value);
    const double size = std::abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e9))
        return scientific(value, significant);
    return dress(trimZeros(QString::number(value, 'f', decimalsFor(size, significant))));
}

QString axis(double value, double step)
{
    if (std::abs(value) < std::abs(step) * 1e-6)
        value = 0;
    const double size = std::abs(step);
    if (size > 0 && (size < 1e-4 || size >= 1e6))
        return value == 0 ? QStringLiteral("0") : scientific(value, 3);
    return fixed(value, decimalsOfStep(size));
}

QString scientific(double value, int significant)
{
    if (!std::isfinite(value))
        return special(value);
    const QString text = QString::number(value, 'e', std::max(0, significant - 1));
    const qsizetype at = text.indexOf(QLatin1Char('e'));
    const int exponent = text.mid(at + 1).toInt();
    QString mantissa = trimZeros(text.left(at));
    if (mantissa.startsWith(QLatin1Char('-')))
        mantissa[0] = minusSign;
    // the exponent keeps the ASCII hyphen: 1e-3 is code, not prose
    return mantissa + QLatin1Char('e') + QString::number(exponent);
}

QString withUnit(const QString &number, const QString &unit)
{
    return unit.isEmpty() ? number : number + thinSpace + unit;
}

QString percent(double fraction, int decimals)
{
    return withUnit(fixed(fraction * 100, decimals), QStringLiteral("%"));
}

QString signedPercent(double fraction, int decimals)
{
    return withUnit(signedFixed(fraction * 100, decimals), QStringLiteral("%"));
}

QString times(double factor, int decimals)
{
    return withUnit(fixed(factor, decimals), QString(timesSign));
}

QString estimate(const QString &text)
{
    return text + wordSpace + worded(QT_TRANSLATE_NOOP("espalier::widgets", "est."));
}

QString change(const QString &before, const QString &after)
{
    return before + wordSpace + arrow + wordSpace + after;
}

QString plusMinus(double value, double half, int decimals)
{
    return fixed(value, decimals) + thinSpace + QChar(0x00B1) + thinSpace + fixed(half, decimals);
}

Scaled scaled(double value)
{
    if (!std::isfinite(value))
        return {special(value), {}};
    static constexpr std::array prefixes{"", "K", "M", "G", "T"};
    double size = std::abs(value);
    std::size_t step = 0;
    while (step + 1 < prefixes.size() && size >= 999.5) {
        size /= 1000;
        ++step;
    }
    const double shown = std::copysign(size, value);
    const bool whole = step == 0 && value == std::floor(value);
    return {fixed(shown, whole ? 0 : size < 10 ? 2 : 1), QString::fromLatin1(prefixes[step])};
}

QString quantity(double value, const QString &unit)
{
    const Scaled s = scaled(value);
    return withUnit(s.number, s.prefix + unit);
}

QString compact(double value)
{
    if (!std::isfinite(value))
        return special(value);
    struct Step { double size; char letter; };
    static constexpr std::array<Step, 3> steps{{{1e9, 'G'}, {1e6, 'M'}, {1e3, 'k'}}};
    for (const Step &step : steps) {
        if (std::abs(value) >= step.size)
            return dress(trimZeros(QString::number(value / step.size, 'f', 2))) + QLatin1Char(step.letter);
    }
    return general(value, 3);
}

QString bytes(double value)
{
    if (!std::isfinite(value))
        return special(value);
    static constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB"};
    std::size_t step = 0;
    while (step + 1 < units.size() && std::abs(value) >= 1023.5) {
        value /= 1024;
        ++step;
    }
    const int decimals = step == 0 || std::abs(value) >= 99.95 ? 0 : std::abs(value) < 9.995 ? 2 : 1;
    return withUnit(fixed(value, decimals), QString::fromLatin1(units[step]));
}

QString milliseconds(double value)
{
    const int decimals = std::abs(value) < 10 ? 2 : std::abs(value) < 100 ? 1 : 0;
    return withUnit(fixed(value, decimals), QStringLiteral("ms"));
}

QString duration(double seconds)
{
    if (!std::isfinite(seconds))
        return special(seconds);
    if (seconds < 9.95)
        return withUnit(fixed(std::max(0.0, seconds), 1), worded(QT_TRANSLATE_NOOP("espalier::widgets", "s")));
    const qint64 s = std::llround(seconds);
    if (s < 60)
        return withUnit(QString::number(s), worded("s"));
    if (s < 600)
        return twoUnits(s / 60, QT_TRANSLATE_NOOP("espalier::widgets", "min"), s % 60, "s");
    const qint64 minutes = std::llround(seconds / 60);
    if (minutes < 60)
        return withUnit(QString::number(minutes), worded("min"));
    if (minutes < 24 * 60)
        return twoUnits(minutes / 60, QT_TRANSLATE_NOOP("espalier::widgets", "h"), minutes % 60, "min");
    const qint64 hours = std::llround(seconds / 3600);
    return twoUnits(hours / 24, QT_TRANSLATE_NOOP("espalier::widgets", "d"), hours % 24, "h");
}

QString eta(double seconds)
{
    return std::isfinite(seconds) ? estimate(duration(seconds)) : none();
}

QString ago(double seconds)
{
    if (seconds < 2)
        return worded(QT_TRANSLATE_NOOP("espalier::widgets", "just now"));
    const double whole = seconds < 60 ? std::floor(seconds) : std::floor(seconds / 60) * 60;
    const QString text = whole < 60 ? withUnit(QString::number(qint64(whole)), worded("s"))
                                    : whole < 3600 ? withUnit(QString::number(qint64(whole / 60)), worded("min"))
                                                   : duration(whole);
    return worded(QT_TRANSLATE_NOOP("espalier::widgets", "%1 ago")).arg(text);
}

} // namespace espalier::widgets::format

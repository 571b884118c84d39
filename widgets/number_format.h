// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

namespace espalier::widgets {

/// Numbers as the screen shows them: `.` as decimal sign in every language, a thin (narrow, unbreakable)
/// space in thousands and before units, a true minus. NaN is "–" (no value), infinity "∞". Files never use
/// these functions.
namespace format {

inline constexpr QChar thinSpace{0x202F};
inline constexpr QChar minusSign{0x2212};
inline constexpr QChar timesSign{0x00D7};
inline constexpr QChar arrow{0x2192};
QString none(); ///< "–"

QString integer(qint64 value);                         ///< 45 000
QString fixed(double value, int decimals);             ///< −1 234.50
QString signedFixed(double value, int decimals);       ///< +0.03, −0.10, 0.00
QString general(double value, int significant = 4);    ///< 0.0021, 12.35, 1.2e-6
QString axis(double value, double step);               ///< as many decimals as `step` needs
QString scientific(double value, int significant = 1); ///< 1e-3, 5e-4

QString percent(double fraction, int decimals = 1);       ///< 0.375 → "37.5 %"
QString signedPercent(double fraction, int decimals = 1); ///< −0.5 → "−50.0 %"
QString times(double factor, int decimals = 2);           ///< "2.01 ×"
QString withUnit(const QString &number, const QString &unit);
QString estimate(const QString &text);                        ///< adds "est."
inline constexpr QChar wordSpace{0x00A0};                       ///< unbreakable
QString change(const QString &before, const QString &after); ///< "32 → 24"
QString plusMinus(double value, double half, int decimals);  ///< "90.8 ± 1.6"

/// A value scaled to K, M, G or T (1000 each), so that 1 ≤ |number| < 1000, with three to four digits.
struct Scaled
{
    QString number;
    QString prefix;
};
Scaled scaled(double value);
/// "125.8 M"; `unit` follows the prefix.
QString quantity(double value, const QString &unit = {});
/// Shortest form for axes: 0, 500, 20k, 1.5M.
QString compact(double value);
/// Powers of 1024: "512 B", "3.48 MiB", "2.1 GiB".
QString bytes(double value);

QString milliseconds(double value); ///< "3.71 ms"
/// "12 s", "18 min", "1 h 52 min", "3 d 4 h"; the largest two units.
QString duration(double seconds);
QString eta(double seconds); ///< duration with "est."
QString ago(double seconds); ///< "12 s ago", "just now"

} // namespace format
} // namespace espalier::widgets

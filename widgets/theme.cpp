// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {
namespace {

struct TokenRow
{
    const char *name;
    QRgb light, dark, highContrast;
};

// In the order of Token; the only place in the program that writes colours.
constexpr std::array<TokenRow, tokenCount> tokenTable{{
    {"canvas", 0xE7ECEA, 0x0C100F, 0x000000},
    {"panel", 0xFCFDFC, 0x151A19, 0x000000},
    {"raised", 0xF2F5F4, 0x1D2423, 0x0D0D0D},
    {"hover", 0xE4EAE7, 0x29322F, 0x262626},
    {"input", 0xFFFFFF, 0x0F1413, 0x000000},
    {"plot", 0xFFFFFF, 0x121716, 0x000000},
    {"line", 0xD3DBD7, 0x2A3330, 0x8C8C8C},
    {"control", 0x7C8A84, 0x66746E, 0xFFFFFF},
    {"text", 0x18211D, 0xE4EBE8, 0xFFFFFF},
    {"text2", 0x47544E, 0xABB8B2, 0xE6E6E6},
    {"text3", 0x5C6963, 0x8F9C95, 0xCFCFCF},
    {"disabled", 0x98A39E, 0x5F6B66, 0x9A9A9A},
    {"accent", 0x0A7358, 0x4AC79E, 0x5CF2BF},
    {"onAccent", 0xFFFFFF, 0x05251A, 0x000000},
    {"select", 0xD9EFE6, 0x15382C, 0x003D2B},
    {"focus", 0x1B66D6, 0x78B0FF, 0xFFE600},
    {"success", 0x1A7A3A, 0x58CB85, 0x7CFF9E},
    {"warning", 0x8A5800, 0xE8AE4A, 0xFFC94D},
    {"danger", 0xBD2B29, 0xFF8177, 0xFF9C94},
    {"info", 0x1D5FB4, 0x7DB7FF, 0x9CCBFF},
    {"keep", 0x26906F, 0x3FAE88, 0x3BD6A2},
    {"hatch", 0xB87C12, 0xD99A33, 0xFFC94D},
    {"successSoft", 0xDFF3E4, 0x14331F, 0x000000},
    {"warningSoft", 0xFBF0D9, 0x33280F, 0x000000},
    {"dangerSoft", 0xFBE6E4, 0x3A1B19, 0x000000},
    {"infoSoft", 0xE3EEFB, 0x152741, 0x000000},
    {"prunable", 0x47544E, 0xABB8B2, 0xE6E6E6},
    {"prunableSoft", 0xE4EAE7, 0x29322F, 0x000000},
    {"frozen", 0x2F6690, 0x7FB6E0, 0xA6D8FF},
    {"frozenSoft", 0xE2EDF5, 0x172B3A, 0x000000},
    {"locked", 0x6A49B8, 0xB79DF5, 0xD4C2FF},
    {"lockedSoft", 0xECE7F8, 0x2A2143, 0x000000},
    {"marked", 0x8F5B00, 0xE8AE4A, 0xFFC94D},
    {"markedSoft", 0xFAEFD8, 0x33280F, 0x000000},
    {"cut", 0x9A2F63, 0xF08BB8, 0xFFADD2},
    {"cutSoft", 0xF8E5EE, 0x3A1B2A, 0x000000},
}};

constexpr std::array<QRgb, 12> seriesLight{0x3B64D9, 0xBE651F, 0x06614C, 0xA94192, 0xC28B0E, 0x5F0A95,
                                           0x4598A2, 0xB52605, 0x638B4C, 0xC173D8, 0x5A3117, 0x35476A};
constexpr std::array<QRgb, 12> seriesDark{0x76A7FE, 0xED9320, 0x89D8AB, 0xEA6495, 0xF0D452, 0x916CDE,
                                          0x87DFFF, 0xD64D2D, 0x82BA69, 0xCBABD1, 0x947760, 0x7D96BB};
constexpr std::array<QRgb, 9> divergingLight{0x004982, 0x2B7EC9, 0x85B6E9, 0xCDE0F5, 0xFFFFFF,
                                             0xF1D9C9, 0xE3A072, 0xB75F0B, 0x6F3600};
constexpr std::array<QRgb, 9> divergingDark{0xBBDBFE, 0x5AA3EC, 0x1666AA, 0x133555, 0x161B1A,
                                            0x492B0F, 0x905211, 0xDD8736, 0xFFCCA4};
constexpr std::array<QRgb, 7> sequentialLight{0xF1F9F6, 0xC2E8D9, 0x88CFB6, 0x4DAC90,
                                              0x24836B, 0x0F5A49, 0x0A362C};
constexpr std::array<QRgb, 7> sequentialDark{0x141C1C, 0x0F3E39, 0x146357, 0x2D8C76,
                                             0x50B794, 0x7EDEB4, 0xC3FADB};

template <std::size_t N>
QList<QColor> colors(const std::array<QRgb, N> &values)
{
    QList<QColor> list;
    for (QRgb value : values)
        list << QColor::fromRgb(value);
    return list;
}

QRgb pick(const TokenRow &row, ThemeId id)
{
    if (id == ThemeId::Light)
        return row.light;
    return id == ThemeId::Dark ? row.dark : row.highContrast;
}

QColor mix(const QColor &a, const QColor &b, double t)
{
    const auto part = [t](int x, int y) { return int(std::lround(x + (y - x) * t)); };
    return {part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue())};
}

QColor along(const QList<QColor> &stops, double position)
{
    const double last = double(stops.size() - 1);
    const double at = std::clamp(position, 0.0, 1.0) * last;
    const auto index = std::min(qsizetype(at), stops.size() - 2);
    return mix(stops[index], stops[index + 1], at - double(index));
}

double linearPart(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &c)
{
    return 0.2126 * linearPart(c.redF()) + 0.7152 * linearPart(c.greenF()) + 0.0722 * linearPart(c.blueF());
}

} // namespace

Theme Theme::make(ThemeId id)
{
    Theme theme;
    theme.m_id = id;
    for (std::size_t i = 0; i < tokenTable.size(); ++i)
        theme.m_colors[i] = QColor::fromRgb(pick(tokenTable[i], id));
    const bool light = id == ThemeId::Light;
    theme.m_series = light ? colors(seriesLight) : colors(seriesDark);
    theme.m_diverging = light ? colors(divergingLight) : colors(divergingDark);
    if (id == ThemeId::HighContrast)
        theme.m_diverging[4] = theme[Token::Plot]; // zero is the ground
    theme.m_sequential = light ? colors(sequentialLight) : colors(sequentialDark);
    return theme;
}

QColor Theme::faded(Token token, qreal opacity) const
{
    QColor color = (*this)[token];
    color.setAlphaF(float(std::clamp(opacity, 0.0, 1.0)));
    return color;
}

QColor Theme::mixed(Token token, qreal opacity, Token ground) const
{
    return mix((*this)[ground], (*this)[token], opacity);
}

SeriesStyle Theme::series(int index) const
{
    static const std::array<QList<qreal>, 6> dashes{
        {{6, 3}, {2, 2}, {8, 3, 2, 3}, {4, 2}, {10, 4}, {1, 3}}};
    const int at = ((index % seriesCount) + seriesCount) % seriesCount;
    return {m_series[at], at < 6 ? QList<qreal>() : dashes[std::size_t(at - 6)]};
}

QPen Theme::seriesPen(int index, qreal width, bool solid) const
{
    const SeriesStyle style = series(index);
    QPen pen(style.color, width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
    if (solid || style.dash.isEmpty())
        return pen;
    QList<qreal> pattern;
    for (qreal length : style.dash)
        pattern << length / width; // QPen counts dashes in pen widths
    pen.setDashPattern(pattern);
    return pen;
}

QColor Theme::phase(PhaseKind kind) const
{
    switch (kind) {
    case PhaseKind::Pick: return m_series[6];
    case PhaseKind::Push: return m_series[1];
    case PhaseKind::Stabilise: return m_series[5];
    case PhaseKind::ZeroOut: return m_series[3];
    case PhaseKind::FineTune: return m_series[0];
    case PhaseKind::Other: break;
    }
    return m_series[11];
}

QColor Theme::diverging(double value) const
{
    return along(m_diverging, std::isnan(value) ? 0.5 : (value + 1) / 2);
}

QColor Theme::sequential(double value) const
{
    return along(m_sequential, std::isnan(value) ? 0.0 : value);
}

QColor Theme::ratio(double value) const
{
    return faded(Token::Hatch, 0.12 + 0.88 * std::clamp(value, 0.0, 1.0));
}

QPalette Theme::palette() const
{
    const Theme &t = *this;
    QPalette p;
    const auto set = [&](QPalette::ColorRole role, Token token) { p.setColor(role, t[token]); };
    set(QPalette::Window, Token::Canvas);
    set(QPalette::Base, Token::Panel);
    for (auto role : {QPalette::AlternateBase, QPalette::Button, QPalette::ToolTipBase})
        set(role, Token::Raised);
    for (auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText, QPalette::ToolTipText,
                      QPalette::BrightText, QPalette::HighlightedText})
        set(role, Token::Text);
    set(QPalette::PlaceholderText, Token::Text3);
    set(QPalette::Highlight, Token::Select);
    set(QPalette::Link, Token::Accent);
    set(QPalette::LinkVisited, Token::Accent);
    for (auto role : {QPalette::Mid, QPalette::Dark, QPalette::Midlight, QPalette::Shadow})
        set(role, Token::Line);
    set(QPalette::Light, Token::Raised);
    for (auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText, QPalette::HighlightedText,
                      QPalette::Link})
        p.setColor(QPalette::Disabled, role, t[Token::Disabled]);
    return p;
}

QString tokenName(Token token)
{
    return QString::fromLatin1(tokenTable[std::size_t(token)].name);
}

Token stateToken(ChannelState state)
{
    return Token(int(Token::Prunable) + 2 * int(state));
}

Token stateSoftToken(ChannelState state)
{
    return Token(int(Token::PrunableSoft) + 2 * int(state));
}

Token noticeToken(Notice notice)
{
    return Token(int(Token::Success) + int(notice));
}

Token noticeSoftToken(Notice notice)
{
    return Token(int(Token::SuccessSoft) + int(notice));
}

QString stateIcon(ChannelState state)
{
    static constexpr std::array names{"prunable", "frozen", "locked", "marked", "cut"};
    return QString::fromLatin1(names[std::size_t(state)]);
}

QString noticeIcon(Notice notice)
{
    static constexpr std::array names{"success", "warning", "error", "info"};
    return QString::fromLatin1(names[std::size_t(notice)]);
}

QString stateWord(ChannelState state)
{
    static constexpr std::array words{
        QT_TRANSLATE_NOOP("espalier::widgets", "Prunable"), QT_TRANSLATE_NOOP("espalier::widgets", "Frozen"),
        QT_TRANSLATE_NOOP("espalier::widgets", "Locked"), QT_TRANSLATE_NOOP("espalier::widgets", "Marked"),
        QT_TRANSLATE_NOOP("espalier::widgets", "Cut")};
    return QCoreApplication::translate("espalier::widgets", words[std::size_t(state)]);
}

double contrastRatio(const QColor &a, const QColor &b)
{
    const double x = luminance(a) + 0.05, y = luminance(b) + 0.05;
    return std::max(x, y) / std::min(x, y);
}

} // namespace espalier::widgets

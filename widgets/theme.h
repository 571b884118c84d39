// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QList>
#include <QtGui/QColor>
#include <QtGui/QPalette>
#include <QtGui/QPen>

#include <array>

namespace espalier::widgets {

/// Which of the three colour sets.
enum class ThemeId { Light, Dark, HighContrast };

/// One name per colour of the look. Widgets never write a colour value; they ask the theme for a token.
/// `…Soft` is the fill of badges and banners; in high contrast it is black and an outline takes its place.
enum class Token : quint8 {
    Canvas, Panel, Raised, Hover, Input, Plot, Line, Control,
    Text, Text2, Text3, Disabled, Accent, OnAccent, Select, Focus,
    Success, Warning, Danger, Info, Keep, Hatch,
    SuccessSoft, WarningSoft, DangerSoft, InfoSoft,
    Prunable, PrunableSoft, Frozen, FrozenSoft, Locked, LockedSoft, Marked, MarkedSoft, Cut, CutSoft,
};
inline constexpr int tokenCount = int(Token::CutSoft) + 1;

/// What can happen to a channel group. The glyph and the word always go with the colour.
enum class ChannelState { Prunable, Frozen, Locked, Marked, Cut };

/// Severity of a banner, badge or message.
enum class Notice { Success, Warning, Danger, Info };

/// Phases of a pruning run, in the order in which they usually come.
enum class PhaseKind { Pick, Push, Stabilise, ZeroOut, FineTune, Other };

/// Colour and dash of one series. Dash lengths are in pixels; an empty list is a solid line.
struct SeriesStyle
{
    QColor color;
    QList<qreal> dash;
};

/// All colours of one theme: a plain value, cheap to copy, never changing after it is made.
class Theme
{
public:
    static Theme make(ThemeId id);

    ThemeId id() const { return m_id; }
    bool isDark() const { return m_id != ThemeId::Light; }
    bool isHighContrast() const { return m_id == ThemeId::HighContrast; }

    QColor operator[](Token token) const { return m_colors[std::size_t(token)]; }
    /// The token's colour at `opacity` 0 to 1.
    QColor faded(Token token, qreal opacity) const;
    /// The same as it looks on `ground`, opaque: quicker to fill, and no blending in exports.
    QColor mixed(Token token, qreal opacity, Token ground) const;

    /// Series `index` counts from 0 and wraps after `seriesCount`.
    static constexpr int seriesCount = 12;
    SeriesStyle series(int index) const;
    /// A pen of that series, `width` pixels, with its dash unless `solid`.
    QPen seriesPen(int index, qreal width, bool solid = false) const;
    QColor phase(PhaseKind kind) const;

    /// Ramps for values in -1..1 (diverging) and 0..1 (sequential); out of range is clamped, NaN gives the
    /// ground.
    QColor diverging(double value) const;
    QColor sequential(double value) const;
    QList<QColor> divergingStops() const { return m_diverging; }
    QList<QColor> sequentialStops() const { return m_sequential; }
    /// Fill of "colour by ratio": `hatch` at 12 to 100 % opacity for a ratio of 0 to 1.
    QColor ratio(double value) const;

    /// The application palette: HighlightedText is `text`, because selected rows keep their own colours.
    QPalette palette() const;

private:
    ThemeId m_id = ThemeId::Light;
    std::array<QColor, tokenCount> m_colors;
    QList<QColor> m_series;
    QList<QColor> m_diverging;
    QList<QColor> m_sequential;
};

/// The token's name as style sheets write it after `@`, e.g. "text2".
QString tokenName(Token token);
Token stateToken(ChannelState state);
Token stateSoftToken(ChannelState state);
Token noticeToken(Notice notice);
Token noticeSoftToken(Notice notice);
/// Name of the icon that stands for it, e.g. "cut".
QString stateIcon(ChannelState state);
QString noticeIcon(Notice notice);
/// The translated word, e.g. "Marked".
QString stateWord(ChannelState state);

/// WCAG 2 contrast ratio of two opaque colours, 1 to 21.
double contrastRatio(const QColor &a, const QColor &b);

} // namespace espalier::widgets

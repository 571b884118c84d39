// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/themed.h"

namespace espalier::widgets {

/// What a badge shows. An empty `icon` leaves the glyph out.
struct BadgeSpec
{
    QString icon;
    QString text;
    Token color = Token::Text2;
    Token fill = Token::Hover;

    static BadgeSpec forState(ChannelState state, const QString &text = {});
    static BadgeSpec forNotice(Notice notice, const QString &text);
    static BadgeSpec plain(const QString &text, const QString &icon = {});
};

/// A small tinted label, 18 px high: glyph and text. Delegates use sizeFor and paint.
class Badge : public Themed
{
    Q_OBJECT

public:
    Badge(const ThemeService &themes, BadgeSpec spec, QWidget *parent = nullptr);

    void setSpec(const BadgeSpec &spec);
    const BadgeSpec &spec() const { return m_spec; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

    static QSize sizeFor(const BadgeSpec &spec, const ThemeService &themes);
    /// Left-aligned and vertically centred in `rect`.
    static void paint(QPainter &painter, const QRect &rect, const BadgeSpec &spec,
                      const ThemeService &themes);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    BadgeSpec m_spec;
};

} // namespace espalier::widgets

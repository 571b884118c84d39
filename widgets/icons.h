// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QtGui/QIcon>

#include <memory>

class QPainter;

namespace espalier::widgets {

/// The interface icons: SVG drawings of one colour, painted in a token of the present theme. Icons handed out
/// follow later theme changes by themselves (the widget only has to repaint). GUI thread only.
class Icons
{
public:
    Icons();
    ~Icons();
    Icons(const Icons &) = delete;
    Icons &operator=(const Icons &) = delete;

    /// `name` is the file name without suffix ("cut"). Off: `token`; On: accent; Disabled: disabled.
    /// An unknown name gives a null icon.
    QIcon icon(const QString &name, Token token = Token::Text2) const;
    /// The same drawing in one fixed colour, centred in `rect`.
    void paint(QPainter &painter, const QRectF &rect, const QString &name, const QColor &color) const;
    /// The program's own icon in its own colours.
    static QIcon applicationIcon();
    /// All names, sorted.
    static QStringList names();

    /// Takes the colours from now on and empties the cache.
    void setTheme(const Theme &theme);

private:
    struct Store;
    class Engine;
    std::shared_ptr<Store> m_store; // shared with the icons handed out
};

/// The drawing with `currentColor` replaced; empty for an unknown name.
QByteArray recoloredSvg(const QString &name, const QColor &color);

} // namespace espalier::widgets

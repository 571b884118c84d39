// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme_service.h"

#include <QtWidgets/QWidget>

class QLabel;

namespace espalier::widgets {

/// Base of the widgets that paint themselves: knows the theme and follows its changes.
class Themed : public QWidget
{
    Q_OBJECT

public:
    explicit Themed(const ThemeService &themes, QWidget *parent = nullptr);

    const ThemeService &themes() const { return m_themes; }

protected:
    const Theme &theme() const { return m_themes.theme(); }
    const Metrics &metrics() const { return m_themes.metrics(); }
    const Fonts &fonts() const { return m_themes.fonts(); }
    const Icons &icons() const { return m_themes.icons(); }

    /// Called after each change, before layout and repaint.
    virtual void themeChanged() {}
    /// The ring inside `rect`, if the widget has the focus.
    void drawFocus(QPainter &painter, const QRectF &rect, qreal radius = 5) const;

private:
    const ThemeService &m_themes;
};

/// A font of the look, by role: labels made with makeLabel keep to it when the scale changes.
enum class FontRole { Base, Caption, Table, Strong, Section, Page, Figure, Mono };
QFont fontOf(const Fonts &fonts, FontRole role);

/// A label with a font role and a tone ("", "secondary", "caption", "danger", "warning") that follows the
/// theme.
QLabel *makeLabel(const ThemeService &themes, const QString &text, FontRole role = FontRole::Base,
                  const char *tone = "");
/// The same for one line of text that gives way: what does not fit ends in an ellipsis.
QLabel *makeElidedLabel(const ThemeService &themes, FontRole role = FontRole::Base, const char *tone = "");

} // namespace espalier::widgets

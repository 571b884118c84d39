// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/icons.h"
#include "widgets/metrics.h"
#include "widgets/theme.h"

#include <QtCore/QObject>
#include <QtCore/QPointer>

class QWidget;

namespace espalier::widgets {

class EspalierStyle;

/// What the user chose; System follows the desktop.
enum class ThemeMode { System, Light, Dark, HighContrast };

/// Owns the present theme, sizes, fonts and icons, and applies them to the application. There is one per
/// program, made by main and handed by reference to every widget of this room; it must outlive them. Nothing
/// is applied before install(), so a widget can be tested alone. GUI thread only.
class ThemeService : public QObject
{
    Q_OBJECT

public:
    /// Remembers the desktop's font and colours as they are now; needs a QApplication.
    explicit ThemeService(QObject *parent = nullptr);
    ~ThemeService() override;

    /// Sets style, palette, font and style sheet of the application, now and at each change.
    void install();

    ThemeMode mode() const { return m_mode; }
    void setMode(ThemeMode mode);
    int fontScale() const { return m_fontScale; } ///< percent
    void setFontScale(int percent);               ///< held within 80 to 200
    Density density() const { return m_density; }
    void setDensity(Density density);
    bool reducedMotion() const { return m_reducedMotion; }
    void setReducedMotion(bool reduced);
    /// Length of a fold or highlight in ms: 120, or 0 with reduced motion.
    int animationMs() const { return m_reducedMotion ? 0 : 120; }

    const Theme &theme() const { return m_theme; }
    const Metrics &metrics() const { return m_metrics; }
    const Fonts &fonts() const { return m_fonts; }
    const Icons &icons() const { return m_icons; }
    QIcon icon(const QString &name, Token token = Token::Text2) const { return m_icons.icon(name, token); }

    /// True if the window colour is darker than the text on it.
    static bool isDark(const QPalette &palette);

Q_SIGNALS:
    /// After the application has been restyled: theme, sizes or fonts are new.
    void changed(const espalier::widgets::Theme &theme);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void rebuild();
    void apply();
    void probeSystem();
    ThemeId resolved() const;

    ThemeMode m_mode = ThemeMode::System;
    int m_fontScale = 100;
    Density m_density = Density::Compact;
    bool m_reducedMotion = false;
    bool m_systemDark = false;
    bool m_applying = false;
    bool m_installed = false;
    QFont m_systemFont;
    Theme m_theme;
    Metrics m_metrics;
    Fonts m_fonts;
    Icons m_icons;
    QPointer<EspalierStyle> m_style;
};

/// `template` with `@token` replaced by colours and `12dp` by scaled pixels. An unknown token stays as it is.
QString expandStyleSheet(const QString &text, const Theme &theme, const Metrics &metrics);

/// Lays out and repaints `widget` at each change of the theme.
void followTheme(QWidget *widget, const ThemeService &themes);

} // namespace espalier::widgets

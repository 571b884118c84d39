// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/themed.h"

#include "widgets/painting.h"

#include <QtWidgets/QLabel>

namespace espalier::widgets {

Themed::Themed(const ThemeService &themes, QWidget *parent) : QWidget(parent), m_themes(themes)
{
    connect(&themes, &ThemeService::changed, this, [this] {
        themeChanged();
        updateGeometry();
        update();
    });
}

void Themed::drawFocus(QPainter &painter, const QRectF &rect, qreal radius) const
{
    if (hasFocus())
        drawFocusRing(painter, rect, theme(), metrics(), radius);
}

QFont fontOf(const Fonts &fonts, FontRole role)
{
    switch (role) {
    case FontRole::Caption: return fonts.caption;
    case FontRole::Table: return fonts.table;
    case FontRole::Strong: return fonts.strong;
    case FontRole::Section: return fonts.section;
    case FontRole::Page: return fonts.page;
    case FontRole::Figure: return fonts.figure;
    case FontRole::Mono: return fonts.mono;
    case FontRole::Base: break;
    }
    return fonts.base;
}

QLabel *makeLabel(const ThemeService &themes, const QString &text, FontRole role, const char *tone)
{
    auto *label = new QLabel(text);
    label->setProperty("tone", QLatin1String(tone));
    label->setFont(fontOf(themes.fonts(), role));
    QObject::connect(&themes, &ThemeService::changed, label,
                     [label, role, &themes] { label->setFont(fontOf(themes.fonts(), role)); });
    return label;
}

} // namespace espalier::widgets

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/metrics.h"
#include "widgets/theme.h"

#include <QtWidgets/QProxyStyle>

namespace espalier::widgets {

/// Fusion with our check box, radio button, combo box, arrows and focus ring. Buttons and fields are done by
/// the style sheet; what needs a drawing in a theme colour is done here.
class EspalierStyle : public QProxyStyle
{
    Q_OBJECT

public:
    EspalierStyle();

    void setLook(const Theme &theme, const Metrics &metrics, int animationMs);

    using QProxyStyle::polish;
    void polish(QWidget *widget) override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *data) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                         const QWidget *widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                           const QWidget *widget) const override;

private:
    void drawCheckBox(const QStyleOption &option, QPainter &painter) const;
    void drawRadioButton(const QStyleOption &option, QPainter &painter) const;
    void drawCombo(const QStyleOptionComplex &option, QPainter &painter) const;
    void drawChevron(QPainter &painter, const QRectF &rect, int direction, const QColor &color) const;
    QColor outline(const QStyleOption &option) const;

    Theme m_theme;
    Metrics m_metrics;
    int m_animationMs = 120;
};

} // namespace espalier::widgets

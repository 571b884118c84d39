// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/espalier_style.h"

#include "widgets/painting.h"

#include <QtGui/QPainter>
#include <QtGui/QPainterPath>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStyleFactory>
#include <QtWidgets/QStyleOption>
#include <QtWidgets/QToolBar>

namespace espalier::widgets {
namespace {

constexpr int right = 0, down = 90, left = 180, up = 270; // of a chevron, in degrees

// the arrow of a header shows the order by itself
int chevronFor(QStyle::PrimitiveElement element)
{
    switch (element) {
    case QStyle::PE_IndicatorArrowDown: return down;
    case QStyle::PE_IndicatorArrowUp: return up;
    case QStyle::PE_IndicatorArrowLeft: return left;
    default: return right;
    }
}

} // namespace

EspalierStyle::EspalierStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
{
    m_theme = Theme::make(ThemeId::Light);
}

void EspalierStyle::setLook(const Theme &theme, const Metrics &metrics, int animationMs)
{
    m_theme = theme;
    m_metrics = metrics;
    m_animationMs = animationMs;
}

void EspalierStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    // wider than high, so that the text stands off the icon
    if (auto *bar = qobject_cast<QToolBar *>(widget))
        bar->setIconSize({m_metrics.iconTool + m_metrics.px(6), m_metrics.iconTool});
}

QColor EspalierStyle::outline(const QStyleOption &option) const
{
    if (!(option.state & State_Enabled))
        return m_theme[Token::Line];
    return m_theme[option.state & State_MouseOver ? Token::Text2 : Token::Control];
}

void EspalierStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                                  const QWidget *widget) const
{
    switch (element) {
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        return drawCheckBox(*option, *painter);
    case PE_IndicatorRadioButton:
        return drawRadioButton(*option, *painter);
    case PE_FrameFocusRect:
        if (qobject_cast<const QPushButton *>(widget))
            return; // its border is the ring already
        return drawFocusRing(*painter, QRectF(option->rect), m_theme, m_metrics, m_metrics.radiusControl);
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowUp:
    case PE_IndicatorArrowLeft:
    case PE_IndicatorArrowRight:
        return drawChevron(*painter, QRectF(option->rect), chevronFor(element),
                           m_theme[option->state & State_Enabled ? Token::Text2 : Token::Disabled]);
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void EspalierStyle::drawCheckBox(const QStyleOption &option, QPainter &painter) const
{
    const QRectF box = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5);
    const bool on = option.state & (State_On | State_NoChange);
    const bool enabled = option.state & State_Enabled;
    const QColor fill = !on ? m_theme[Token::Input] : m_theme[enabled ? Token::Accent : Token::Disabled];
    drawOutline(painter, box, {fill, on ? fill : outline(option), 4, qreal(m_metrics.line)});
    if (!on)
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(
        QPen(m_theme[Token::OnAccent], box.width() / 9, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const auto at = [&](double x, double y) {
        return box.topLeft() + QPointF(x * box.width(), y * box.height());
    };
    if (option.state & State_NoChange)
        painter.drawLine(at(0.28, 0.5), at(0.72, 0.5));
    else
        painter.drawPolyline(QPolygonF({at(0.24, 0.52), at(0.42, 0.70), at(0.76, 0.31)}));
    painter.restore();
}

void EspalierStyle::drawRadioButton(const QStyleOption &option, QPainter &painter) const
{
    const QRectF box = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5);
    const bool on = option.state & State_On;
    const QColor accent = m_theme[option.state & State_Enabled ? Token::Accent : Token::Disabled];
    drawOutline(painter, box, {m_theme[Token::Input], on ? accent : outline(option), box.width() / 2,
                               on ? 1.5 : qreal(m_metrics.line)});
    if (on) {
        const qreal inset = box.width() * 0.28;
        drawOutline(painter, box.adjusted(inset, inset, -inset, -inset), {accent, {}, box.width() / 2});
    }
}

void EspalierStyle::drawChevron(QPainter &painter, const QRectF &rect, int direction,
                                const QColor &color) const
{
    const double reach = std::min({rect.width(), rect.height(), 8.0 * m_metrics.scale}) / 2;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.center());
    painter.rotate(direction);
    painter.setPen(QPen(color, 1.3 * m_metrics.scale, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(QPolygonF({{-reach / 2, -reach}, {reach / 2, 0}, {-reach / 2, reach}}));
    painter.restore();
}

void EspalierStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                       QPainter *painter, const QWidget *widget) const
{
    if (control == CC_ComboBox)
        return drawCombo(*option, *painter);
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

void EspalierStyle::drawCombo(const QStyleOptionComplex &option, QPainter &painter) const
{
    const bool focused = option.state & State_HasFocus;
    const Outline look{m_theme[Token::Input], focused ? m_theme[Token::Focus] : outline(option),
                       qreal(m_metrics.radiusControl), qreal(focused ? m_metrics.focus : m_metrics.line)};
    drawOutline(painter, QRectF(option.rect), look);
    const int width = m_metrics.px(24);
    const QRect arrow(option.direction == Qt::RightToLeft ? option.rect.left()
                                                          : option.rect.right() - width + 1,
                      option.rect.top(), width, option.rect.height());
    drawChevron(painter, QRectF(arrow), down,
                m_theme[option.state & State_Enabled ? Token::Text2 : Token::Disabled]);
}

void EspalierStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                                const QWidget *widget) const
{
    const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option);
    if (element != CE_ComboBoxLabel || !combo)
        return QProxyStyle::drawControl(element, option, painter, widget);
    QStyleOptionComboBox inner(*combo);
    if (!combo->editable) {
        inner.state &= ~State_HasFocus; // the ring is round the whole box
        inner.palette.setColor(QPalette::ButtonText,
                               m_theme[option->state & State_Enabled ? Token::Text : Token::Disabled]);
    }
    QProxyStyle::drawControl(element, &inner, painter, widget);
}

int EspalierStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return m_metrics.px(16);
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return m_metrics.gap;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_TabBarIconSize:
        return m_metrics.icon;
    case PM_ToolBarIconSize:
        return m_metrics.iconTool;
    case PM_ToolBarExtensionExtent:
        return m_metrics.px(24);
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin:
        return m_metrics.focus;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int EspalierStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                             QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_Widget_Animation_Duration: return m_animationMs;
    case SH_EtchDisabledText: return 0;
    case SH_ItemView_ShowDecorationSelected: return 1;
    case SH_ToolTipLabel_Opacity: return 255;
    default: return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QRect EspalierStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option,
                                    SubControl part, const QWidget *widget) const
{
    const QRect rect = QProxyStyle::subControlRect(control, option, part, widget);
    if (control == CC_ComboBox && part == SC_ComboBoxEditField)
        return rect.adjusted(m_metrics.px(3), 0, 0, 0);
    return rect;
}

QSize EspalierStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                                      const QWidget *widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    if (type == CT_ComboBox)
        result = {result.width() + m_metrics.px(6), m_metrics.field};
    return result;
}

} // namespace espalier::widgets

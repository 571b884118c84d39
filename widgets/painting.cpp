// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/painting.h"

#include <QtGui/QFontMetricsF>
#include <QtGui/QPaintEngine>
#include <QtGui/QPainter>
#include <QtGui/QPainterPath>
#include <QtGui/QPixmap>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {
namespace {

bool hasEqualDigits(const QFontMetricsF &metrics)
{
    const double zero = metrics.horizontalAdvance(QLatin1Char('0'));
    for (char digit = '1'; digit <= '9'; ++digit) {
        if (std::abs(metrics.horizontalAdvance(QLatin1Char(digit)) - zero) > 0.01)
            return false;
    }
    return true;
}

double advance(const QFontMetricsF &metrics, QChar c)
{
    return metrics.horizontalAdvance(c.isDigit() ? QChar(u'0') : c);
}

double startX(const QRectF &rect, double width, Qt::Alignment flags)
{
    if (flags & Qt::AlignRight)
        return rect.right() - width;
    return flags & Qt::AlignHCenter ? rect.center().x() - width / 2 : rect.left();
}

double baseline(const QRectF &rect, const QFontMetricsF &metrics, Qt::Alignment flags)
{
    if (flags & Qt::AlignTop)
        return rect.top() + metrics.ascent();
    if (flags & Qt::AlignBottom)
        return rect.bottom() - metrics.descent();
    return rect.center().y() + (metrics.ascent() - metrics.descent()) / 2;
}

} // namespace

double numberWidth(const QFontMetricsF &metrics, const QString &text)
{
    if (hasEqualDigits(metrics))
        return metrics.horizontalAdvance(text);
    double width = 0;
    for (QChar c : text)
        width += advance(metrics, c);
    return width;
}

QRectF drawNumber(QPainter &painter, const QRectF &rect, const QString &text, Qt::Alignment flags)
{
    const QFontMetricsF metrics(painter.font());
    const double width = numberWidth(metrics, text);
    const double y = std::round(baseline(rect, metrics, flags));
    double x = startX(rect, width, flags);
    const QRectF covered(x, y - metrics.ascent(), width, metrics.height());
    if (hasEqualDigits(metrics)) {
        painter.drawText(QPointF(x, y), text);
        return covered;
    }
    for (QChar c : text) {
        const double slot = advance(metrics, c);
        painter.drawText(QPointF(x + (slot - metrics.horizontalAdvance(c)) / 2, y), QString(c));
        x += slot;
    }
    return covered;
}

QBrush hatchBrush(const QColor &color, const Metrics &metrics, qreal devicePixelRatio)
{
    // the horizontal period of a 45° pattern is sqrt(2) times its normal one; rounded to whole device pixels
    const int size = std::max(3, qRound(metrics.hatchPeriod * std::sqrt(2.0) * devicePixelRatio));
    QPixmap tile(size, size);
    tile.fill(Qt::transparent);
    QPainter painter(&tile);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, metrics.hatchWidth * devicePixelRatio, Qt::SolidLine, Qt::SquareCap));
    for (int shift : {-size, 0, size})
        painter.drawLine(QPointF(shift - 1, size + 1), QPointF(shift + size + 1, -1));
    painter.end();
    QBrush brush(tile);
    brush.setTransform(QTransform::fromScale(1 / devicePixelRatio, 1 / devicePixelRatio));
    return brush;
}

void fillHatched(QPainter &painter, const QRectF &rect, const QColor &color, const Metrics &metrics)
{
    if (rect.isEmpty())
        return;
    const QPaintEngine *engine = painter.paintEngine();
    const bool raster =
        !engine || engine->type() == QPaintEngine::Raster || engine->type() == QPaintEngine::User;
    if (raster) {
        const qreal ratio = painter.device() ? painter.device()->devicePixelRatioF() : 1.0;
        painter.fillRect(rect, hatchBrush(color, metrics, ratio));
        return;
    }
    painter.save();
    painter.setPen(QPen(color, metrics.hatchWidth, Qt::SolidLine, Qt::FlatCap));
    const double period = metrics.hatchPeriod * std::sqrt(2.0), first = rect.left() + rect.top();
    // x + y = c on each stripe
    for (double c = std::ceil(first / period) * period; c < rect.right() + rect.bottom(); c += period) {
        const double x0 = std::max(rect.left(), c - rect.bottom()),
                     x1 = std::min(rect.right(), c - rect.top());
        painter.drawLine(QPointF(x0, c - x0), QPointF(x1, c - x1));
    }
    painter.restore();
}

void drawMarked(QPainter &painter, const QRectF &rect, const Theme &theme, const Metrics &metrics)
{
    if (rect.width() < 1 || rect.height() < 1)
        return;
    painter.save();
    painter.fillRect(rect, theme[Token::MarkedSoft]);
    fillHatched(painter, rect, theme[Token::Hatch], metrics);
    painter.setPen(QPen(theme[Token::Hatch], 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5));
    painter.restore();
}

QPen cutPen(const Theme &theme, qreal width)
{
    QPen pen(theme[Token::Cut], width, Qt::CustomDashLine, Qt::FlatCap, Qt::MiterJoin);
    pen.setDashPattern({2.5 / width, 2.0 / width});
    return pen;
}

void drawCut(QPainter &painter, const QRectF &rect, const Theme &theme)
{
    if (rect.width() < 1 || rect.height() < 1)
        return;
    painter.save();
    painter.setPen(cutPen(theme));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5));
    painter.restore();
}

void drawOutline(QPainter &painter, const QRectF &rect, const Outline &look)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal half = look.border.isValid() ? look.width / 2 : 0;
    painter.setPen(look.border.isValid() ? QPen(look.border, look.width) : QPen(Qt::NoPen));
    painter.setBrush(look.fill.isValid() ? QBrush(look.fill) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), look.radius, look.radius);
    painter.restore();
}

void drawFocusRing(QPainter &painter, const QRectF &rect, const Theme &theme, const Metrics &metrics,
                   qreal radius)
{
    drawOutline(painter, rect, {{}, theme[Token::Focus], radius, qreal(metrics.focus)});
}

void drawFairness(QPainter &painter, const QRectF &rect, int level, const Theme &theme)
{
    constexpr int bars = 5;
    const double step = rect.width() / bars, width = std::max(2.0, step - 2);
    for (int i = 0; i < bars; ++i) {
        const double height = rect.height() * (0.4 + 0.15 * i);
        painter.fillRect(QRectF(rect.left() + i * step, rect.bottom() - height, width, height),
                         theme[i < level ? Token::Keep : Token::Hover]);
    }
}

void drawHaloText(QPainter &painter, const QRectF &rect, Qt::Alignment flags, const QString &text,
                  const QColor &halo)
{
    const QFontMetricsF metrics(painter.font());
    const double x = startX(rect, metrics.horizontalAdvance(text), flags);
    QPainterPath path;
    path.addText(QPointF(x, baseline(rect, metrics, flags)), painter.font(), text);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.strokePath(path, QPen(halo, 4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.restore();
    painter.drawText(QPointF(x, baseline(rect, metrics, flags)), text);
}

} // namespace espalier::widgets

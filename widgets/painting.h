// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/metrics.h"
#include "widgets/theme.h"

#include <QtCore/QRectF>
#include <QtGui/QBrush>
#include <QtGui/QPen>

class QFontMetricsF;
class QPainter;

namespace espalier::widgets {

/// Draws a number so that digits stand in columns: where the font's digits differ in width, each is centred
/// on the advance of `0`. Uses the painter's font and pen. `flags` takes horizontal and vertical alignment.
/// Returns the rectangle it covered.
QRectF drawNumber(QPainter &painter, const QRectF &rect, const QString &text,
                  Qt::Alignment flags = Qt::AlignRight | Qt::AlignVCenter);
/// Width that drawNumber will need.
double numberWidth(const QFontMetricsF &metrics, const QString &text);

/// 45° stripes for Marked, as a texture for the given device-pixel ratio.
QBrush hatchBrush(const QColor &color, const Metrics &metrics, qreal devicePixelRatio);
/// Fills `rect` with such stripes; on vector devices (SVG, PDF) as lines, because they keep no textures.
void fillHatched(QPainter &painter, const QRectF &rect, const QColor &color, const Metrics &metrics);
/// A bar of marked channels: ground, stripes, 1 px outline.
void drawMarked(QPainter &painter, const QRectF &rect, const Theme &theme, const Metrics &metrics);
/// A bar of cut channels: no fill, dashed outline.
void drawCut(QPainter &painter, const QRectF &rect, const Theme &theme);
QPen cutPen(const Theme &theme, qreal width = 1.0);

/// The one focus ring of the look, inside `rect`.
void drawFocusRing(QPainter &painter, const QRectF &rect, const Theme &theme, const Metrics &metrics,
                   qreal radius = 5);
/// Filled rounded rectangle with an outline of `width` inside `rect`; an invalid colour is left out.
struct Outline
{
    QColor fill;
    QColor border;
    qreal radius = 5;
    qreal width = 1;
};
void drawOutline(QPainter &painter, const QRectF &rect, const Outline &look);

/// Rising bars of the fairness badge: `level` of five filled.
void drawFairness(QPainter &painter, const QRectF &rect, int level, const Theme &theme);

/// Text with a halo of `halo` pixels in the ground colour, for labels over data.
void drawHaloText(QPainter &painter, const QRectF &rect, Qt::Alignment flags, const QString &text,
                  const QColor &halo);

} // namespace espalier::widgets

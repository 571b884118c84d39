// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/espalier_drawing.h"

#include "widgets/painting.h"

#include <QtGui/QPainter>
#include <QtGui/QPainterPath>

#include <array>

namespace espalier::app {

using widgets::Token;

namespace {

constexpr double drawingWidth = 366, drawingHeight = 232, trunk = drawingWidth / 2;
constexpr double radius = 6.5, spacing = 21, elbow = 44;
constexpr int kept = 0, marked = 1, cut = 2;

/// Buds from the trunk outwards, left then right of each arm; 0 kept, 1 marked, 2 cut.
constexpr std::array<std::array<int, 5>, 8> buds = {{{0, 0, 0, 0, 0},
                                                     {0, 0, 0, 2, 0},
                                                     {0, 0, 0, 2, 2},
                                                     {0, 0, 0, 1, 2},
                                                     {0, 0, 0, 1, 2},
                                                     {0, 0, 0, 0, 0},
                                                     {0, 0, 0, 1, 1},
                                                     {0, 0, 0, 0, 0}}};

} // namespace

QSize EspalierDrawing::sizeHint() const
{
    return {metrics().px(drawingWidth), metrics().px(drawingHeight)};
}

void EspalierDrawing::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(metrics().scale, metrics().scale);
    paintTrellis(painter);
    for (int arm = 0; arm < 4; ++arm)
        paintArm(painter, 36 + 47.0 * arm, arm);
    paintBud(painter, {trunk, 14}, kept);
}

void EspalierDrawing::paintTrellis(QPainter &painter) const
{
    painter.setPen(QPen(theme()[Token::Line], 2));
    for (int arm = 0; arm < 4; ++arm)
        painter.drawLine(QPointF(4, 36 + 47.0 * arm), QPointF(drawingWidth - 4, 36 + 47.0 * arm));
    painter.drawLine(QPointF(4, 20), QPointF(4, drawingHeight - 4));
    painter.drawLine(QPointF(drawingWidth - 4, 20), QPointF(drawingWidth - 4, drawingHeight - 4));
    painter.setPen(QPen(theme()[Token::Accent], 4, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(trunk, 20), QPointF(trunk, drawingHeight - 4));
}

void EspalierDrawing::paintArm(QPainter &painter, double y, int arm) const
{
    for (const int side : {-1, 1}) {
        const auto &states = buds[static_cast<std::size_t>(arm * 2 + (side > 0 ? 1 : 0))];
        QPainterPath branch(QPointF(trunk, y + elbow * 0.8));
        branch.quadTo(QPointF(trunk, y), QPointF(trunk + side * elbow, y));
        branch.lineTo(QPointF(trunk + side * (elbow + spacing * 4.4), y));
        painter.setPen(QPen(theme()[Token::Accent], 3, Qt::SolidLine, Qt::RoundCap));
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(branch);
        for (std::size_t i = 0; i < states.size(); ++i)
            paintBud(painter, {trunk + side * (elbow + spacing * static_cast<double>(i)), y}, states[i]);
    }
}

void EspalierDrawing::paintBud(QPainter &painter, const QPointF &center, int state) const
{
    painter.setPen(QPen(theme()[Token::Accent], 1.5));
    painter.setBrush(theme()[Token::Select]);
    if (state == marked) {
        painter.setPen(QPen(theme()[Token::Hatch], 1.5));
        painter.setBrush(theme()[Token::Panel]);
        painter.drawEllipse(center, radius, radius);
        painter.setBrush(widgets::hatchBrush(theme()[Token::Hatch], metrics(), devicePixelRatioF()));
    } else if (state == cut) {
        painter.setPen(widgets::cutPen(theme(), 1.5));
        painter.setBrush(theme()[Token::Raised]);
    }
    painter.drawEllipse(center, radius, radius);
}

} // namespace espalier::app

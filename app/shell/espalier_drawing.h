// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/themed.h"

namespace espalier::app {

/// The trained tree of the welcome page: kept, marked and cut buds on wires.
class EspalierDrawing : public widgets::Themed
{
    Q_OBJECT

public:
    using Themed::Themed;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintTrellis(QPainter &painter) const;
    void paintArm(QPainter &painter, double y, int arm) const;
    void paintBud(QPainter &painter, const QPointF &center, int state) const;
};

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/themed.h"

namespace espalier::widgets {

/// A small horizontal bar: what stays solid, what would go hatched (or, once it is gone, left out). 40 x 9.
class KeptBar : public Themed
{
    Q_OBJECT

public:
    explicit KeptBar(const ThemeService &themes, QWidget *parent = nullptr);

    /// Shares of the original, 0 to 1: `kept` + `marked` <= 1.
    void setShares(double kept, double marked);
    double kept() const { return m_kept; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    double m_kept = 1, m_marked = 0;
};

/// The same for delegates. `cut` draws what is neither kept nor marked as a dashed outline.
struct KeptShares
{
    double kept = 1, marked = 0;
    bool cut = false;
};
void drawKeptBar(QPainter &painter, const QRectF &rect, const KeptShares &shares, const ThemeService &themes);

} // namespace espalier::widgets

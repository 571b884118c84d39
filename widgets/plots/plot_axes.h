// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/plot_canvas.h"
#include "widgets/theme_service.h"

#include <QtCore/QList>
#include <QtCore/QStringList>

namespace espalier::widgets {

/// Draws axes and grid round `area`: 1 px axes, half-strength grid, no ticks, labels in equal digits, titles.
struct AxesPainter
{
    QPainter &painter;
    const ThemeService &themes;
    QRectF area;

    /// How many labels find room.
    int ticksAcross() const;
    int ticksDown() const;

    /// `vertical` line at an x pixel, else a horizontal one at a y pixel.
    void gridLine(bool vertical, double pixel) const;
    /// `strip` pixels stay free between the x axis and its labels.
    struct Texts
    {
        QList<double> pixels;
        QStringList labels; ///< as many
        QString title;
    };
    void axis(PlotAxis axis, const Texts &texts, const QMargins &margins, int strip) const;

private:
    void bottom(const Texts &texts, const QMargins &margins, int strip) const;
    void side(bool right, const QList<double> &pixels, const QStringList &labels) const;
    void sideTitle(bool right, const QString &title, const QMargins &margins) const;
};

} // namespace espalier::widgets

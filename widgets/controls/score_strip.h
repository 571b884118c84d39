// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/themed.h"

#include <QtCore/QList>

namespace espalier::widgets {

/// The channels of one group as bars, sorted by score from the greatest: kept solid, marked hatched. Click or
/// Space asks to turn one over; arrows move. Changes only when the owner sets it anew.
class ScoreStrip : public Themed
{
    Q_OBJECT

public:
    explicit ScoreStrip(const ThemeService &themes, QWidget *parent = nullptr);

    /// `kept` is as long as `scores`, by channel index; NaN scores come last.
    void setScores(const QList<double> &scores, const QList<bool> &kept);
    void setReadOnly(bool readOnly);
    /// Channel indices in the order shown.
    const QList<int> &order() const { return m_order; }
    int current() const { return m_current; } ///< position in order()
    QRectF barRect(int position) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void toggleRequested(int channel);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    int positionAt(double x) const;
    QString describe(int position) const;
    void makeCurrent(int position);
    void request(int position);
    void paintEnds(QPainter &painter) const;

    QList<double> m_scores;
    QList<bool> m_kept;
    QList<int> m_order;
    double m_greatest = 0;
    int m_current = 0;
    bool m_readOnly = false;
};

} // namespace espalier::widgets

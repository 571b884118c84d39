// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme_service.h"

#include <QtWidgets/QAbstractSlider>

#include <functional>

namespace espalier::widgets {

/// A slider that shows which part of its track can be reached. minimum() and maximum() are the achievable
/// interval, so no value outside can be set; setTrack() is what the whole groove stands for. Trying to go
/// beyond an end shows that end's reason in the line below.
class IntervalSlider : public QAbstractSlider
{
    Q_OBJECT

public:
    using Formatter = std::function<QString(int)>;

    explicit IntervalSlider(const ThemeService &themes, QWidget *parent = nullptr);

    /// Widens the track if it does not hold the interval.
    void setTrack(int lowest, int highest);
    void setAchievable(int lowest, int highest);
    /// Why it stops there, e.g. "12 layers frozen, 3 locked".
    void setReasons(const QString &atMinimum, const QString &atMaximum);
    /// How end values are written; whole numbers without one.
    void setFormatter(Formatter formatter);

    int trackMinimum() const { return m_trackLow; }
    int trackMaximum() const { return m_trackHigh; }
    QString reasonShown() const { return m_reason; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// The user asked for more than can be reached.
    void stopped(bool atMaximum);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void sliderChange(SliderChange change) override;

private:
    QRectF groove() const;
    double xOf(int value) const;
    int valueAt(double x) const;
    void moveTo(double x);
    void showReason(int asked);
    QString text(int value) const;
    void paintTrack(QPainter &painter) const;
    void paintEnds(QPainter &painter) const;
    void paintHandle(QPainter &painter) const;

    const ThemeService &m_themes;
    Formatter m_formatter;
    int m_trackLow = 0;
    int m_trackHigh = 100;
    QString m_reasonLow, m_reasonHigh, m_reason;
};

} // namespace espalier::widgets

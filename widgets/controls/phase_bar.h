// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/themed.h"

#include <QtCore/QList>

#include <limits>

namespace espalier::widgets {

/// One phase of a run. `length` is in steps; `note` stands below the bar ("51 400 of about 62 000").
struct PhaseSpan
{
    QString name;
    QString note;
    double length = 0;
    PhaseKind kind = PhaseKind::Other;
};

/// The run strip's progress: phases in true proportion, names above, notes below, triangle at now, scissors
/// at the cut. Positions are in steps from the start; NaN hides the mark.
class PhaseBar : public Themed
{
    Q_OBJECT

public:
    explicit PhaseBar(const ThemeService &themes, QWidget *parent = nullptr);

    void setPhases(const QList<PhaseSpan> &phases);
    void setNow(double step);
    void setCut(double step);
    double total() const { return m_total; }
    /// Phase in which `step` lies, or -1.
    int phaseAt(double step) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void phaseClicked(int index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Slot
    {
        double left = 0, right = 0, from = 0, to = 0;
    };

    QList<Slot> placed() const;
    double xOf(double step) const;
    QRectF bar() const;
    void paintSpan(QPainter &painter, const Slot &slot, int index) const;
    void paintTexts(QPainter &painter, const QList<Slot> &places) const;
    void paintMarks(QPainter &painter) const;
    void describe();

    QList<PhaseSpan> m_phases;
    double m_total = 0;
    double m_now = std::numeric_limits<double>::quiet_NaN();
    double m_cut = std::numeric_limits<double>::quiet_NaN();
};

} // namespace espalier::widgets

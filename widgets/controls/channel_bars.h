// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/themed.h"

#include <QtCore/QList>
#include <QtCore/QSet>
#include <QtGui/QPixmap>

namespace espalier::widgets {

/// One group of channels. Counts: `original` ever, `current` after earlier cuts, `kept` by the plan; so the
/// bar shows kept solid, current − kept hatched, original − current dashed.
struct ChannelBar
{
    QString name;  ///< for tooltip and screen reader
    QString label; ///< short text below the bar, may be empty
    int original = 0;
    int current = 0;
    int kept = 0;
    int floor = 0;   ///< least number that may stay; a line; 0 draws none
    int ceiling = 0; ///< most channels that may stay; 0 means current
    int unit = 1;    ///< smallest legal step
    ChannelState state = ChannelState::Prunable;
    bool editable = true;
};

/// A bracket below `count` bars from `first`.
struct BarStage
{
    int first = 0;
    int count = 0;
    QString label;
};

/// The network as bars, one per group. Drag the edge between kept and marked, or use the arrow keys, to
/// change what stays; click selects. All wishes are signals: the bars change when the owner sets them anew.
class ChannelBars : public Themed
{
    Q_OBJECT

public:
    explicit ChannelBars(const ThemeService &themes, QWidget *parent = nullptr);

    void setBars(const QList<ChannelBar> &bars, const QList<BarStage> &stages = {});
    const QList<ChannelBar> &bars() const { return m_bars; }
    /// Outlined bars; the group selected elsewhere.
    void setSelected(const QSet<int> &indices);
    int current() const { return m_current; }
    /// Rectangle of the whole bar (original height), for overlays and tests.
    QRectF barRect(int index) const;
    /// y of a channel count, in widget coordinates.
    double yOf(double channels) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// `kept` is on the unit grid and within floor and current. `final` is false while dragging.
    void keptRequested(int index, int kept, bool final);
    void barClicked(int index, Qt::KeyboardModifiers modifiers);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;
    void themeChanged() override;

private:
    double axisWidth() const;
    QRectF area() const;
    int barAt(double x) const;
    bool nearEdge(int index, double y) const;
    void request(int index, double kept, bool final);
    void step(int units);
    void makeCurrent(int index);
    void renderCache();
    void paintBar(QPainter &painter, int index) const;
    void paintAxis(QPainter &painter) const;
    void paintLabels(QPainter &painter) const;
    void paintLegend(QPainter &painter) const;
    QString describe(int index) const;

    QList<ChannelBar> m_bars;
    QList<BarStage> m_stages;
    QSet<int> m_selected;
    int m_current = 0;
    int m_dragged = -1;
    int m_lastRequest = -1;
    int m_highest = 1;
    QPixmap m_cache;
};

} // namespace espalier::widgets

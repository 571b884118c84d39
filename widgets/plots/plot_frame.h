// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/plot_canvas.h"
#include "widgets/plots/plot_cursor.h"
#include "widgets/plots/plot_legend.h"
#include "widgets/plots/plot_table.h"
#include "widgets/plots/repaint_gate.h"
#include "widgets/themed.h"

class QBoxLayout;
class QStackedLayout;
class QTableView;

namespace espalier::widgets {

/// Title with unit ("loss, nats") and scale of an axis.
struct AxisSpec
{
    QString title;
    AxisScale scale = AxisScale::Linear;
};

/// What all plots share: legend outside the data, axes as the look wants them, cursor read-out, wheel zoom,
/// drag pan, double-click fit, table view, copying and saving. A plot never paints by itself: it marks itself
/// at the gate. Mouse: wheel zooms x (with Ctrl: y; over an axis: that axis), drag pans, double-click fits,
/// Shift+drag selects. Keys: Left, Right move the cursor (Shift: ten times as far), + and − zoom, Home fits,
/// T shows the table.
class PlotFrame : public Themed, public Repaintable
{
    Q_OBJECT

public:
    PlotFrame(const ThemeService &themes, RepaintGate &gate, QWidget *parent = nullptr);
    ~PlotFrame() override;

    /// For screen readers and proposed file names, e.g. "Penalty growth".
    void setTitle(const QString &title);
    QString title() const { return accessibleName(); }
    /// Y2 appears with its first spec.
    void setAxis(PlotAxis axis, const AxisSpec &spec);
    const AxisSpec &axisSpec(PlotAxis axis) const { return m_axes[std::size_t(axis)]; }
    void setScale(PlotAxis axis, AxisScale scale);
    AxisRange range(PlotAxis axis) const { return m_canvas.range(axis); }
    /// Also stops following the data until fit().
    void setRange(PlotAxis axis, AxisRange range);
    PlotLegend *legend() const { return m_legend; }

    /// Shows all data, and goes on doing so while data come in.
    void fit();
    bool followsData() const { return m_follows; }
    /// Shows or hides the cursor at x (linked plots); does not emit.
    void showCursor(double x);
    void clearCursor();
    /// A band over the chosen range of x, as Shift+drag leaves it; NaN takes it away.
    void setSelection(double from, double to);
    const PlotCursor *cursor() const { return m_cursor; }

    void setTableShown(bool shown);
    bool isTableShown() const;
    virtual PlotTable table() const = 0;

    QImage image(double scale = 1);
    void copyImage();
    void copyData() const;
    /// By the suffix: .png (at `scale`), .svg, .pdf, .csv. Empty on success, else the reason.
    QString saveAs(const QString &path, double scale = 2);

    bool isOnScreen() const override;
    void repaintNow() override;
    /// Inner rectangle in canvas pixels, and coordinates there.
    QRectF plotArea() const { return m_canvas.area(); }
    double toPixel(PlotAxis axis, double value) const { return m_canvas.toPixel(axis, value); }
    QWidget *canvasWidget() const { return m_canvas.widget(); }

Q_SIGNALS:
    /// By the user: zoom or pan, for linked plots.
    void xRangeChanged(double low, double high);
    /// By the user; NaN when the mouse has left.
    void cursorMoved(double x);
    /// Shift+drag, in x.
    void rangeSelected(double from, double to);
    /// Escape, or a click elsewhere.
    void selectionCleared();
    void clicked(double x, double y);

protected:
    /// Prepare what the canvas shows (decimation, images); called before each replot.
    virtual void refresh() {}
    virtual void paintBelow(QPainter &) {}
    virtual void paintAbove(QPainter &) {}
    /// Extent of the data; false if there is none.
    virtual bool dataRange(PlotAxis axis, AxisRange &range) const = 0;
    virtual Readout readoutAt(double x) const;
    virtual QMargins margins() const;
    /// Pixels between the x axis and its labels, for a strip there; part of the bottom margin.
    virtual int stripBelow() const { return 0; }
    virtual double paddingOf(PlotAxis axis) const { return axis == PlotAxis::X ? 0.0 : 0.05; }
    /// False for plots that draw their own titles and ticks.
    virtual bool drawsAxes() const { return true; }
    /// x and y keep their proportion.
    virtual bool zoomsTogether() const { return false; }
    bool hasAxis(PlotAxis axis) const { return m_used[std::size_t(axis)]; }

    PlotCanvas &canvas() { return m_canvas; }
    const PlotCanvas &canvas() const { return m_canvas; }
    void changed(bool byUser = false) { m_gate.mark(*this, byUser); }
    void applyFit();
    void relayLegend();

    void themeChanged() override;
    void showEvent(QShowEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void layOut();
    void paintAxes(QPainter &painter) const;
    void paintGrid(QPainter &painter) const;
    void paintSelection(QPainter &painter) const;
    void clearSelection();
    void zoom(PlotAxis axis, double factor, double center);
    void pan(const QPointF &from, const QPointF &to);
    void userChangedRange();
    void moveCursor(double pixel);
    void placeCursor(double x);
    void wheel(const QPointF &at, double notches, bool ctrl);
    bool canvasMouse(QEvent *event);
    void pressed(const QPointF &at, bool selecting);
    void select(double pixel);
    void released(const QPointF &at);
    QString saveVector(const QString &path);
    PlotCanvas::Export exportOf(double scale, bool vector) const;

    RepaintGate &m_gate;
    AxisSpec m_axes[3];
    bool m_used[3] = {true, true, false};
    bool m_follows = true;
    QBoxLayout *m_column = nullptr;
    QStackedLayout *m_stack = nullptr;
    PlotLegend *m_legend;
    QWidget *m_plotPage;
    QTableView *m_tableView = nullptr;
    PlotCanvas m_canvas;
    PlotCursor *m_cursor;
    double m_cursorX;
    double m_selectedFrom, m_selectedTo;
    QPointF m_pressedAt, m_lastDrag;
    enum class Drag { None, Pan, Select } m_drag = Drag::None;
};

} // namespace espalier::widgets

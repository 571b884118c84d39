// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>

class QLabel;
class QTableView;

namespace espalier::widgets {
class LinePlot;
class PlotTableModel;
class ThemeService;
} // namespace espalier::widgets

namespace espalier::app {

/// Count, least, greatest, mean, deviation and slope of every visible curve in the range that was chosen in a
/// plot by Shift+drag. Hidden until there is one; the plot's Escape or the button hides it again.
class RangeStatistics : public QWidget
{
    Q_OBJECT

public:
    RangeStatistics(const widgets::ThemeService &themes, widgets::LinePlot &plot, QWidget *parent);

    QTableView *view() const { return m_view; }

private:
    QWidget *makeHeader();
    void showRange(double from, double to);
    void fit();

    const widgets::ThemeService &m_themes;
    widgets::LinePlot &m_plot;
    QLabel *m_range;
    QTableView *m_view;
    widgets::PlotTableModel *m_model;
};

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme_service.h"

#include <QtWidgets/QTreeView>

namespace espalier::widgets {

/// A QTreeView set up as the look wants it: no frame, uniform rows, no branch column, whole rows selected,
/// our delegate; keys go to the current cell's delegate first.
class CellTable : public QTreeView
{
    Q_OBJECT

public:
    explicit CellTable(const ThemeService &themes, QWidget *parent = nullptr);

    /// The selected rows as tab-separated text, columns in visual order; all rows if none is selected.
    QString selectionAsText() const;
    /// Keys act on this column of the current row, whichever of its cells was clicked: F2 and digits edit it, the rest is
    /// for its delegate. -1 (default): they act on the current cell.
    void setKeyColumn(int column) { m_keyColumn = column; }

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const override;

private:
    bool editByKey(const QModelIndex &index, QKeyEvent &event);

    int m_keyColumn = -1;
};

/// A CellTable whose header is followed by a one-row view with the totals. Both have the same columns:
/// widths, order and horizontal position follow the header.
class TableWithTotals : public QWidget
{
    Q_OBJECT

public:
    explicit TableWithTotals(const ThemeService &themes, QWidget *parent = nullptr);

    CellTable *view() const { return m_view; }
    QHeaderView *header() const;
    void setModel(QAbstractItemModel *model);
    /// One row with the same columns and header texts; without one, only the header is shown.
    void setTotalsModel(QAbstractItemModel *model);
    /// For both views. Not owned.
    void setColumnDelegate(int column, QAbstractItemDelegate *delegate);
    /// In pixels at the present font scale; all widths follow later changes of the scale.
    void setColumnWidth(int column, int width);
    void setColumnHidden(int column, bool hidden);
    void setSortingEnabled(bool enabled);
    QTreeView *totals() const { return m_totals; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void layOut();
    void follow();
    void fitTotals();
    void copyWidths();

    const ThemeService &m_themes;
    QTreeView *m_totals;
    CellTable *m_view;
    QFrame *m_corner; // above the scroll bar, so that both views are equally wide
    bool m_hasTotals = false;
    double m_scale; // for which the sections are as wide as they are
};

} // namespace espalier::widgets

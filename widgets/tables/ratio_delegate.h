// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tables/cell_delegate.h"

#include <QtCore/QPersistentModelIndex>

namespace espalier::widgets {

/// The slider in the cell. Reads RatioCell; every change is setData(index, double, Qt::EditRole) on the
/// model, for all selected rows if the row is one of them. Mouse: drag on the track. Keys: Left and Right one
/// unit, PgUp and PgDn ten points, F2 or double-click opens a spin box in percent.
class RatioDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

    bool keyPress(QAbstractItemView &view, const QModelIndex &index, const QKeyEvent &event) const override;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;
    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const override;
    void setEditorData(QWidget *editor, const QModelIndex &index) const override;
    void setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const override;
    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    /// Where the slider lies in a cell rectangle; for tests.
    QRectF trackRect(const QRect &cell) const;

Q_SIGNALS:
    /// Around the setData calls of one drag, so that they can become one undo step.
    void dragStarted(const QModelIndex &index);
    void dragFinished(const QModelIndex &index);

protected:
    void paintContent(const Cell &cell) const override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void paintTrack(const Cell &cell, const RatioCell &ratio) const;
    void dragTo(double x);
    void stopDrag();

    QPersistentModelIndex m_dragged;
    QRect m_dragRect;
    QPointer<QAbstractItemView> m_dragView;
};

} // namespace espalier::widgets

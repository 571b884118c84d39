// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tables/cell_delegate.h"

namespace espalier::widgets {

/// A delegate that can show the twisty of a QTreeView's row. It folds by click; Left and Right close and
/// open.
class FoldingDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

    bool keyPress(QAbstractItemView &view, const QModelIndex &index, const QKeyEvent &event) const override;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;

protected:
    /// Where the twisty of this cell is drawn and clicked; null: another column shows it.
    virtual QRectF twistyRect(const QStyleOptionViewItem &option, const QModelIndex &index) const = 0;
    void paintTwisty(const Cell &cell) const;
};

/// Number and rail of the selected group, twisty of block rows on the rail's line. Reads RailCell. Column 0.
class RailDelegate : public FoldingDelegate
{
    Q_OBJECT

public:
    using FoldingDelegate::FoldingDelegate;

protected:
    QRectF twistyRect(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paintContent(const Cell &cell) const override;
};

/// Marker, name, note; as column 0 of a tree whose items are expandable also the twisty. Reads NameCell.
class NameDelegate : public FoldingDelegate
{
    Q_OBJECT

public:
    using FoldingDelegate::FoldingDelegate;

protected:
    QRectF twistyRect(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paintContent(const Cell &cell) const override;

private:
    void paintMarker(const Cell &cell, const NameCell &name, const QRectF &box) const;
};

/// Glyph and word in the state's colour. Reads StateCell.
class StateDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(const Cell &cell) const override;
};

/// Old value, arrow, new value, right-aligned. Reads BeforeAfterCell.
class BeforeAfterDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void paintContent(const Cell &cell) const override;
};

/// Bar and number. Reads BarCell. Share: bar from the left in series 1; Sensitivity: bar grows from the right
/// in grey, amber where steep.
class ShareDelegate : public CellDelegate
{
    Q_OBJECT

public:
    enum class Look { Share, Sensitivity };

    ShareDelegate(const ThemeService &themes, Look look, QObject *parent = nullptr);

protected:
    void paintContent(const Cell &cell) const override;

private:
    Look m_look;
};

/// Five rising bars and the number. Reads FairnessCell.
class FairnessDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(const Cell &cell) const override;
};

} // namespace espalier::widgets

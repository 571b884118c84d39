// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tables/table_roles.h"
#include "widgets/theme_service.h"

#include <QtWidgets/QStyledItemDelegate>

class QAbstractItemView;
class QKeyEvent;

namespace espalier::widgets {

/// Base of the table delegates: background, divider and focus ring; the column's delegate paints the content.
/// Used as it is, it paints DisplayRole, as a number in equal digits where TextAlignmentRole says right.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit CellDelegate(const ThemeService &themes, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    /// The view offers each key of the current cell first; true = taken.
    virtual bool keyPress(QAbstractItemView &view, const QModelIndex &index, const QKeyEvent &event) const;

protected:
    /// Everything that one paint needs; `rect` is the cell without padding.
    struct Cell
    {
        QPainter &painter;
        const QStyleOptionViewItem &option;
        const QModelIndex &index;
        QRectF rect;
        RowKind kind = RowKind::Plain;
        bool enabled = true;
    };

    virtual void paintContent(const Cell &cell) const;
    /// A line below each row.
    virtual bool hasDividers() const { return true; }

    const ThemeService &themes() const { return m_themes; }
    const Theme &theme() const { return m_themes.theme(); }
    const Metrics &metrics() const { return m_themes.metrics(); }
    const Fonts &fonts() const { return m_themes.fonts(); }

    /// Draws text at the left (or right) of `rect` and returns what is left of it. Numbers are never elided.
    QRectF putLeft(const Cell &cell, QRectF rect, const QString &text, Token token, const QFont &font) const;
    QRectF putRight(const Cell &cell, QRectF rect, const QString &text, Token token, const QFont &font) const;
    QFont rowFont(const Cell &cell, bool strong = false) const;

    QRectF contentRect(const QRect &cell) const;

private:
    void paintGround(const Cell &cell) const;

    const ThemeService &m_themes;
};

RowKind rowKind(const QModelIndex &index);

} // namespace espalier::widgets

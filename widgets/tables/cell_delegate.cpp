// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tables/cell_delegate.h"

#include "widgets/painting.h"

#include <QtGui/QPainter>

namespace espalier::widgets {

RowKind rowKind(const QModelIndex &index)
{
    return RowKind(index.data(RowKindRole).toInt());
}

CellDelegate::CellDelegate(const ThemeService &themes, QObject *parent)
    : QStyledItemDelegate(parent), m_themes(themes)
{
}

QRectF CellDelegate::contentRect(const QRect &cell) const
{
    const int side = metrics().px(8);
    return QRectF(cell).adjusted(side, 0, -side, 0);
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    painter->save();
    const Cell cell{*painter, option, index, contentRect(option.rect), rowKind(index),
                    bool(option.state & QStyle::State_Enabled)};
    painter->setClipRect(option.rect);
    paintGround(cell);
    paintContent(cell);
    if (option.state & QStyle::State_HasFocus)
        drawFocusRing(*painter, QRectF(option.rect), theme(), metrics(), 3);
    painter->restore();
}

void CellDelegate::paintGround(const Cell &cell) const
{
    const QRect r = cell.option.rect;
    const bool selected =
        (cell.option.state & QStyle::State_Selected) || cell.index.data(RelatedRole).toBool();
    if (selected)
        cell.painter.fillRect(r, theme()[Token::Select]);
    else if (cell.option.state & QStyle::State_MouseOver)
        cell.painter.fillRect(r, theme().faded(Token::Hover, 0.6));
    else if (cell.kind == RowKind::Block)
        cell.painter.fillRect(r, theme()[Token::Raised]);
    if (hasDividers())
        cell.painter.fillRect(QRect(r.left(), r.bottom(), r.width(), 1),
                              theme().mixed(Token::Line, 0.5, selected ? Token::Select : Token::Panel));
    if (selected && theme().isHighContrast()) {
        cell.painter.fillRect(QRect(r.left(), r.top(), r.width(), 1), theme()[Token::Accent]);
        cell.painter.fillRect(QRect(r.left(), r.bottom(), r.width(), 1), theme()[Token::Accent]);
    }
}

QFont CellDelegate::rowFont(const Cell &cell, bool strong) const
{
    return strong || cell.kind == RowKind::Total ? semiBold(fonts().table) : fonts().table;
}

QRectF CellDelegate::putLeft(const Cell &cell, QRectF rect, const QString &text, Token token,
                             const QFont &font) const
{
    if (text.isEmpty())
        return rect;
    const QFontMetricsF fm(font);
    cell.painter.setFont(font);
    cell.painter.setPen(theme()[cell.enabled ? token : Token::Disabled]);
    const QString shown = fm.elidedText(text, Qt::ElideRight, rect.width());
    cell.painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter, shown);
    rect.setLeft(rect.left() + fm.horizontalAdvance(shown));
    return rect;
}

QRectF CellDelegate::putRight(const Cell &cell, QRectF rect, const QString &text, Token token,
                              const QFont &font) const
{
    if (text.isEmpty())
        return rect;
    cell.painter.setFont(font);
    cell.painter.setPen(theme()[cell.enabled ? token : Token::Disabled]);
    // A number without its first digits would be another number.
    const QFontMetricsF fm(font);
    const QString shown = numberWidth(fm, text) > rect.width() + 1 ? fm.elidedText(text, Qt::ElideLeft, rect.width()) : text;
    rect.setRight(drawNumber(cell.painter, rect, shown).left());
    return rect;
}

void CellDelegate::paintContent(const Cell &cell) const
{
    const QString text = cell.index.data(Qt::DisplayRole).toString();
    const auto alignment = Qt::Alignment(cell.index.data(Qt::TextAlignmentRole).toInt());
    if (alignment & Qt::AlignRight)
        putRight(cell, cell.rect, text, Token::Text, rowFont(cell));
    else
        putLeft(cell, cell.rect, text, cell.kind == RowKind::Total ? Token::Text : Token::Text2,
                rowFont(cell));
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const QString text = index.data(Qt::DisplayRole).toString();
    const int width = qCeil(QFontMetricsF(fonts().table).horizontalAdvance(text)) + 2 * metrics().px(8);
    return {width, metrics().row};
}

bool CellDelegate::keyPress(QAbstractItemView &, const QModelIndex &, const QKeyEvent &) const
{
    return false;
}

} // namespace espalier::widgets

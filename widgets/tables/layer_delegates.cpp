// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tables/layer_delegates.h"

#include "widgets/number_format.h"
#include "widgets/painting.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QTreeView>

#include <cmath>

namespace espalier::widgets {
namespace {

constexpr double railInset = 8;

template <typename T>
T cellOf(const QModelIndex &index)
{
    return index.data(CellRole).value<T>();
}

bool hasChildren(const QModelIndex &index)
{
    return index.model()->hasChildren(index.siblingAtColumn(0));
}

} // namespace

bool FoldingDelegate::keyPress(QAbstractItemView &view, const QModelIndex &index,
                               const QKeyEvent &event) const
{
    auto *tree = qobject_cast<QTreeView *>(&view);
    const bool open = event.key() == Qt::Key_Right, close = event.key() == Qt::Key_Left;
    if (!tree || !hasChildren(index) || (!open && !close))
        return false;
    const QModelIndex row = index.siblingAtColumn(0);
    if (tree->isExpanded(row) == open)
        return false;
    tree->setExpanded(row, open);
    return true;
}

bool FoldingDelegate::editorEvent(QEvent *event, QAbstractItemModel *model,
                                  const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto *view = qobject_cast<const QTreeView *>(option.widget);
    if (event->type() != QEvent::MouseButtonPress || !view || !hasChildren(index))
        return CellDelegate::editorEvent(event, model, option, index);
    const double reach = metrics().px(6);
    const QRectF target = twistyRect(option, index).adjusted(-reach, -reach, reach, reach);
    if (!target.contains(static_cast<QMouseEvent *>(event)->position()))
        return false;
    auto *tree = const_cast<QTreeView *>(view);
    const QModelIndex row = index.siblingAtColumn(0);
    tree->setExpanded(row, !tree->isExpanded(row));
    return true;
}

void FoldingDelegate::paintTwisty(const Cell &cell) const
{
    const auto *tree = qobject_cast<const QTreeView *>(cell.option.widget);
    const QRectF rect = twistyRect(cell.option, cell.index);
    if (!tree || rect.isNull() || !hasChildren(cell.index))
        return;
    const bool open = tree->isExpanded(cell.index.siblingAtColumn(0));
    themes().icons().paint(cell.painter, rect,
                           open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"),
                           theme()[Token::Text2]);
}

QRectF RailDelegate::twistyRect(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    const QRectF cell(option.rect);
    const double side = metrics().px(14);
    return {cell.right() - metrics().px(railInset) - side / 2, cell.center().y() - side / 2, side, side};
}

void RailDelegate::paintContent(const Cell &cell) const
{
    const auto rail = cellOf<RailCell>(cell.index);
    const QRectF whole(cell.option.rect);
    const double railX = std::round(whole.right() - metrics().px(railInset)) + 0.5;
    paintTwisty(cell);
    putRight(cell, QRectF(whole.left(), whole.top(), railX - whole.left() - metrics().px(8), whole.height()),
             rail.number, Token::Text3, fonts().caption);
    if (rail.rail == RailCell::Rail::None)
        return;
    using Rail = RailCell::Rail;
    const double middle = whole.center().y();
    const double top = rail.rail == Rail::First || rail.rail == Rail::Only ? middle : whole.top();
    const double bottom = rail.rail == Rail::Last || rail.rail == Rail::Only ? middle : whole.bottom() + 1;
    QPainter &p = cell.painter;
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(theme()[Token::Accent], 1.5));
    p.drawLine(QPointF(railX, top), QPointF(railX, bottom));
    if (rail.rail == Rail::Through)
        return;
    const double radius = metrics().px(6) / 2.0;
    p.setBrush(theme()[Token::Panel]);
    p.drawEllipse(QPointF(railX, middle), radius, radius);
}

QRectF NameDelegate::twistyRect(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *tree = qobject_cast<const QTreeView *>(option.widget);
    if (index.column() != 0 || !tree || !tree->itemsExpandable())
        return {};
    const QRectF cell(option.rect);
    const double side = metrics().px(14);
    return {cell.left() + metrics().px(4), cell.center().y() - side / 2, side, side};
}

void NameDelegate::paintMarker(const Cell &cell, const NameCell &name, const QRectF &box) const
{
    const double side = metrics().px(name.marker == NameCell::Marker::Disc ? 10 : 9);
    const QRectF r(box.left(), box.center().y() - side / 2, side, side);
    drawOutline(
        cell.painter, r,
        {theme().series(name.series).color, {}, name.marker == NameCell::Marker::Disc ? side / 2 : 1});
}

void NameDelegate::paintContent(const Cell &cell) const
{
    const auto name = cellOf<NameCell>(cell.index);
    QRectF rect = cell.rect;
    if (!twistyRect(cell.option, cell.index).isNull()) {
        paintTwisty(cell);
        rect.setLeft(rect.left() + metrics().px(14));
    }
    if (name.marker != NameCell::Marker::None) {
        paintMarker(cell, name, rect);
        rect.setLeft(rect.left() + metrics().px(20));
    }
    const bool strong = cell.kind == RowKind::Total;
    QFont font = name.mono ? fonts().mono : strong ? semiBold(fonts().table) : fonts().table;
    if (cell.kind == RowKind::Block)
        font.setWeight(QFont::DemiBold);
    const QString shown = QFontMetricsF(font).elidedText(name.name, Qt::ElideMiddle, rect.width());
    rect = putLeft(cell, rect, shown, Token::Text, font);
    rect.setLeft(rect.left() + metrics().gap);
    if (rect.width() > metrics().px(24))
        putLeft(cell, rect, name.note, Token::Text3, fonts().caption);
}

void StateDelegate::paintContent(const Cell &cell) const
{
    const auto state = cellOf<StateCell>(cell.index);
    if (state.plain) {
        putLeft(cell, cell.rect, state.text, Token::Text2, fonts().caption);
        return;
    }
    QRectF rect = cell.rect;
    const double glyph = metrics().glyph;
    const Token token = stateToken(state.state);
    themes().icons().paint(cell.painter, QRectF(rect.left(), rect.top(), glyph, rect.height()),
                           stateIcon(state.state), theme()[cell.enabled ? token : Token::Disabled]);
    rect.setLeft(rect.left() + glyph + metrics().px(5));
    putLeft(cell, rect, state.text.isEmpty() ? stateWord(state.state) : state.text, token, rowFont(cell));
}

QSize BeforeAfterDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto pair = cellOf<BeforeAfterCell>(index);
    const QFontMetricsF fm(semiBold(fonts().table));
    double width = numberWidth(fm, pair.after) + 2 * metrics().px(8);
    for (const QString &text : {pair.before, pair.earlier})
        width += text.isEmpty() ? 0 : numberWidth(fm, text + format::arrow) + 2 * fm.horizontalAdvance(format::wordSpace);
    return {qCeil(width), CellDelegate::sizeHint(option, index).height()};
}

void BeforeAfterDelegate::paintContent(const Cell &cell) const
{
    const auto pair = cellOf<BeforeAfterCell>(cell.index);
    const QFont font = fonts().table;
    const QString space(format::wordSpace);
    QRectF rect = putRight(cell, cell.rect, pair.after, Token::Text, rowFont(cell, pair.strong));
    if (!pair.before.isEmpty())
        rect = putRight(cell, rect, pair.before + space + format::arrow + space, Token::Text3, font);
    if (!pair.earlier.isEmpty())
        putRight(cell, rect, pair.earlier + space + QChar(0x00B7) + space, Token::Text3, font);
}

ShareDelegate::ShareDelegate(const ThemeService &themes, Look look, QObject *parent)
    : CellDelegate(themes, parent), m_look(look)
{
}

void ShareDelegate::paintContent(const Cell &cell) const
{
    const auto bar = cellOf<BarCell>(cell.index);
    const bool share = m_look == Look::Share;
    const double length = metrics().px(share ? 34 : 32), height = metrics().px(6);
    const QFont font = rowFont(cell, bar.steep || bar.strong);
    const QRectF left = putRight(cell, cell.rect, bar.text, bar.steep ? Token::Warning : Token::Text, font);
    if (std::isnan(bar.fraction))
        return;
    const double part = length * std::clamp(bar.fraction, 0.0, 1.0);
    const double top = cell.rect.center().y() - height / 2;
    if (share) {
        const QRectF track(cell.rect.left(), top, length, height);
        if (track.right() > left.right())
            return;
        cell.painter.fillRect(track, theme()[Token::Hover]);
        cell.painter.fillRect(QRectF(track.left(), top, std::max(1.0, part), height),
                              theme().series(0).color);
        return;
    }
    // the bars of a column end in one line, left of the widest number
    const double end = cell.rect.right() - metrics().px(36);
    cell.painter.fillRect(QRectF(end - part, top, part, height),
                          bar.steep ? theme()[Token::Hatch] : theme().faded(Token::Text3, 0.45));
}

void FairnessDelegate::paintContent(const Cell &cell) const
{
    const int level = cellOf<FairnessCell>(cell.index).level;
    if (level <= 0) {
        putRight(cell, cell.rect, format::none(), Token::Text3, fonts().table);
        return;
    }
    const double width = metrics().px(38), height = metrics().px(13);
    drawFairness(cell.painter, QRectF(cell.rect.left(), cell.rect.center().y() - height / 2, width, height),
                 level, theme());
    const QRectF rest = cell.rect.adjusted(width + metrics().px(5), 0, 0, 0);
    putLeft(cell, rest, QString::number(level), level < 4 ? Token::Text3 : Token::Text, fonts().table);
}

} // namespace espalier::widgets

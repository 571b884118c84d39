// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tables/ratio_delegate.h"

#include "widgets/number_format.h"
#include "widgets/painting.h"

#include <QtCore/QItemSelectionModel>
#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QDoubleSpinBox>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {
namespace {

constexpr double trackWidth = 86, leastTrack = 30, figuresWidth = 92, trackHeight = 4, handleSize = 10,
                 tenPoints = 0.1;

RatioCell cellOf(const QModelIndex &index)
{
    return index.data(CellRole).value<RatioCell>();
}

bool isEditable(const RatioCell &ratio)
{
    return ratio.look == RatioCell::Look::Slider || ratio.look == RatioCell::Look::Tied;
}

QList<QModelIndex> rowsToEdit(const QAbstractItemView &view, const QModelIndex &index)
{
    const QItemSelectionModel *selection = view.selectionModel();
    QList<QModelIndex> rows;
    if (selection && selection->isRowSelected(index.row(), index.parent())) {
        for (const QModelIndex &row : selection->selectedRows(index.column())) {
            if (isEditable(cellOf(row)))
                rows << row;
        }
    }
    return rows.size() > 1 ? rows : QList<QModelIndex>{index};
}

void setRatio(const QAbstractItemView &view, const QModelIndex &index, double value)
{
    for (const QModelIndex &row : rowsToEdit(view, index)) {
        const RatioCell ratio = cellOf(row);
        const_cast<QAbstractItemModel *>(row.model())
            ->setData(row, std::clamp(value, ratio.least, std::max(ratio.least, ratio.most)), Qt::EditRole);
    }
}

void stepRatio(const QAbstractItemView &view, const QModelIndex &index, double units, double points)
{
    for (const QModelIndex &row : rowsToEdit(view, index)) {
        const RatioCell ratio = cellOf(row);
        const double from = std::isnan(ratio.value) ? ratio.least : ratio.value;
        const double to =
            std::clamp(from + units * ratio.step + points, ratio.least, std::max(ratio.least, ratio.most));
        const_cast<QAbstractItemModel *>(row.model())->setData(row, to, Qt::EditRole);
    }
}

} // namespace

QRectF RatioDelegate::trackRect(const QRect &cell) const
{
    const QRectF content = contentRect(cell);
    const double height = metrics().px(trackHeight);
    const double room = content.width() - metrics().px(figuresWidth); // figures come first
    const double width = std::clamp(room, double(metrics().px(leastTrack)), double(metrics().px(trackWidth)));
    return {content.left(), content.center().y() - height / 2, width, height};
}

QSize RatioDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize plain = CellDelegate::sizeHint(option, index);
    return {std::max(plain.width(), metrics().px(trackWidth + 120)), plain.height()};
}

void RatioDelegate::paintTrack(const Cell &cell, const RatioCell &ratio) const
{
    const QRectF track = trackRect(cell.option.rect);
    const auto at = [&](double value) { return track.left() + track.width() * std::clamp(value, 0.0, 1.0); };
    const auto part = [&](double from, double to) {
        return QRectF(QPointF(at(from), track.top()), QPointF(at(to), track.bottom()));
    };
    const bool slider = ratio.look == RatioCell::Look::Slider;
    const double value = std::isnan(ratio.value) ? 0 : ratio.value;
    const double round = track.height() / 2;
    drawOutline(cell.painter, track, {theme()[Token::Hover], {}, round});
    if (ratio.look != RatioCell::Look::Fixed)
        drawOutline(cell.painter, part(0, ratio.most), {theme().faded(Token::Keep, 0.25), {}, round});
    const QColor fill = slider ? theme()[Token::Hatch] : theme().faded(Token::Text3, 0.7);
    drawOutline(cell.painter, part(0, value), {fill, {}, round});
    const double tick = metrics().px(9);
    cell.painter.fillRect(QRectF(std::round(at(ratio.most)), track.center().y() - tick / 2, 1, tick),
                          theme()[Token::Control]);
    if (!slider)
        return;
    const double size = metrics().px(handleSize);
    const bool active = m_dragged == cell.index;
    const QRectF knob(at(value) - size / 2, track.center().y() - size / 2, size, size);
    drawOutline(cell.painter, knob,
                {theme()[Token::Panel], theme()[active ? Token::Accent : Token::Text3], size / 2,
                 active ? 2.0 : 1.5});
}

void RatioDelegate::paintContent(const Cell &cell) const
{
    const RatioCell ratio = cellOf(cell.index);
    using Look = RatioCell::Look;
    if (ratio.look == Look::Reason) {
        putLeft(cell, cell.rect, ratio.reason, Token::Text3, fonts().caption);
        return;
    }
    if (ratio.look != Look::Figure)
        paintTrack(cell, ratio);
    const QString value = std::isnan(ratio.value) ? format::none() : format::percent(ratio.value);
    const QRectF rest = putRight(cell, cell.rect, value, Token::Text, rowFont(cell));
    const QString asked = std::isnan(ratio.requested) ? QString() : format::percent(ratio.requested);
    if (!asked.isEmpty() && asked != value) {
        const QString space(format::wordSpace);
        const int decimals =
            std::abs(ratio.requested * 100 - std::round(ratio.requested * 100)) < 0.05 ? 0 : 1;
        putRight(cell, rest, format::fixed(ratio.requested * 100, decimals) + space + format::arrow + space,
                 Token::Text3, fonts().table);
    }
}

bool RatioDelegate::keyPress(QAbstractItemView &view, const QModelIndex &index, const QKeyEvent &event) const
{
    if (event.modifiers() & ~Qt::KeypadModifier || !isEditable(cellOf(index)))
        return false;
    switch (event.key()) {
    case Qt::Key_Left: stepRatio(view, index, -1, 0); return true;
    case Qt::Key_Right: stepRatio(view, index, 1, 0); return true;
    case Qt::Key_PageUp: stepRatio(view, index, 0, tenPoints); return true;
    case Qt::Key_PageDown: stepRatio(view, index, 0, -tenPoints); return true;
    default: return false;
    }
}

bool RatioDelegate::editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                                const QModelIndex &index)
{
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    if (event->type() != QEvent::MouseButtonPress || !view || cellOf(index).look != RatioCell::Look::Slider)
        return CellDelegate::editorEvent(event, model, option, index);
    const auto *mouse = static_cast<QMouseEvent *>(event);
    const double reach = metrics().px(handleSize);
    if (mouse->button() != Qt::LeftButton
        || !trackRect(option.rect).adjusted(-reach, -reach, reach, reach).contains(mouse->position()))
        return false;
    m_dragged = index;
    m_dragRect = option.rect;
    m_dragView = const_cast<QAbstractItemView *>(view);
    // the mouse may leave the cell: from here on the viewport's events are ours
    m_dragView->viewport()->installEventFilter(this);
    Q_EMIT dragStarted(index);
    dragTo(mouse->position().x());
    return true;
}

void RatioDelegate::dragTo(double x)
{
    const QRectF track = trackRect(m_dragRect);
    if (m_dragged.isValid() && m_dragView)
        setRatio(*m_dragView, m_dragged, (x - track.left()) / track.width());
}

void RatioDelegate::stopDrag()
{
    if (m_dragView) {
        m_dragView->viewport()->removeEventFilter(this);
        m_dragView->viewport()->update();
    }
    const QModelIndex index = m_dragged;
    m_dragged = QPersistentModelIndex();
    m_dragView = nullptr;
    Q_EMIT dragFinished(index);
}

bool RatioDelegate::eventFilter(QObject *watched, QEvent *event)
{
    if (!m_dragView || watched != m_dragView->viewport())
        return CellDelegate::eventFilter(watched, event);
    if (event->type() == QEvent::MouseMove) {
        dragTo(static_cast<QMouseEvent *>(event)->position().x());
        return true;
    }
    if (event->type() == QEvent::MouseButtonRelease)
        stopDrag();
    return false;
}

QWidget *RatioDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &,
                                     const QModelIndex &index) const
{
    const RatioCell ratio = cellOf(index);
    if (!isEditable(ratio))
        return nullptr;
    auto *editor = new QDoubleSpinBox(parent);
    editor->setDecimals(1);
    editor->setRange(ratio.least * 100, std::max(ratio.least, ratio.most) * 100);
    editor->setSingleStep(std::max(0.1, ratio.step * 100));
    editor->setSuffix(format::thinSpace + QStringLiteral("%"));
    editor->setAlignment(Qt::AlignRight);
    editor->setLocale(QLocale::c());
    editor->setAccessibleName(tr("Ratio, percent of original"));
    return editor;
}

void RatioDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    const RatioCell ratio = cellOf(index);
    auto *spin = static_cast<QDoubleSpinBox *>(editor);
    spin->setValue((std::isnan(ratio.requested) ? ratio.value : ratio.requested) * 100);
    spin->selectAll();
}

void RatioDelegate::setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const
{
    auto *spin = static_cast<QDoubleSpinBox *>(editor);
    spin->interpretText();
    const auto *view = qobject_cast<const QAbstractItemView *>(editor->parentWidget()->parentWidget());
    if (view)
        setRatio(*view, index, spin->value() / 100);
    else
        model->setData(index, spin->value() / 100, Qt::EditRole);
}

void RatioDelegate::updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                                         const QModelIndex &) const
{
    const int width = metrics().px(78);
    editor->setGeometry(option.rect.right() - width + 1, option.rect.top(), width, option.rect.height());
}

} // namespace espalier::widgets

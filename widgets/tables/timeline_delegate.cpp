// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tables/timeline_delegate.h"

#include "widgets/number_format.h"
#include "widgets/painting.h"

#include <QtGui/QPainter>
#include <QtGui/QPainterPath>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {
namespace {

constexpr double laneWidth = 22, firstLane = 22, tallRow = 54, lowRow = 30;

TimelineCell cellOf(const QModelIndex &index)
{
    return index.data(CellRole).value<TimelineCell>();
}

// the lane right of which there is room for text: lines that only leave the mark bend away below it
int lastLane(const TimelineCell &version)
{
    int last = version.lane;
    for (const TimelineCell::Line &line : version.lines)
        last = std::max(last, line.top);
    return last;
}

bool isOnTrunk(const TimelineCell &version)
{
    return std::any_of(version.lines.begin(), version.lines.end(), [](const TimelineCell::Line &line) {
        return line.trunk &&
               (line.top == TimelineCell::Line::atMark || line.bottom == TimelineCell::Line::atMark);
    });
}

} // namespace

QSize TimelineDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const bool low = cellOf(index).mark == TimelineCell::Mark::Autosave;
    return {metrics().px(280), metrics().px(low ? lowRow : tallRow)};
}

double TimelineDelegate::laneX(const Cell &cell, int lane) const
{
    return cell.option.rect.left() + metrics().px(firstLane + laneWidth * lane) + 0.5;
}

void TimelineDelegate::paintLine(const Cell &cell, const TimelineCell &version,
                                 const TimelineCell::Line &line) const
{
    const QRectF r(cell.option.rect);
    const double middle = r.center().y();
    const bool starts = line.top == TimelineCell::Line::atMark,
               ends = line.bottom == TimelineCell::Line::atMark;
    const QPointF from(laneX(cell, starts ? version.lane : line.top), starts ? middle : r.top());
    const QPointF to(laneX(cell, ends ? version.lane : line.bottom), ends ? middle : r.bottom() + 1);
    QPen pen(theme()[line.trunk ? Token::Accent : Token::Control], line.trunk ? 2 : 1.5);
    if (line.dotted)
        pen.setDashPattern({1, 1.6});
    QPainterPath path(from);
    const double half = (to.y() - from.y()) * 0.6;
    if (from.x() == to.x())
        path.lineTo(to);
    else
        path.cubicTo(from + QPointF(0, half), to - QPointF(0, half), to);
    cell.painter.setPen(pen);
    cell.painter.setBrush(Qt::NoBrush);
    cell.painter.drawPath(path);
}

void TimelineDelegate::paintMark(const Cell &cell, const TimelineCell &version) const
{
    const QPointF at(laneX(cell, version.lane), QRectF(cell.option.rect).center().y());
    const auto square = [&](double size) {
        const double s = metrics().px(size);
        return QRectF(at.x() - s / 2, at.y() - s / 2, s, s);
    };
    const Theme &t = theme();
    QPainter &p = cell.painter;
    switch (version.mark) {
    case TimelineCell::Mark::Whole:
        return drawOutline(p, square(12), {t[Token::Keep], {}, 6 * metrics().scale});
    case TimelineCell::Mark::Autosave:
        return drawOutline(
            p, square(7),
            {t[isOnTrunk(version) ? Token::Accent : Token::Text3], t[Token::Panel], 4 * metrics().scale, 1});
    case TimelineCell::Mark::Now:
        drawOutline(p, square(14), {t[Token::Panel], t[Token::Accent], 7 * metrics().scale, 2});
        return drawOutline(p, square(6), {t[Token::Accent], {}, 3 * metrics().scale});
    case TimelineCell::Mark::Marked:
        p.setPen(QPen(t[Token::Hatch], 1.5));
        p.setBrush(t[Token::Panel]);
        p.drawEllipse(square(15));
        p.setBrush(hatchBrush(t[Token::Hatch], metrics(), p.device()->devicePixelRatioF()));
        p.drawEllipse(square(15));
        return;
    case TimelineCell::Mark::Cut:
        drawOutline(p, square(19), {t[Token::CutSoft], t[Token::Cut], 4, 1.2});
        return themes().icons().paint(p, square(13), stateIcon(ChannelState::Cut), t[Token::Cut]);
    }
}

void TimelineDelegate::paintSmall(const Cell &cell, const TimelineCell &version, const QRectF &rect) const
{
    const QRectF rest = putRight(cell, rect, version.date, Token::Text3, fonts().caption);
    putLeft(cell, rest.adjusted(0, 0, -metrics().gap, 0), version.title, Token::Text3, fonts().caption);
}

void TimelineDelegate::paintTexts(const Cell &cell, const TimelineCell &version) const
{
    QRectF rect = cell.rect;
    rect.setLeft(laneX(cell, lastLane(version)) + metrics().px(20));
    if (version.mark == TimelineCell::Mark::Autosave)
        return paintSmall(cell, version, rect);
    const double half = rect.height() / 2;
    QRectF upper(rect.left(), rect.top() + metrics().px(4), rect.width(), half - metrics().px(4));
    QRectF lower(rect.left(), upper.bottom(), rect.width(), half - metrics().px(4));
    upper = putRight(cell, upper, version.figure, Token::Text, semiBold(fonts().table));
    if (!version.version.isEmpty()) {
        upper = putLeft(cell, upper, version.version, Token::Text, semiBold(fonts().base));
        upper.setLeft(upper.left() + metrics().px(6));
    }
    const bool selected = cell.option.state & QStyle::State_Selected;
    upper =
        putLeft(cell, upper, version.title, Token::Text, selected ? semiBold(fonts().base) : fonts().base);
    if (version.pinned) {
        const double glyph = metrics().glyph;
        themes().icons().paint(cell.painter,
                               QRectF(upper.left() + metrics().px(5), upper.top(), glyph, upper.height()),
                               QStringLiteral("pin"), theme()[Token::Accent]);
    }
    lower = putRight(cell, lower, version.date, Token::Text3, fonts().caption);
    if (!version.state.isEmpty()) {
        lower = putLeft(cell, lower, version.state, stateToken(version.stateColor), fonts().caption);
        if (!version.details.isEmpty())
            lower = putLeft(cell, lower, QStringLiteral(" \u00B7 "), Token::Text3, fonts().caption);
    }
    putLeft(cell, lower, version.details, Token::Text3, fonts().caption);
}

void TimelineDelegate::paintContent(const Cell &cell) const
{
    const TimelineCell version = cellOf(cell.index);
    cell.painter.setRenderHint(QPainter::Antialiasing);
    for (const TimelineCell::Line &line : version.lines)
        paintLine(cell, version, line);
    paintMark(cell, version);
    paintTexts(cell, version);
}

} // namespace espalier::widgets

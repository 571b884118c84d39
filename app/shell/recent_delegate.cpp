// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/recent_delegate.h"

#include "app/shell/settings.h"
#include "widgets/controls/badge.h"
#include "widgets/number_format.h"
#include "widgets/painting.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtGui/QPainter>

#include <algorithm>

namespace espalier::app {

using widgets::BadgeSpec;
using widgets::Token;
namespace format = widgets::format;

namespace {

constexpr int thumbnailWidth = 132, thumbnailHeight = 44;

BadgeSpec badgeOf(const RecentItem &item)
{
    if (item.state == QLatin1String("cut"))
        return BadgeSpec::forState(widgets::ChannelState::Cut);
    if (item.state == QLatin1String("marked"))
        return BadgeSpec::forState(widgets::ChannelState::Marked);
    return BadgeSpec::plain(RecentDelegate::tr("Unpruned"));
}

} // namespace

RecentDelegate::RecentDelegate(const widgets::ThemeService &themes, QObject *parent)
    : QStyledItemDelegate(parent), m_themes(themes)
{
}

QSize RecentDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {m_themes.metrics().px(480), m_themes.metrics().px(78)};
}

void RecentDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const widgets::Theme &theme = m_themes.theme();
    const QRect card = option.rect.adjusted(1, 1, -1, -1);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool hot = option.state & (QStyle::State_MouseOver | QStyle::State_Selected);
    if (hot)
        widgets::drawOutline(*painter, card, {theme[Token::Panel], theme[Token::Control], 6, 1});
    else
        painter->fillRect(QRect(card.left(), card.bottom(), card.width(), 1), theme[Token::Line]);
    if (option.state & QStyle::State_HasFocus)
        widgets::drawFocusRing(*painter, card, theme, m_themes.metrics(), 6);
    const widgets::Metrics &metrics = m_themes.metrics();
    const QRect thumbnail(card.left() + metrics.padding, card.center().y() - metrics.px(thumbnailHeight) / 2,
                          metrics.px(thumbnailWidth), metrics.px(thumbnailHeight));
    paintThumbnail(*painter, thumbnail, index);
    paintTexts(*painter, card.adjusted(thumbnail.width() + 2 * metrics.padding, 0, -metrics.padding, 0), index);
    painter->restore();
}

void RecentDelegate::paintThumbnail(QPainter &painter, const QRect &rect, const QModelIndex &index) const
{
    const widgets::Theme &theme = m_themes.theme();
    const auto item = index.data(ItemRole).value<RecentItem>();
    if (index.data(MissingRole).toBool() || item.widthsBefore.isEmpty()) {
        painter.setPen(QPen(theme[Token::Line], 1, Qt::DashLine));
        painter.drawRect(rect);
        painter.setPen(theme[Token::Text3]);
        painter.setFont(m_themes.fonts().caption);
        painter.drawText(rect, Qt::AlignCenter, index.data(MissingRole).toBool() ? tr("not found") : format::none());
        return;
    }
    const int highest = std::max(1, *std::ranges::max_element(item.widthsBefore));
    const double step = static_cast<double>(rect.width()) / static_cast<double>(item.widthsBefore.size());
    for (qsizetype i = 0; i < item.widthsBefore.size(); ++i) {
        const auto bar = [&](int channels, const QColor &color) {
            const double barHeight = rect.height() * static_cast<double>(channels) / highest;
            painter.fillRect(QRectF(rect.left() + step * static_cast<double>(i), rect.bottom() + 1 - barHeight, std::max(1.0, step - 1.5), barHeight), color);
        };
        bar(item.widthsBefore[i], theme.faded(Token::Keep, 0.3));
        bar(item.widthsNow.value(i), theme[Token::Keep]);
    }
}

void RecentDelegate::paintTexts(QPainter &painter, const QRect &rect, const QModelIndex &index) const
{
    const widgets::Theme &theme = m_themes.theme();
    const widgets::Fonts &fonts = m_themes.fonts();
    const auto item = index.data(ItemRole).value<RecentItem>();
    const bool missing = index.data(MissingRole).toBool();
    const int right = m_themes.metrics().px(200);
    const QRect names = rect.adjusted(0, rect.height() / 4, -right - m_themes.metrics().px(120), -rect.height() / 4);
    painter.setFont(fonts.strong);
    painter.setPen(theme[missing ? Token::Text3 : Token::Text]);
    painter.drawText(names, Qt::AlignLeft | Qt::AlignTop, painter.fontMetrics().elidedText(item.title, Qt::ElideMiddle, names.width()));
    painter.setFont(fonts.caption);
    painter.setPen(theme[Token::Text3]);
    painter.drawText(names, Qt::AlignLeft | Qt::AlignBottom, painter.fontMetrics().elidedText(item.path, Qt::ElideMiddle, names.width()));
    const QRect badge(rect.right() - right - m_themes.metrics().px(110), rect.center().y() - 9, m_themes.metrics().px(110), 18);
    widgets::Badge::paint(painter, badge, badgeOf(item), m_themes);
    const QRect figures(rect.right() - right, rect.top(), right, rect.height());
    painter.setFont(fonts.strong);
    painter.setPen(theme[Token::Text]);
    if (item.top1 >= 0)
        widgets::drawNumber(painter, figures.adjusted(0, 0, -right / 2, 0), format::percent(item.top1 / 100.0, 2));
    painter.setFont(fonts.base);
    painter.setPen(theme[Token::Text2]);
    const QDateTime when = QDateTime::fromString(item.when, Qt::ISODate);
    painter.drawText(figures, Qt::AlignRight | Qt::AlignVCenter, QLocale().toString(when.date(), QLocale::ShortFormat));
}

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme_service.h"

#include <QtWidgets/QStyledItemDelegate>

namespace espalier::app {

/// One recent project: thumbnail of layer widths, title and path, state badge, accuracy, date.
class RecentDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    enum Role { ItemRole = Qt::UserRole + 1, MissingRole }; ///< RecentItem; bool: not on disk

    explicit RecentDelegate(const widgets::ThemeService &themes, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintThumbnail(QPainter &painter, const QRect &rect, const QModelIndex &index) const;
    void paintTexts(QPainter &painter, const QRect &rect, const QModelIndex &index) const;

    const widgets::ThemeService &m_themes;
};

} // namespace espalier::app

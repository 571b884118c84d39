// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gallery/pages.h"

#include "widgets/controls/dock_header.h"

#include <QtGui/QAction>
#include <QtWidgets/QFrame>
#include <QtWidgets/QMenu>
#include <QtWidgets/QVBoxLayout>

namespace espalier::gallery {

using namespace widgets;

QWidget *makeDock(const ThemeService &themes, const QString &title, const QString &subtitle, QWidget *content)
{
    auto *frame = new QFrame;
    frame->setProperty("surface", "dock");
    auto *header = new DockHeader(themes, title);
    header->setSubtitle(subtitle);
    for (const char *icon : {"undo", "search", "view-as-table"})
        header->addTool(new QAction(themes.icon(QLatin1String(icon)), QLatin1String(icon), header));
    header->moreMenu()->addAction(QStringLiteral("Copy"));
    auto *column = new QVBoxLayout(frame);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addWidget(header);
    column->addWidget(content, 1);
    return frame;
}

} // namespace espalier::gallery

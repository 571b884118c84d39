// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/controls/scrolled_column.h"

#include <QtCore/QEvent>
#include <QtWidgets/QScrollBar>

#include <algorithm>

namespace espalier::widgets {

ScrolledColumn::ScrolledColumn(QWidget *parent)
    : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setFocusPolicy(Qt::NoFocus);
    setWidget(new QWidget(this)); // which the area watches
}

QSize ScrolledColumn::minimumSizeHint() const
{
    const int wanted = content()->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width();
    return {std::min(wanted, widest), QScrollArea::minimumSizeHint().height()};
}

bool ScrolledColumn::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == widget() && event->type() == QEvent::LayoutRequest)
        updateGeometry();
    return QScrollArea::eventFilter(watched, event);
}

} // namespace espalier::widgets

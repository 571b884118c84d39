// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QScrollArea>

namespace espalier::widgets {

/// A column of controls that scrolls up and down. It asks for the width of its content beside the scroll bar, so that a dock
/// can't be made so narrow that the content scrolls sideways, unless that is wider than `widest`. GUI thread.
class ScrolledColumn : public QScrollArea
{
    Q_OBJECT

public:
    static constexpr int widest = 420; ///< pixels that are asked for at most

    explicit ScrolledColumn(QWidget *parent = nullptr);

    QWidget *content() const { return widget(); }
    QSize minimumSizeHint() const override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
};

} // namespace espalier::widgets

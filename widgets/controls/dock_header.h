// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/themed.h"

class QAction;
class QHBoxLayout;
class QLabel;
class QMenu;
class QToolButton;

namespace espalier::widgets {

/// The title bar of a dock (QDockWidget::setTitleBarWidget): title, sublabel, up to four icon buttons,
/// "more". In a tabbed dock the tab carries the title; then hide the title here and the bar becomes a 28 px
/// action row.
class DockHeader : public Themed
{
    Q_OBJECT

public:
    DockHeader(const ThemeService &themes, const QString &title, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    /// A count or the present filter.
    void setSubtitle(const QString &text);
    void setTitleVisible(bool visible);
    /// An icon button for the action; a fifth one goes into the menu.
    void addTool(QAction *action);
    /// Any other widget at the right of the title, left of the buttons.
    void addWidget(QWidget *widget);
    /// The "more" menu; its button appears with the first call.
    QMenu *moreMenu();
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void themeChanged() override;

private:
    void spaceOut();

    QHBoxLayout *m_row;
    QLabel *m_title;
    QLabel *m_subtitle;
    QToolButton *m_more = nullptr;
    int m_tools = 0;
};

} // namespace espalier::widgets

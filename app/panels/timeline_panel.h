// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/panels/panel.h"

class QListView;
class QPushButton;
class QStackedLayout;

namespace espalier::app {

/// The versions of the project: restore one, keep the present one by name.
class TimelinePanel : public Panel
{
    Q_OBJECT

public:
    TimelinePanel(const PanelContext &context, QWidget *parent);

Q_SIGNALS:
    /// The user wants to go back to a point; the shell asks first.
    void restoreRequested(const QString &point, const QString &title);

private:
    void refresh();
    void requestRestore();

    PanelContext m_context;
    QStackedLayout *m_pages;
    QListView *m_view;
    QPushButton *m_restore;
};

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/panels/panel.h"

class QSortFilterProxyModel;
class QTreeView;

namespace espalier::app {

/// The log as it grows, filtered by level and text. Follows the end unless scrolled up.
class LogPanel : public Panel
{
    Q_OBJECT

public:
    LogPanel(const PanelContext &context, QWidget *parent);

private:
    QWidget *makeTools();
    void followEnd();

    PanelContext m_context;
    QSortFilterProxyModel *m_filter;
    QTreeView *m_view;
};

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/panels/panel.h"

class QGridLayout;
class QLabel;

namespace espalier::widgets {
class BannerStack;
}

namespace espalier::app {

/// Cost now and planned, exact; the group that is selected; what stands against the plan.
class PreviewPanel : public Panel
{
    Q_OBJECT

public:
    PreviewPanel(const PanelContext &context, QWidget *parent);

private:
    struct Row
    {
        QLabel *now;
        QLabel *planned;
        QLabel *change;
    };

    QWidget *makeScrolled();
    void addHeader();
    Row addRow(const QString &caption);
    static void fill(const Row &row, std::int64_t now, std::int64_t planned);
    void refreshCosts();
    void refreshGroup();
    void refreshProblems();

    PanelContext m_context;
    QGridLayout *m_grid;
    Row m_macs, m_parameters, m_size;
    QLabel *m_speedup;
    QLabel *m_group;
    widgets::BannerStack *m_banners;
};

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/settings.h"

#include <QtWidgets/QWidget>

class QListView;
class QStackedWidget;
class QStandardItemModel;

namespace espalier::app {

struct Workbench;

/// What one sees before anything is open: the drawing and the promise, recent projects, the sample.
class WelcomePage : public QWidget
{
    Q_OBJECT

public:
    WelcomePage(Workbench &workbench, QWidget *parent);

    /// Reads the recent list again.
    void refresh();

Q_SIGNALS:
    void openRequested(const QString &path);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeLeft();
    QWidget *makeRight();
    QWidget *makeSampleCard();
    void activate(const QModelIndex &index);
    void offerWaysOut(const RecentItem &missing, const QRect &place);
    void locate(RecentItem item);

    Workbench &m_workbench;
    QStackedWidget *m_pages = nullptr;
    QWidget *m_drawing = nullptr;
    QListView *m_recent = nullptr;
    QStandardItemModel *m_items;
};

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/welcome_page.h"

#include "app/shell/espalier_drawing.h"
#include "app/shell/recent_delegate.h"
#include "app/shell/workbench.h"
#include "widgets/controls/buttons.h"
#include "widgets/controls/empty_state.h"
#include "widgets/controls/scrolled_column.h"

#include <QtCore/QFileInfo>
#include <QtGui/QStandardItemModel>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QListView>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QVBoxLayout>

namespace espalier::app {

using widgets::ButtonKind;
using widgets::FontRole;
using widgets::makeLabel;

WelcomePage::WelcomePage(Workbench &workbench, QWidget *parent)
    : QWidget(parent), m_workbench(workbench), m_items(new QStandardItemModel(this))
{
    setObjectName(QStringLiteral("welcome"));
    auto *whole = new QHBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    auto *scroll = new widgets::ScrolledColumn(this); // for small windows and large fonts
    whole->addWidget(scroll);
    auto *row = new QHBoxLayout(scroll->content());
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(makeLeft());
    row->addWidget(makeRight(), 1);
    refresh();
}

QWidget *WelcomePage::makeLeft()
{
    auto *left = new QWidget(this);
    left->setMaximumWidth(m_workbench.themes.metrics().px(560));
    auto *column = new QVBoxLayout(left);
    column->setContentsMargins(48, 48, 48, 24);
    column->setSpacing(12);
    m_drawing = new EspalierDrawing(m_workbench.themes, left);
    column->addWidget(m_drawing, 0, Qt::AlignHCenter);
    column->addSpacing(16);
    QLabel *promise = makeLabel(m_workbench.themes, tr("Shape a network, branch by branch."), FontRole::Page);
    promise->setWordWrap(true);
    column->addWidget(promise);
    QLabel *sentence = makeLabel(m_workbench.themes,
                                 tr("Open a trained model, see which channels belong together, remove what it can spare, "
                                    "and export the smaller one."),
                                 FontRole::Base, "secondary");
    sentence->setWordWrap(true);
    column->addWidget(sentence);
    auto *buttons = new QHBoxLayout;
    QPushButton *open = widgets::makeButton(tr("Open model…"), ButtonKind::Primary, left);
    widgets::setButtonIcon(open, m_workbench.themes, QStringLiteral("open"));
    connect(open, &QPushButton::clicked, &m_workbench.actions[ActionId::OpenModel], &QAction::trigger);
    QPushButton *project = widgets::makeButton(tr("Open project…"), ButtonKind::Normal, left);
    connect(project, &QPushButton::clicked, &m_workbench.actions[ActionId::OpenProject], &QAction::trigger);
    buttons->addWidget(open);
    buttons->addWidget(project);
    buttons->addStretch(1);
    column->addLayout(buttons);
    QLabel *drop = makeLabel(m_workbench.themes,
                             tr("Or drop a file anywhere in this window: .pt2 and other networks, .safetensors and .pth weights, projects"),
                             FontRole::Caption, "caption");
    drop->setWordWrap(true);
    column->addWidget(drop);
    column->addStretch(1);
    column->addWidget(makeLabel(m_workbench.themes, tr("Everything stays on this computer."), FontRole::Caption, "caption"));
    return left;
}

QWidget *WelcomePage::makeRight()
{
    auto *right = new QWidget(this);
    right->setObjectName(QStringLiteral("welcome_right"));
    right->setAutoFillBackground(true);
    right->setBackgroundRole(QPalette::Base);
    auto *column = new QVBoxLayout(right);
    column->setContentsMargins(56, 28, 56, 24);
    column->addWidget(makeLabel(m_workbench.themes, tr("Recent"), FontRole::Section));
    m_recent = new QListView(right);
    m_recent->setAccessibleName(tr("Recent projects"));
    m_recent->setFrameShape(QFrame::NoFrame);
    m_recent->setModel(m_items);
    m_recent->setItemDelegate(new RecentDelegate(m_workbench.themes, m_recent));
    m_recent->setMouseTracking(true);
    m_recent->setEditTriggers(QAbstractItemView::NoEditTriggers);
    connect(m_recent, &QListView::activated, this, &WelcomePage::activate);
    m_pages = new QStackedWidget(right);
    m_pages->addWidget(new widgets::EmptyState(m_workbench.themes, {QStringLiteral("clock"), tr("Projects that you open appear here."), {}}, right));
    m_pages->addWidget(m_recent);
    column->addWidget(m_pages, 1);
    column->addWidget(makeSampleCard());
    return right;
}

QWidget *WelcomePage::makeSampleCard()
{
    auto *card = new QFrame(this);
    widgets::setStyleProperty(card, "surface", QStringLiteral("card"));
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(24, 20, 24, 20);
    column->addWidget(makeLabel(m_workbench.themes, tr("Guided sample"), FontRole::Section));
    QLabel *sentence = makeLabel(m_workbench.themes,
                                 tr("A trained ResNet-20 and 12 000 Fashion-MNIST images come with the program. It takes "
                                    "about three minutes: see the groups, start the run, watch the penalty grow, look at the "
                                    "cut, export."),
                                 FontRole::Base, "secondary");
    sentence->setWordWrap(true);
    column->addWidget(sentence);
    QPushButton *start = widgets::makeButton(tr("Start the sample"), ButtonKind::Primary, card);
    widgets::setButtonIcon(start, m_workbench.themes, QStringLiteral("start"));
    connect(start, &QPushButton::clicked, &m_workbench.actions[ActionId::OpenSample], &QAction::trigger);
    column->addWidget(start, 0, Qt::AlignLeft);
    return card;
}

// Buttons and recents matter more than the drawing.
void WelcomePage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const widgets::Metrics &metrics = m_workbench.themes.metrics();
    m_drawing->setVisible(width() >= metrics.px(960) && height() >= metrics.px(520));
}

void WelcomePage::refresh()
{
    m_items->clear();
    for (const RecentItem &recent : m_workbench.settings.recent()) {
        auto *item = new QStandardItem(recent.title);
        item->setData(QVariant::fromValue(recent), RecentDelegate::ItemRole);
        item->setData(!QFileInfo::exists(recent.path), RecentDelegate::MissingRole);
        item->setToolTip(recent.path);
        m_items->appendRow(item);
    }
    m_pages->setCurrentIndex(m_items->rowCount() > 0 ? 1 : 0);
}

void WelcomePage::offerWaysOut(const RecentItem &missing, const QRect &place)
{
    auto *menu = new QMenu(m_recent);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Locate…"), this, [this, missing] { locate(missing); });
    menu->addAction(tr("Remove from list"), this, [this, missing] {
        m_workbench.settings.removeRecent(missing.path);
        refresh();
    });
    menu->popup(m_recent->viewport()->mapToGlobal(place.bottomLeft()));
}

void WelcomePage::locate(RecentItem item)
{
    const QString folder = m_workbench.prompt->openFolder(this, {tr("Where is %1 now?").arg(item.title), m_workbench.settings.lastFolder(), {}, {}});
    if (folder.isEmpty())
        return;
    m_workbench.settings.removeRecent(item.path);
    item.path = folder;
    m_workbench.settings.addRecent(item);
    refresh();
    Q_EMIT openRequested(folder);
}

void WelcomePage::activate(const QModelIndex &index)
{
    const auto item = index.data(RecentDelegate::ItemRole).value<RecentItem>();
    if (index.data(RecentDelegate::MissingRole).toBool()) {
        offerWaysOut(item, m_recent->visualRect(index));
        return;
    }
    Q_EMIT openRequested(item.path);
}

} // namespace espalier::app

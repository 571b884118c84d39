// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/controls/dock_header.h"

#include "widgets/controls/buttons.h"

#include <QtGui/QAction>
#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMenu>
#include <QtWidgets/QToolButton>

namespace espalier::widgets {
namespace {

constexpr int maximumTools = 4;

} // namespace

DockHeader::DockHeader(const ThemeService &themes, const QString &title, QWidget *parent)
    : Themed(themes, parent), m_row(new QHBoxLayout(this)),
      m_title(makeLabel(themes, title, FontRole::Strong)),
      m_subtitle(makeElidedLabel(themes, FontRole::Table, "caption"))
{
    m_title->setObjectName(QStringLiteral("title"));
    m_subtitle->setObjectName(QStringLiteral("subtitle"));
    m_row->setSpacing(2);
    m_row->addWidget(m_title);
    m_row->addSpacing(themes.metrics().gap - 2);
    m_row->addWidget(m_subtitle, 1);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(title);
    spaceOut();
}

void DockHeader::spaceOut()
{
    m_row->setContentsMargins(metrics().padding, 0, metrics().px(6), metrics().line);
}

void DockHeader::themeChanged()
{
    spaceOut();
}

void DockHeader::setTitle(const QString &title)
{
    m_title->setText(title);
    setAccessibleName(title);
}

void DockHeader::setSubtitle(const QString &text)
{
    m_subtitle->setText(text);
    m_subtitle->setToolTip(text);
}

void DockHeader::setTitleVisible(bool visible)
{
    m_title->setVisible(visible);
    updateGeometry();
}

void DockHeader::addTool(QAction *action)
{
    if (m_tools == maximumTools)
        return moreMenu()->addAction(action);
    const int place = m_row->count() - (m_more ? 1 : 0);
    m_row->insertWidget(place, makeIconButton(themes(), action, this));
    ++m_tools;
}

void DockHeader::addWidget(QWidget *widget)
{
    m_row->insertWidget(m_row->count() - m_tools - (m_more ? 1 : 0), widget);
}

QMenu *DockHeader::moreMenu()
{
    if (!m_more) {
        m_more = makeIconButton(themes(), QStringLiteral("more"), tr("More"), this);
        m_more->setMenu(new QMenu(m_more));
        m_more->setPopupMode(QToolButton::InstantPopup);
        m_row->addWidget(m_more);
    }
    return m_more->menu();
}

QSize DockHeader::sizeHint() const
{
    const int height = m_title->isHidden() ? metrics().px(28) : metrics().dockHeader;
    return {layout()->sizeHint().width(), height};
}

QSize DockHeader::minimumSizeHint() const
{
    return {layout()->minimumSize().width(), sizeHint().height()};
}

void DockHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme()[Token::Raised]);
    painter.setPen(theme()[Token::Line]);
    painter.drawRect(rect().adjusted(0, 0, -1, -1)); // the dock's border; its body draws the rest
    painter.fillRect(QRect(0, height() - metrics().line, width(), metrics().line), theme()[Token::Line]);
}

} // namespace espalier::widgets

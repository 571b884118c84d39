// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/controls/filter_field.h"

#include "widgets/controls/buttons.h"

#include <QtGui/QAction>
#include <QtGui/QKeyEvent>

namespace espalier::widgets {
namespace {

constexpr int restMs = 150;

} // namespace

FilterField::FilterField(const ThemeService &themes, const QString &placeholder, Look look, QWidget *parent)
    : QLineEdit(parent)
{
    setPlaceholderText(placeholder);
    setAccessibleName(look == Look::Filter ? tr("Filter") : tr("Search"));
    addAction(
        themes.icon(look == Look::Filter ? QStringLiteral("filter") : QStringLiteral("search"), Token::Text3),
        QLineEdit::LeadingPosition);
    QAction *clearing =
        addAction(themes.icon(QStringLiteral("close"), Token::Text3), QLineEdit::TrailingPosition);
    clearing->setToolTip(tr("Clear"));
    clearing->setVisible(false);
    setSmall(this);
    m_rest.setSingleShot(true);
    m_rest.setInterval(restMs);
    connect(clearing, &QAction::triggered, this, &QLineEdit::clear);
    connect(&m_rest, &QTimer::timeout, this, &FilterField::announce);
    connect(this, &QLineEdit::returnPressed, this, &FilterField::announce);
    connect(this, &QLineEdit::textChanged, this, [this, clearing](const QString &text) {
        clearing->setVisible(!text.isEmpty());
        text.isEmpty() ? announce() : m_rest.start();
    });
}

void FilterField::setError(const QString &reason)
{
    setStyleProperty(this, "invalid", reason.isEmpty() ? QVariant() : QVariant(QStringLiteral("true")));
    setToolTip(reason);
    setAccessibleDescription(reason);
}

void FilterField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !text().isEmpty())
        return clear();
    QLineEdit::keyPressEvent(event);
}

void FilterField::announce()
{
    m_rest.stop();
    if (m_last == text())
        return;
    m_last = text();
    Q_EMIT filterChanged(m_last);
}

} // namespace espalier::widgets

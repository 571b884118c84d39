// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/controls/empty_state.h"

#include "widgets/controls/buttons.h"

#include <QtGui/QPainter>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

namespace espalier::widgets {

EmptyState::EmptyState(const ThemeService &themes, const Text &text, QWidget *parent)
    : Themed(themes, parent), m_icon(new QLabel),
      m_sentence(makeLabel(themes, {}, FontRole::Base, "secondary")), m_button(makeButton({}))
{
    m_sentence->setWordWrap(true);
    m_sentence->setAlignment(Qt::AlignHCenter);
    m_icon->setAlignment(Qt::AlignHCenter);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(metrics().gap + 2);
    column->addStretch(1);
    column->addWidget(m_icon);
    column->addWidget(m_sentence, 0, Qt::AlignHCenter);
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    column->addStretch(1);
    connect(m_button, &QPushButton::clicked, this, &EmptyState::activated);
    setText(text);
}

void EmptyState::setText(const Text &text)
{
    m_text = text;
    m_sentence->setText(text.sentence);
    m_button->setText(text.button);
    m_button->setVisible(!text.button.isEmpty());
    setAccessibleName(text.sentence);
    themeChanged();
}

void EmptyState::setButtonEnabled(bool enabled, const QString &reason)
{
    m_button->setEnabled(enabled);
    m_button->setToolTip(reason);
}

void EmptyState::themeChanged()
{
    const int size = metrics().iconLarge;
    m_icon->setPixmap(themes().icon(m_text.icon, Token::Text3).pixmap(size, size));
    const QFontMetrics fm(fonts().base);
    const int width = std::min(metrics().px(320), fm.horizontalAdvance(m_text.sentence) + metrics().gap);
    const QRect box =
        fm.boundingRect(QRect(0, 0, width, 1 << 15), Qt::AlignHCenter | Qt::TextWordWrap, m_text.sentence);
    m_sentence->setFixedSize(width, box.height());
}

void EmptyState::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme()[Token::Panel]);
}

} // namespace espalier::widgets

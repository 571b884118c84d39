// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/themed.h"

class QLabel;
class QPushButton;

namespace espalier::widgets {

/// What an empty panel shows: icon, one sentence saying what will appear here, one button that makes it
/// happen. A page of a QStackedWidget.
class EmptyState : public Themed
{
    Q_OBJECT

public:
    struct Text
    {
        QString icon;
        QString sentence;
        QString button; ///< empty: no button
    };

    EmptyState(const ThemeService &themes, const Text &text, QWidget *parent = nullptr);

    void setText(const Text &text);
    /// Greys the button out; `reason` is its tooltip.
    void setButtonEnabled(bool enabled, const QString &reason = {});

Q_SIGNALS:
    void activated();

protected:
    void paintEvent(QPaintEvent *event) override;
    void themeChanged() override;

private:
    Text m_text;
    QLabel *m_icon;
    QLabel *m_sentence;
    QPushButton *m_button;
};

} // namespace espalier::widgets

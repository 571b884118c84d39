// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme_service.h"

#include <QtWidgets/QAbstractButton>

class QMenu;

namespace espalier::widgets {

/// A round filter switch, 22 px high: "Changed 46". On = filter active. With a menu it shows a chevron and
/// opens it.
class Chip : public QAbstractButton
{
    Q_OBJECT

public:
    Chip(const ThemeService &themes, const QString &text, QWidget *parent = nullptr);

    /// The number behind the text; negative hides it.
    void setCount(int count);
    void setMenu(QMenu *menu);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString label() const;

    const ThemeService &m_themes;
    QMenu *m_menu = nullptr;
    int m_count = -1;
};

} // namespace espalier::widgets

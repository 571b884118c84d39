// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/themed.h"

class QButtonGroup;

namespace espalier::widgets {

/// A switch with two to six positions of which one is chosen. Arrow keys move the choice.
class Segments : public Themed
{
    Q_OBJECT

public:
    explicit Segments(const ThemeService &themes, QWidget *parent = nullptr);

    /// Appends a position; `hint` is shown smaller behind the text (a shortcut).
    void addSegment(const QString &text, const QString &hint = {}, const QString &toolTip = {});
    void setTexts(const QStringList &texts);
    int count() const;
    int current() const;
    void setCurrent(int index);
    void setSegmentEnabled(int index, bool enabled);

Q_SIGNALS:
    void currentChanged(int index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void themeChanged() override;

private:
    void spaceOut();

    QButtonGroup *m_group;
};

} // namespace espalier::widgets

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme_service.h"

#include <QtCore/QTimer>
#include <QtWidgets/QLineEdit>

namespace espalier::widgets {

/// A line edit with a funnel (or lens) and a clear button. Emits filterChanged once typing rests for 150 ms,
/// at once on Return and when cleared. Escape clears.
class FilterField : public QLineEdit
{
    Q_OBJECT

public:
    enum class Look { Filter, Search };

    FilterField(const ThemeService &themes, const QString &placeholder, Look look = Look::Filter,
                QWidget *parent = nullptr);

    /// A red outline and `reason` as tooltip; empty takes it off.
    void setError(const QString &reason);

Q_SIGNALS:
    void filterChanged(const QString &text);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void announce();

    QTimer m_rest;
    QString m_last;
};

} // namespace espalier::widgets

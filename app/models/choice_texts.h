// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

namespace espalier::app {

/// What a form shows for a value of a choice: "min" → "smallest"; one that is not known, and names such as
/// "kaiming_normal", as they are. The recipe keeps the value itself.
QString choiceText(const QString &value);

} // namespace espalier::app

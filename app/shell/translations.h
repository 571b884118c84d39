// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QCoreApplication;
class QString;

namespace espalier::app {

/// Installs the texts of a language ("de", "en"; empty = the system's) for the program and for Qt. English
/// plural forms always lie beneath, so that a language without a translation still reads well. Once, before
/// any text is asked for.
void installTranslations(QCoreApplication &application, const QString &language);

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/translations.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLibraryInfo>
#include <QtCore/QLocale>
#include <QtCore/QTranslator>

namespace espalier::app {

namespace {

void install(QCoreApplication &application, const QLocale &locale, const QString &name, const QString &folder)
{
    auto *translator = new QTranslator(&application);
    if (translator->load(locale, name, QStringLiteral("_"), folder))
        QCoreApplication::installTranslator(translator);
}

} // namespace

void installTranslations(QCoreApplication &application, const QString &language)
{
    const QLocale locale = language.isEmpty() ? QLocale::system() : QLocale(language);
    const QString own = QStringLiteral("espalier"), folder = QStringLiteral(":/i18n");
    install(application, QLocale(QLocale::English), own, folder);
    if (locale.language() != QLocale::English) {
        install(application, locale, QStringLiteral("qtbase"),
                QLibraryInfo::path(QLibraryInfo::TranslationsPath));
        install(application, locale, own, folder);
    }
}

} // namespace espalier::app

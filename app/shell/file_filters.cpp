// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/file_filters.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QStringList>

#include <algorithm>

namespace espalier::app {

namespace {

QString text(const char *source)
{
    return QCoreApplication::translate("espalier::app::FileFilters", source);
}

QString filterOf(const QString &title, const QStringList &endings)
{
    QStringList patterns;
    for (const QString &ending : endings)
        patterns.append(u'*' + ending);
    return QStringLiteral("%1 (%2);;%3 (*)")
        .arg(title, patterns.join(u' '), text(QT_TRANSLATE_NOOP("espalier::app::FileFilters", "All files")));
}

QStringList readEndings(const recipe::Vocabulary &vocabulary)
{
    QStringList endings;
    for (const recipe::FileFormatSchema &format : vocabulary.formats) {
        if (!format.reads)
            continue;
        for (const std::string &ending : format.extensions)
            endings.append(QString::fromStdString(ending));
    }
    return endings;
}

} // namespace

QString networkFilter(const recipe::Vocabulary &vocabulary)
{
    return filterOf(text(QT_TRANSLATE_NOOP("espalier::app::FileFilters", "Networks and weights")),
                    readEndings(vocabulary) << QStringLiteral(".espalier"));
}

QString weightsFilter(const recipe::Vocabulary &vocabulary)
{
    return filterOf(text(QT_TRANSLATE_NOOP("espalier::app::FileFilters", "Weights")), readEndings(vocabulary));
}

bool holdsWeightsOnly(const recipe::Vocabulary &vocabulary, const QString &file)
{
    const std::filesystem::path path(file.toStdString());
    for (const recipe::FileFormatSchema &format : vocabulary.formats)
        if (format.reads && format.recognises(path))
            return !format.holdsNetwork;
    return false;
}

std::vector<recipe::FileFormatSchema> writtenFormats(const recipe::Vocabulary &vocabulary)
{
    std::vector<recipe::FileFormatSchema> formats;
    std::copy_if(vocabulary.formats.begin(), vocabulary.formats.end(), std::back_inserter(formats),
                 [](const auto &format) { return format.writes; });
    std::stable_partition(formats.begin(), formats.end(), [](const auto &format) { return format.holdsNetwork; });
    return formats;
}

} // namespace espalier::app

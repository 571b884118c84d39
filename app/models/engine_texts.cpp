// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/engine_texts.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QStringList>

#include <algorithm>

namespace espalier::app {

namespace {

constexpr std::string_view OfBlocks = "blocks of ";

QString lookUp(const QString &text)
{
    return QCoreApplication::translate("Engine", text.toUtf8().constData());
}

} // namespace

// Reasons may be joined, or followed by their place: "locked; cap of 90 %",
// "a softmax runs over its channels, in layer3.0".
QString translated(const std::string &text)
{
    const QString whole = QString::fromStdString(text);
    QString found = lookUp(whole);
    if (found != whole)
        return found;
    for (const QString &joint : {QStringLiteral("; "), QStringLiteral(", in ")}) {
        QStringList parts = found.split(joint);
        std::ranges::transform(parts, parts.begin(), lookUp);
        found = parts.join(joint);
    }
    return found;
}

QString groupTitle(const std::string &name)
{
    const QString layer = layerOfGroup(name);
    return name.starts_with(OfBlocks) ? QCoreApplication::translate("Engine", "blocks of %1").arg(layer) : layer;
}

QString layerOfGroup(const std::string &name)
{
    return QString::fromStdString(name.starts_with(OfBlocks) ? name.substr(OfBlocks.size()) : name);
}

QString pointTitle(const std::string &title)
{
    static const std::pair<const char *, const char *> own[] = {
        {"best", QT_TRANSLATE_NOOP("Engine", "Best")},
        {"stopped", QT_TRANSLATE_NOOP("Engine", "Stopped")},
        {"before cut", QT_TRANSLATE_NOOP("Engine", "Before cut")},
        {"after cut", QT_TRANSLATE_NOOP("Engine", "After cut")},
        {"autosave", QT_TRANSLATE_NOOP("Engine", "Autosave")}};
    for (const auto &[given, text] : own) {
        if (title == given)
            return translated(text);
    }
    return translated(title);
}

QString problemText(const base::Problem &problem)
{
    QString text = translated(problem.what);
    if (!problem.where.empty())
        text.prepend(QString::fromStdString(problem.where) + QStringLiteral(": "));
    if (!problem.remedy.empty())
        text += u' ' + translated(problem.remedy);
    return text;
}

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/settings.h"

#include <algorithm>

namespace espalier::app {

namespace {

constexpr int maximumRecent = 9;

QList<int> toInts(const QVariant &value)
{
    QList<int> numbers;
    for (const QString &part : value.toStringList().join(u',').split(u',', Qt::SkipEmptyParts)) {
        bool ok = false;
        if (const int number = part.toInt(&ok); ok)
            numbers.append(number);
    }
    return numbers;
}

/// The number, kept within its limits; `otherwise` if it is none.
int toInt(const QVariant &value, int otherwise, int least, int most)
{
    bool ok = false;
    const int number = value.toInt(&ok);
    return ok ? std::clamp(number, least, most) : otherwise;
}

double toReal(const QVariant &value, double otherwise)
{
    bool ok = false;
    const double number = value.toDouble(&ok);
    return ok ? number : otherwise;
}

/// The value if it is one of `known`, else the first of them.
QString oneOf(const QVariant &value, const QStringList &known)
{
    return known.contains(value.toString()) ? value.toString() : known.first();
}

QString fromInts(const QList<int> &numbers)
{
    QStringList parts;
    for (const int number : numbers)
        parts.append(QString::number(number));
    return parts.join(u',');
}

} // namespace

Settings::Settings(const QString &file)
    : m_store(file.isEmpty() ? std::make_unique<QSettings>() : std::make_unique<QSettings>(file, QSettings::IniFormat))
{
}

QString Settings::language() const
{
    return m_store->value(QStringLiteral("language")).toString();
}

void Settings::setLanguage(const QString &language)
{
    m_store->setValue(QStringLiteral("language"), language);
}

QString Settings::themeMode() const
{
    return oneOf(m_store->value(QStringLiteral("theme")), {QStringLiteral("system"), QStringLiteral("light"), QStringLiteral("dark"),
                                                           QStringLiteral("high_contrast")});
}

void Settings::setThemeMode(const QString &mode)
{
    m_store->setValue(QStringLiteral("theme"), mode);
}

int Settings::fontScale() const
{
    return toInt(m_store->value(QStringLiteral("font_scale"), 100), 100, 80, 200);
}

void Settings::setFontScale(int percent)
{
    m_store->setValue(QStringLiteral("font_scale"), percent);
}

QString Settings::costUnit() const
{
    return oneOf(m_store->value(QStringLiteral("cost_unit")), {QStringLiteral("macs"), QStringLiteral("flops")});
}

void Settings::setCostUnit(const QString &unit)
{
    m_store->setValue(QStringLiteral("cost_unit"), unit);
}

int Settings::threads() const
{
    return toInt(m_store->value(QStringLiteral("threads"), 0), 0, 0, 1024);
}

void Settings::setThreads(int threads)
{
    m_store->setValue(QStringLiteral("threads"), threads);
}

QByteArray Settings::layout(const QString &perspective, int version) const
{
    const QString key = QStringLiteral("layout/%1").arg(perspective);
    if (m_store->value(key + QStringLiteral("_version")).toInt() != version)
        return {};
    return m_store->value(key).toByteArray();
}

void Settings::setLayout(const QString &perspective, int version, const QByteArray &state)
{
    const QString key = QStringLiteral("layout/%1").arg(perspective);
    m_store->setValue(key, state);
    m_store->setValue(key + QStringLiteral("_version"), version);
}

QByteArray Settings::windowGeometry() const
{
    return m_store->value(QStringLiteral("window_geometry")).toByteArray();
}

void Settings::setWindowGeometry(const QByteArray &geometry)
{
    m_store->setValue(QStringLiteral("window_geometry"), geometry);
}

QString Settings::lastFolder() const
{
    return m_store->value(QStringLiteral("last_folder")).toString();
}

void Settings::setLastFolder(const QString &folder)
{
    m_store->setValue(QStringLiteral("last_folder"), folder);
}

QList<RecentItem> Settings::recent() const
{
    QList<RecentItem> items;
    const int count = std::min(m_store->beginReadArray(QStringLiteral("recent")), maximumRecent);
    for (int i = 0; i < count; ++i) {
        m_store->setArrayIndex(i);
        RecentItem item;
        item.path = m_store->value(QStringLiteral("path")).toString();
        item.title = m_store->value(QStringLiteral("title")).toString();
        item.state = m_store->value(QStringLiteral("state")).toString();
        item.top1 = toReal(m_store->value(QStringLiteral("top1")), -1.0);
        item.when = m_store->value(QStringLiteral("when")).toString();
        item.widthsBefore = toInts(m_store->value(QStringLiteral("widths_before")));
        item.widthsNow = toInts(m_store->value(QStringLiteral("widths_now")));
        if (!item.path.isEmpty())
            items.append(item);
    }
    m_store->endArray();
    return items;
}

void Settings::addRecent(const RecentItem &item)
{
    QList<RecentItem> items = recent();
    items.removeIf([&item](const RecentItem &other) { return other.path == item.path; });
    items.prepend(item);
    items.resize(std::min<qsizetype>(items.size(), maximumRecent));
    m_store->remove(QStringLiteral("recent"));
    m_store->beginWriteArray(QStringLiteral("recent"));
    for (int i = 0; i < items.size(); ++i) {
        m_store->setArrayIndex(i);
        m_store->setValue(QStringLiteral("path"), items[i].path);
        m_store->setValue(QStringLiteral("title"), items[i].title);
        m_store->setValue(QStringLiteral("state"), items[i].state);
        m_store->setValue(QStringLiteral("top1"), items[i].top1);
        m_store->setValue(QStringLiteral("when"), items[i].when);
        m_store->setValue(QStringLiteral("widths_before"), fromInts(items[i].widthsBefore));
        m_store->setValue(QStringLiteral("widths_now"), fromInts(items[i].widthsNow));
    }
    m_store->endArray();
}

void Settings::removeRecent(const QString &path)
{
    const QList<RecentItem> items = recent();
    m_store->remove(QStringLiteral("recent"));
    for (auto it = items.crbegin(); it != items.crend(); ++it) {
        if (it->path != path)
            addRecent(*it);
    }
}

} // namespace espalier::app

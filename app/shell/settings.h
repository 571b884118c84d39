// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QMetaType>
#include <QtCore/QSettings>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <memory>

namespace espalier::app {

/// A project or model that was open, for the welcome page.
struct RecentItem
{
    QString path;     ///< file or run directory; "sample:" for the sample
    QString title;
    QString state;    ///< "whole", "marked", "cut"
    double top1 = -1; ///< percent; negative = never measured
    QString when;     ///< ISO 8601
    QList<int> widthsBefore, widthsNow; ///< per group, for the thumbnail
};

/// What the program remembers between starts, as one table of keys with defaults. Damaged values give the default.
/// Never remembers anything about a network itself: that is in the project folder.
class Settings
{
public:
    /// `file` empty: the user's own settings; else an INI file (tests).
    explicit Settings(const QString &file = {});

    QString language() const; ///< "" = as the system
    void setLanguage(const QString &language);
    QString themeMode() const; ///< system, light, dark, high_contrast
    void setThemeMode(const QString &mode);
    int fontScale() const;
    void setFontScale(int percent);
    QString costUnit() const; ///< macs or flops
    void setCostUnit(const QString &unit);
    int threads() const; ///< of the worker; 0 = all cores
    void setThreads(int threads);

    /// Layout of docks and window per perspective, with the version that wrote it.
    QByteArray layout(const QString &perspective, int version) const;
    void setLayout(const QString &perspective, int version, const QByteArray &state);
    QByteArray windowGeometry() const;
    void setWindowGeometry(const QByteArray &geometry);

    QString lastFolder() const;
    void setLastFolder(const QString &folder);
    QList<RecentItem> recent() const;
    void addRecent(const RecentItem &item);
    void removeRecent(const QString &path);

private:
    std::unique_ptr<QSettings> m_store;
};

} // namespace espalier::app

Q_DECLARE_METATYPE(espalier::app::RecentItem)

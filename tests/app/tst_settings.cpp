// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/settings.h"
#include "app/shell/welcome_page.h"
#include "support/qt/app_fixture.h"

#include <QtCore/QDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QListView>
#include <QtWidgets/QMenu>

using namespace espalier;
using namespace espalier::app;

namespace {

RecentItem item(const QString &path, const QString &title)
{
    RecentItem recent;
    recent.path = path;
    recent.title = title;
    recent.state = QStringLiteral("cut");
    recent.top1 = 91.5;
    recent.when = QStringLiteral("2026-01-02T03:04:05");
    recent.widthsBefore = {16, 32};
    recent.widthsNow = {8, 32};
    return recent;
}

/// Triggers an entry of the menu that is open, by its text.
bool chooseInMenu(const QString &text)
{
    auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    for (QAction *action : menu ? menu->actions() : QList<QAction *>()) {
        if (action->text() == text) {
            menu->close();
            action->trigger();
            return true;
        }
    }
    return false;
}

} // namespace

/// What is remembered between starts, and the recents of the welcome page.
class TestSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The offscreen platform says so for every window with a minimum size and every menu.
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support )")));
    }
    void everythingComesBack();
    void defaultsOfAnEmptyFile();
    void damagedValuesGiveDefaults();
    void layoutOfAnotherVersionIsIgnored();
    void recentsAreBoundedAndUnique();
    void damagedRecentsAreLeftOut();
    void welcomeShowsRecents();
    void missingProjectCanBeRemoved();
    void missingProjectCanBeLocated();
};

void TestSettings::everythingComesBack()
{
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("s.ini"));
    {
        Settings settings(file);
        settings.setLanguage(QStringLiteral("de"));
        settings.setThemeMode(QStringLiteral("dark"));
        settings.setFontScale(150);
        settings.setCostUnit(QStringLiteral("flops"));
        settings.setThreads(3);
        settings.setLayout(QStringLiteral("train"), 7, QByteArray("\0\1bytes", 7));
        settings.setWindowGeometry(QByteArray("geometry"));
        settings.setLastFolder(QStringLiteral("/a, b/ü"));
        settings.addRecent(item(QStringLiteral("/x"), QStringLiteral("X")));
    }
    const Settings settings(file);
    QCOMPARE(settings.language(), QStringLiteral("de"));
    QCOMPARE(settings.themeMode(), QStringLiteral("dark"));
    QCOMPARE(settings.fontScale(), 150);
    QCOMPARE(settings.costUnit(), QStringLiteral("flops"));
    QCOMPARE(settings.threads(), 3);
    QCOMPARE(settings.layout(QStringLiteral("train"), 7), QByteArray("\0\1bytes", 7));
    QCOMPARE(settings.windowGeometry(), QByteArray("geometry"));
    QCOMPARE(settings.lastFolder(), QStringLiteral("/a, b/ü"));
    QCOMPARE(settings.recent().size(), 1);
    const RecentItem recent = settings.recent().first();
    QCOMPARE(recent.title, QStringLiteral("X"));
    QCOMPARE(recent.top1, 91.5);
    QCOMPARE(recent.widthsNow, QList<int>({8, 32}));
}

void TestSettings::defaultsOfAnEmptyFile()
{
    QTemporaryDir folder;
    const Settings settings(folder.filePath(QStringLiteral("none.ini")));
    QVERIFY(settings.language().isEmpty());
    QCOMPARE(settings.themeMode(), QStringLiteral("system"));
    QCOMPARE(settings.fontScale(), 100);
    QCOMPARE(settings.costUnit(), QStringLiteral("macs"));
    QCOMPARE(settings.threads(), 0);
    QVERIFY(settings.recent().isEmpty());
}

void TestSettings::damagedValuesGiveDefaults()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("s.ini"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[General]\nfont_scale=wide\nthreads=-4\ntheme=plaid\ncost_unit=bananas\n[layout]\nprune=@"
               "ByteArray(\nprune_version=x\n"
               "[recent]\nsize=many\n");
    file.close();
    const Settings settings(path);
    QCOMPARE(settings.fontScale(), 100);
    QCOMPARE(settings.threads(), 0);
    QCOMPARE(settings.themeMode(), QStringLiteral("system"));
    QCOMPARE(settings.costUnit(), QStringLiteral("macs"));
    QVERIFY(settings.layout(QStringLiteral("prune"), 1).isEmpty());
    QVERIFY(settings.recent().isEmpty());
}

void TestSettings::layoutOfAnotherVersionIsIgnored()
{
    QTemporaryDir folder;
    Settings settings(folder.filePath(QStringLiteral("s.ini")));
    settings.setLayout(QStringLiteral("prune"), 2, QByteArray("newer"));
    QVERIFY(settings.layout(QStringLiteral("prune"), 1).isEmpty());
    QCOMPARE(settings.layout(QStringLiteral("prune"), 2), QByteArray("newer"));
}

void TestSettings::recentsAreBoundedAndUnique()
{
    QTemporaryDir folder;
    Settings settings(folder.filePath(QStringLiteral("s.ini")));
    for (int i = 0; i < 12; ++i)
        settings.addRecent(item(QStringLiteral("/p%1").arg(i), QString::number(i)));
    QCOMPARE(settings.recent().size(), 9);
    QCOMPARE(settings.recent().first().path, QStringLiteral("/p11"));
    settings.addRecent(item(QStringLiteral("/p5"), QStringLiteral("again")));
    QCOMPARE(settings.recent().size(), 9);
    QCOMPARE(settings.recent().first().title, QStringLiteral("again"));
    settings.removeRecent(QStringLiteral("/p11"));
    QCOMPARE(settings.recent().size(), 8);
    QCOMPARE(settings.recent().first().path, QStringLiteral("/p5")); // the order stays
}

void TestSettings::damagedRecentsAreLeftOut()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("s.ini"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[recent]\nsize=3\n1\\title=no path\n2\\path=/good\n2\\top1=high\n2\\widths_before=16,x,32\n");
    file.close();
    const QList<RecentItem> recents = Settings(path).recent();
    QCOMPARE(recents.size(), 1);
    QCOMPARE(recents.first().path, QStringLiteral("/good"));
    QCOMPARE(recents.first().top1, -1.0);
    QCOMPARE(recents.first().widthsBefore, QList<int>({16, 32}));
}

void TestSettings::welcomeShowsRecents()
{
    test::AppFixture fixture;
    WelcomePage welcome(*fixture.workbench, nullptr);
    const QListView *list = welcome.findChild<QListView *>();
    QCOMPARE(list->model()->rowCount(), 0);
    const QString there = fixture.folder.path();
    fixture.workbench->settings.addRecent(item(there, QStringLiteral("there")));
    welcome.refresh();
    QCOMPARE(list->model()->rowCount(), 1);
    QSignalSpy opened(&welcome, &WelcomePage::openRequested);
    welcome.resize(1200, 700);
    welcome.show();
    Q_EMIT welcome.findChild<QListView *>()->activated(list->model()->index(0, 0));
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened.front().front().toString(), there);
}

void TestSettings::missingProjectCanBeRemoved()
{
    test::AppFixture fixture;
    fixture.workbench->settings.addRecent(item(QStringLiteral("/is/not/there"), QStringLiteral("gone")));
    WelcomePage welcome(*fixture.workbench, nullptr);
    welcome.resize(1200, 700);
    welcome.show();
    auto *list = welcome.findChild<QListView *>();
    QSignalSpy opened(&welcome, &WelcomePage::openRequested);
    Q_EMIT list->activated(list->model()->index(0, 0));
    QCOMPARE(opened.count(), 0);
    QCOMPARE(list->model()->rowCount(), 1); // nothing happens without a choice
    QVERIFY(chooseInMenu(QStringLiteral("Remove from list")));
    QCOMPARE(list->model()->rowCount(), 0);
    QVERIFY(fixture.workbench->settings.recent().isEmpty());
}

void TestSettings::missingProjectCanBeLocated()
{
    test::AppFixture fixture;
    fixture.workbench->settings.addRecent(item(QStringLiteral("/is/not/there"), QStringLiteral("moved")));
    WelcomePage welcome(*fixture.workbench, nullptr);
    welcome.resize(1200, 700);
    welcome.show();
    auto *list = welcome.findChild<QListView *>();
    QSignalSpy opened(&welcome, &WelcomePage::openRequested);
    fixture.prompt->answers = {fixture.folder.path()};
    Q_EMIT list->activated(list->model()->index(0, 0));
    QVERIFY(chooseInMenu(QStringLiteral("Locate…")));
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened.front().front().toString(), fixture.folder.path());
    QCOMPARE(fixture.workbench->settings.recent().size(), 1);
    QCOMPARE(fixture.workbench->settings.recent().first().title, QStringLiteral("moved"));
}

QTEST_MAIN(TestSettings)
#include "tst_settings.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/palette/command_palette.h"
#include "widgets/palette/fuzzy.h"

#include <QtGui/QAction>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListView>
#include <QtWidgets/QMenu>

using namespace espalier::widgets;

class TestPalette : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
    }
    void matches_data();
    void matches();
    void better_data();
    void better();
    void positionsAreTheBest();
    void entriesComeFromMenus();
    void filterKeepsOrderWhenEmpty();
    void paletteRunsTheChosen();
    void disabledEntriesDoNotRun();
    void fieldOpensByKey();
};

void TestPalette::matches_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("fits");
    QTest::newRow("empty") << QString() << QStringLiteral("anything") << true;
    QTest::newRow("in order") << QStringLiteral("slv") << QStringLiteral("Solve for Target") << true;
    QTest::newRow("case") << QStringLiteral("SOLVE") << QStringLiteral("solve") << true;
    QTest::newRow("out of order") << QStringLiteral("vls") << QStringLiteral("Solve") << false;
    QTest::newRow("spaces") << QStringLiteral("l2 c1") << QStringLiteral("layer2.0.conv1") << true;
    QTest::newRow("too long") << QStringLiteral("solver") << QStringLiteral("solve") << false;
    QTest::newRow("twice the letter") << QStringLiteral("ll") << QStringLiteral("layer") << false;
}

void TestPalette::matches()
{
    QFETCH(QString, pattern);
    QFETCH(QString, text);
    QFETCH(bool, fits);
    QCOMPARE(fuzzyMatch(pattern, text).has_value(), fits);
}

void TestPalette::better_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("better");
    QTest::addColumn<QString>("worse");
    const auto row = [](const char *pattern, const char *better, const char *worse) {
        QTest::newRow(pattern) << QString::fromLatin1(pattern) << QString::fromLatin1(better)
                               << QString::fromLatin1(worse);
    };
    row("st", "Solve for Target", "Last"); // word starts
    row("comm", "Commit (Cut)", "Compare Medium"); // runs
    row("open", "Open", "Open Recent"); // shorter
    row("conv1", "layer2.0.conv1", "layer2.0.conv2 1");
    row("pn", "ProbeNow", "Spin");
}

void TestPalette::better()
{
    QFETCH(QString, pattern);
    QFETCH(QString, better);
    QFETCH(QString, worse);
    const auto a = fuzzyMatch(pattern, better), b = fuzzyMatch(pattern, worse);
    QVERIFY(a && b);
    QVERIFY2(a->score > b->score, qPrintable(QStringLiteral("%1 <= %2").arg(a->score).arg(b->score)));
}

void TestPalette::positionsAreTheBest()
{
    // the s of "Target…" words must not be taken from "Reset"
    QCOMPARE(fuzzyMatch(u"sol", u"Reset, Solve")->positions, (QList<int>{7, 8, 9}));
    QCOMPARE(fuzzyMatch(u"abc", u"abc")->positions, (QList<int>{0, 1, 2}));
}

void TestPalette::entriesComeFromMenus()
{
    QMenu prune(QStringLiteral("&Prune"));
    QAction *solve = prune.addAction(QStringLiteral("&Solve for Target…"));
    solve->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_G));
    prune.addSeparator();
    QAction *cut = prune.addAction(QStringLiteral("Cut && go"));
    cut->setEnabled(false);
    cut->setToolTip(QStringLiteral("Needs marked channels"));
    const QList<PaletteEntry> entries = entriesFromActions({prune.menuAction()});
    QCOMPARE(entries.size(), 2);
    QCOMPARE(entries[0].text, QStringLiteral("Solve for Target…"));
    QCOMPARE(entries[0].group, QStringLiteral("Prune"));
    QCOMPARE(entries[0].shortcut, QStringLiteral("Ctrl+G"));
    QCOMPARE(entries[1].text, QStringLiteral("Cut & go"));
    QVERIFY(!entries[1].enabled);
    QCOMPARE(entries[1].why, QStringLiteral("Needs marked channels"));
    QSignalSpy triggered(solve, &QAction::triggered);
    entries[0].run();
    QCOMPARE(triggered.size(), 1);
}

static PaletteEntry entry(const QString &text, std::function<void()> run = {})
{
    return {text, {}, {}, {}, true, {}, std::move(run)};
}

void TestPalette::filterKeepsOrderWhenEmpty()
{
    const QList<PaletteEntry> all{entry(QStringLiteral("zebra")), entry(QStringLiteral("apple"))};
    QCOMPARE(filterEntries(all, QStringLiteral(" ")).first().text, QStringLiteral("zebra"));
    QCOMPARE(filterEntries(all, QStringLiteral("ap")).size(), 1);
}

void TestPalette::paletteRunsTheChosen()
{
    ThemeService themes;
    QWidget window;
    window.resize(800, 600);
    CommandPalette palette(themes, &window);
    QString ran;
    palette.addSource([&ran] {
        QList<PaletteEntry> entries;
        for (const QString &text : {QStringLiteral("Solve"), QStringLiteral("Start"), QStringLiteral("Stop")})
            entries << entry(text, [&ran, text] { ran = text; });
        return entries;
    });
    palette.open();
    QCOMPARE(palette.list()->model()->rowCount(), 3);
    QTest::keyClicks(palette.edit(), QStringLiteral("st"));
    QCOMPARE(palette.list()->model()->rowCount(), 2);
    QTest::keyClick(palette.edit(), Qt::Key_Down);
    const QString expected = palette.list()->currentIndex().data().toString();
    QTest::keyClick(palette.edit(), Qt::Key_Return);
    QCOMPARE(ran, expected);
    QVERIFY(!palette.isVisible());
}

void TestPalette::disabledEntriesDoNotRun()
{
    ThemeService themes;
    QWidget window;
    CommandPalette palette(themes, &window);
    bool ran = false;
    palette.addSource([&ran] {
        PaletteEntry cut = entry(QStringLiteral("Cut"), [&ran] { ran = true; });
        cut.enabled = false;
        return QList<PaletteEntry>{cut};
    });
    palette.open();
    QTest::keyClick(palette.edit(), Qt::Key_Return);
    QVERIFY(!ran);
    QVERIFY(palette.isVisible());
    QTest::keyClick(palette.edit(), Qt::Key_Escape);
    QVERIFY(!palette.isVisible());
}

void TestPalette::fieldOpensByKey()
{
    ThemeService themes;
    PaletteField field(themes, QStringLiteral("Search"), QStringLiteral("Ctrl+Shift+P"));
    QSignalSpy opened(&field, &PaletteField::activated);
    QTest::keyClick(&field, Qt::Key_Return);
    QTest::mouseClick(&field, Qt::LeftButton);
    QCOMPARE(opened.size(), 2);
    QCOMPARE(field.accessibleName(), QStringLiteral("Search"));
}

QTEST_MAIN(TestPalette)
#include "tst_palette.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/stage_editor.h"
#include "app/shell/dock_host.h"
#include "support/qt/app_fixture.h"
#include "widgets/controls/channel_bars.h"
#include "widgets/tables/cell_table.h"

#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QDockWidget>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QToolBar>

using namespace espalier;
using namespace espalier::app;

namespace {

struct Program
{
    Program()
    {
        window.resize(1280, 720);
        window.show();
        opened = fixture.openWithData();
        fixture.chooseRecipe();
        window.activateWindow();
        QApplication::processEvents(); // new editors are shown
    }

    QDockWidget *dock(const char *id) { return window.docks().dock(QLatin1String(id)); }

    test::AppFixture fixture;
    MainWindow window{*fixture.workbench};
    RunController runs{*fixture.workbench, window};
    ViewController views{*fixture.workbench, window};
    bool opened = false;
};

/// Widgets that Tab visits until it comes back to the first, or to any visited before.
QList<QWidget *> tabbed(QWidget &window, QWidget &first)
{
    first.setFocus(Qt::TabFocusReason);
    QList<QWidget *> visited;
    while (!visited.contains(QApplication::focusWidget())) {
        visited.append(QApplication::focusWidget());
        QTest::keyClick(&window, Qt::Key_Tab);
    }
    return visited;
}

} // namespace

/// Docks find their place, small windows suffice, the keyboard reaches everything.
class TestLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The offscreen platform says so for every window with a minimum size.
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)")));
    }
    void tabGoesRoundInOrder();
    void trainingShowsAllItsPanels();
    void perspectivesComeBack();
    void largeFontFitsASmallScreen();
    void toolsLoseTheirTextsFirst();
};

void TestLayout::tabGoesRoundInOrder()
{
    Program program;
    QVERIFY(program.opened);
    auto *field = program.dock("layers")->findChild<QLineEdit *>();
    const QList<QWidget *> visited = tabbed(program.window, *field);
    QCOMPARE(QApplication::focusWidget(), static_cast<QWidget *>(field)); // round, not trapped
    const auto place = [&visited](QWidget *widget) { return visited.indexOf(widget); };
    const auto bars = place(program.dock("layers")->findChild<widgets::ChannelBars *>());
    const auto table = place(program.dock("layers")->findChild<widgets::CellTable *>());
    QVERIFY(bars > 0);
    QVERIFY(table > bars);
    auto *editor = program.dock("recipe")->findChild<StageEditor *>();
    const auto batch = place(editor->findChild<QLineEdit *>(QStringLiteral("batch")));
    const auto rate = place(editor->findChild<QLineEdit *>(QStringLiteral("lr")));
    QVERIFY(batch > table);
    QCOMPARE(rate, batch + 1);
}

void TestLayout::trainingShowsAllItsPanels()
{
    Program program;
    program.window.showPerspective(QStringLiteral("train"));
    for (const char *id : {"run", "curves", "penalty", "norms", "gram", "timeline"}) {
        QTRY_VERIFY2(program.dock(id)->isVisible(), id);
        QVERIFY2(program.window.rect().contains(program.dock(id)->geometry()), id); // not lost outside
    }
    QVERIFY(program.window.tabifiedDockWidgets(program.dock("gram")).contains(program.dock("recipe")));
    QVERIFY(program.window.tabifiedDockWidgets(program.dock("timeline")).contains(program.dock("log")));
}

void TestLayout::perspectivesComeBack()
{
    Program program;
    program.window.showPerspective(QStringLiteral("train"));
    program.window.showPerspective(QStringLiteral("prune"));
    QTRY_VERIFY(program.dock("layers")->isVisible());
    QVERIFY(program.dock("curves")->isHidden());
    QVERIFY(program.dock("layers")->width() > program.dock("preview")->width());
}

void TestLayout::largeFontFitsASmallScreen()
{
    Program program;
    for (const int scale : {80, 200}) {
        program.fixture.workbench->themes.setFontScale(scale);
        for (const char *perspective : {"prune", "train"}) {
            program.window.showPerspective(QLatin1String(perspective));
            QApplication::processEvents();
            QVERIFY2(program.window.minimumSizeHint().width() <= 1280, perspective);
        }
        program.window.showPerspective(QStringLiteral("prune"));
    }
}

void TestLayout::toolsLoseTheirTextsFirst()
{
    Program program;
    auto *tools = program.window.findChild<QToolBar *>(QStringLiteral("main_toolbar"));
    program.window.resize(2200, 720);
    QTRY_COMPARE(tools->toolButtonStyle(), Qt::ToolButtonTextBesideIcon);
    program.window.resize(900, 720);
    QTRY_COMPARE(tools->toolButtonStyle(), Qt::ToolButtonIconOnly);
    program.window.resize(2200, 720);
    QTRY_COMPARE(tools->toolButtonStyle(), Qt::ToolButtonTextBesideIcon);
}

QTEST_MAIN(TestLayout)
#include "tst_layout.moc"

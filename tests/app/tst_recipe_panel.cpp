// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/recipe_panel.h"
#include "app/panels/stage_editor.h"
#include "app/panels/stage_list.h"
#include "support/qt/app_fixture.h"
#include "widgets/controls/banner.h"
#include "widgets/controls/empty_state.h"
#include "widgets/forms/option_form.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

using namespace espalier;
using namespace espalier::app;

namespace {

/// A shown recipe panel over a network with data.
struct Shown
{
    explicit Shown(bool withRecipe = true)
    {
        opened = fixture.openWithData();
        if (withRecipe)
            fixture.chooseRecipe();
        panel.resize(420, 700);
        panel.show();
    }

    Project &project() { return fixture.workbench->project; }
    const recipe::Stage &stage(std::size_t index) { return project().edits().recipe.stages.at(index); }
    QList<StageEditor *> editors() { return panel.findChildren<StageEditor *>(); }
    widgets::OptionForm *form(int stage) { return editors().at(stage)->findChild<widgets::OptionForm *>(); }

    test::AppFixture fixture;
    RecipePanel panel{fixture.workbench->panelContext(), nullptr};
    bool opened = false;
};

void type(QWidget *field, const QString &text)
{
    auto *edit = qobject_cast<QLineEdit *>(field);
    edit->selectAll();
    QTest::keyClicks(edit, text);
    QTest::keyClick(edit, Qt::Key_Return);
}

/// As a user chooses: the signal `activated` follows.
void choose(QComboBox &box, const QString &id)
{
    box.setCurrentIndex(box.findData(id));
    Q_EMIT box.activated(box.currentIndex());
}

/// The menu of a list's own button, which comes behind those of the lists in it.
QMenu *addMenu(const StageList &list)
{
    QMenu *menu = list.findChildren<QMenu *>().last();
    Q_EMIT menu->aboutToShow();
    return menu;
}

QStringList entriesOf(const StageList &list)
{
    QStringList texts;
    for (const QAction *action : addMenu(list)->actions())
        texts.append(action->text());
    return texts;
}

void addStage(const StageList &list, const QString &title)
{
    for (QAction *action : addMenu(list)->actions())
        if (action->text() == title)
            return action->trigger();
    QFAIL("no such stage");
}

} // namespace

class TestRecipePanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The offscreen platform says so for every window with a minimum size.
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)")));
    }
    void emptyOffersToImport();
    void formsFollowTheSchemas();
    void editReachesTheProjectAndBack();
    void wrongValueStaysOut();
    void methodBringsItsOptions();
    void criterionCanBeChosen();
    void stageIsAddedAndRemoved();
    void repeatShowsAndEditsWhatItHolds();
    void saysWhatKeepsItFromStarting();
    void liveOptionReachesTheRun();
};

void TestRecipePanel::emptyOffersToImport()
{
    Shown shown(false);
    QVERIFY(shown.opened);
    QVERIFY(shown.editors().isEmpty());
    QSignalSpy imports(&shown.fixture.workbench->actions[ActionId::ImportRecipe], &QAction::triggered);
    shown.fixture.workbench->actions.setMet(Need::Model);
    for (const widgets::EmptyState *empty : shown.panel.findChildren<widgets::EmptyState *>()) {
        if (empty->isVisible())
            QTest::mouseClick(empty->findChild<QPushButton *>(), Qt::LeftButton);
    }
    QCOMPARE(imports.count(), 1);
}

void TestRecipePanel::formsFollowTheSchemas()
{
    Shown shown;
    const recipe::Vocabulary &vocabulary = shown.fixture.workbench->bridge.vocabulary();
    QCOMPARE(shown.editors().size(), 3);
    for (int i = 0; i < 3; ++i) {
        const recipe::Stage &stage = shown.stage(static_cast<std::size_t>(i));
        for (const recipe::OptionSchema &option : vocabulary.stage(stage.kind)->options) {
            const QWidget *editor = shown.form(i)->editor(QString::fromStdString(option.name));
            QVERIFY2(editor, option.name.c_str());
            QCOMPARE(editor->accessibleName(), QString::fromStdString(option.title));
        }
    }
    for (const recipe::OptionSchema &option : vocabulary.method("greg1")->options)
        QVERIFY(shown.form(0)->editor(QStringLiteral("options.") + QString::fromStdString(option.name)));
}

void TestRecipePanel::editReachesTheProjectAndBack()
{
    Shown shown;
    const int steps = shown.project().undoStack().count();
    type(shown.form(0)->editor(QStringLiteral("batch")), QStringLiteral("64"));
    QCOMPARE(std::get<std::int64_t>(shown.stage(0).options.at("batch")), 64);
    QCOMPARE(shown.project().undoStack().count(), steps + 1);
    type(shown.form(0)->editor(QStringLiteral("options.reg_upper_limit")), QStringLiteral("0.5"));
    QCOMPARE(std::get<double>(shown.stage(0).methodOptions.at("reg_upper_limit")), 0.5);
    shown.project().undoStack().undo();
    shown.project().undoStack().undo();
    QCOMPARE(std::get<std::int64_t>(shown.stage(0).options.at("batch")), 128);
    QCOMPARE(shown.form(0)->value(QStringLiteral("batch")).toInt(), 128);
    QCOMPARE(shown.form(0)->value(QStringLiteral("options.reg_upper_limit")).toDouble(), 1.0);
}

void TestRecipePanel::wrongValueStaysOut()
{
    Shown shown;
    const int steps = shown.project().undoStack().count();
    type(shown.form(0)->editor(QStringLiteral("batch")), QStringLiteral("0"));
    QCOMPARE(shown.form(0)->error(QStringLiteral("batch")), QStringLiteral("0 is below 1"));
    QCOMPARE(std::get<std::int64_t>(shown.stage(0).options.at("batch")), 128);
    QCOMPARE(shown.project().undoStack().count(), steps);
}

void TestRecipePanel::methodBringsItsOptions()
{
    Shown shown;
    auto *methods = shown.editors().at(0)->findChild<QComboBox *>(QString(), Qt::FindChildrenRecursively);
    QCOMPARE(methods->accessibleName(), QStringLiteral("Method"));
    QCOMPARE(methods->currentData().toString(), QStringLiteral("greg1"));
    choose(*methods, QStringLiteral("l1"));
    QCOMPARE(shown.stage(0).method, std::string("l1"));
    QVERIFY(shown.stage(0).methodOptions.empty());
    QVERIFY(!shown.form(0)->editor(QStringLiteral("options.reg_upper_limit")));
    shown.project().undoStack().undo();
    QCOMPARE(methods->currentData().toString(), QStringLiteral("greg1"));
    QVERIFY(shown.form(0)->editor(QStringLiteral("options.reg_upper_limit")));
}

void TestRecipePanel::criterionCanBeChosen()
{
    Shown shown;
    recipe::Recipe recipe = shown.project().edits().recipe;
    recipe::Stage select;
    select.kind = "select";
    recipe.stages = {select};
    shown.project().setRecipeSettings(recipe, QStringLiteral("select"));
    auto *criteria = shown.editors().at(0)->findChild<QComboBox *>();
    QCOMPARE(criteria->accessibleName(), QStringLiteral("Criterion"));
    choose(*criteria, QStringLiteral("l1"));
    QCOMPARE(shown.stage(0).criterion, std::string("l1"));
    QVERIFY(shown.stage(0).method.empty());
}

void TestRecipePanel::stageIsAddedAndRemoved()
{
    Shown shown;
    for (QToolButton *tool : shown.editors().at(1)->findChildren<QToolButton *>()) {
        if (tool->toolTip() == QLatin1String("Remove this stage"))
            tool->click();
    }
    QTRY_COMPARE(shown.project().edits().recipe.stages.size(), std::size_t{2});
    QCOMPARE(shown.stage(1).kind, std::string("finetune"));
    QTRY_COMPARE(shown.editors().size(), 2);
    shown.project().undoStack().undo();
    QCOMPARE(shown.stage(1).kind, std::string("cut"));
    QTRY_COMPARE(shown.editors().size(), 3);
}

void TestRecipePanel::repeatShowsAndEditsWhatItHolds()
{
    Shown shown;
    addStage(*shown.panel.findChildren<StageList *>().at(0), QStringLiteral("Repeat"));
    QCOMPARE(shown.stage(3).kind, std::string("repeat"));
    QCOMPARE(shown.stage(3).stages.size(), std::size_t{2}); // what it holds unless told otherwise
    QCOMPARE(shown.editors().size(), 6);
    auto *held = shown.editors().at(3)->findChild<StageList *>();
    QVERIFY(held);
    QTRY_VERIFY(held->isVisible());
    const auto addable = entriesOf(*held);
    QVERIFY(addable.contains(QStringLiteral("Fine-tune")));
    QVERIFY(!addable.contains(QStringLiteral("Repeat"))); // not in itself
    addStage(*held, QStringLiteral("Fine-tune"));
    QCOMPARE(shown.stage(3).stages.size(), std::size_t{3});
    const QList<StageEditor *> inside = held->findChildren<StageEditor *>();
    QCOMPARE(inside.size(), 3);
    QCOMPARE(inside.last()->findChild<QToolButton *>()->text(), QStringLiteral("4.3  Fine-tune"));

    type(inside.last()->findChild<widgets::OptionForm *>()->editor(QStringLiteral("epochs")), QStringLiteral("7"));
    QCOMPARE(std::get<std::int64_t>(shown.stage(3).stages.at(2).options.at("epochs")), 7);
    type(shown.form(3)->editor(QStringLiteral("times")), QStringLiteral("5"));
    QCOMPARE(std::get<std::int64_t>(shown.stage(3).options.at("times")), 5);
    for (QToolButton *tool : inside.first()->findChildren<QToolButton *>()) {
        if (tool->toolTip() == QLatin1String("Remove this stage"))
            tool->click();
    }
    QTRY_COMPARE(shown.stage(3).stages.size(), std::size_t{2});
    QCOMPARE(shown.stage(3).stages.front().kind, std::string("cut"));
    while (shown.project().undoStack().canUndo() && shown.project().edits().recipe.stages.size() > 3)
        shown.project().undoStack().undo();
    QTRY_COMPARE(shown.editors().size(), 3);
}

void TestRecipePanel::saysWhatKeepsItFromStarting()
{
    Shown shown;
    const auto *banners = shown.panel.findChild<widgets::BannerStack *>();
    QCOMPARE(banners->count(), 0);
    shown.project().setRatios(std::vector<double>(shown.project().edits().ratios.size(), 0.0),
                              QStringLiteral("none"));
    QCOMPARE(banners->count(), 1);
    const QString text = shown.panel.findChildren<widgets::Banner *>().last()->text().cause;
    QVERIFY2(text.contains(QLatin1String("No channel is marked")), qPrintable(text));
    QVERIFY(text.contains(QLatin1String("Layers panel"))); // the remedy
    shown.project().undoStack().undo();
    QCOMPARE(banners->count(), 0);
}

void TestRecipePanel::liveOptionReachesTheRun()
{
    test::FakeScript script;
    script.stepsPerSecond = 200.0;
    test::AppFixture fixture(script);
    QVERIFY(fixture.openWithData());
    fixture.chooseRecipe();
    RecipePanel panel(fixture.workbench->panelContext(), nullptr);
    SessionBridge &bridge = fixture.workbench->bridge;
    bridge.post(session::RunRecipe{fixture.workbench->project.runnableRecipe(), {}, false});
    QTRY_VERIFY(bridge.snapshot()->progress && bridge.snapshot()->progress->step > 2);
    auto *form = panel.findChildren<StageEditor *>().at(0)->findChild<widgets::OptionForm *>();
    type(form->editor(QStringLiteral("lr")), QStringLiteral("0.002"));
    QTRY_VERIFY(!fixture.workbench->history.markers().empty());
    QCOMPARE(fixture.workbench->history.markers().front().text, std::string("lr = 0.002"));
    bridge.stop();
    QVERIFY(fixture.waitIdle());
}

QTEST_MAIN(TestRecipePanel)
#include "tst_recipe_panel.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/bind_data_dialog.h"
#include "app/shell/export_dialog.h"
#include "app/shell/mask_dialog.h"
#include "support/qt/app_fixture.h"

#include <QtCore/QFileInfo>
#include <QtTest/QTest>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QDoubleSpinBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

using namespace espalier;
using namespace espalier::app;
using widgets::Dialog;

namespace {

QString shownText(const QWidget &dialog)
{
    QStringList texts;
    for (const QLabel *label : dialog.findChildren<QLabel *>())
        texts.append(label->text());
    return texts.join(u'\n');
}

void choose(QComboBox *box, const QString &id)
{
    box->setCurrentIndex(box->findData(id));
}

} // namespace

/// The dialogs of data and export.
class TestDialogs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The offscreen platform says so for every window with a minimum size.
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)")));
    }
    void dataNeedsAFolder();
    void dataComesBackAsItWasGiven();
    void sampleNeedsNothing();
    void exportNamesTheFile();
    void exportVerifies();
    void exportSaysThatNothingIsCut();
    void failedExportSaysWhy();
    void maskSaysWhatItIsAndDoes();
};

void TestDialogs::dataNeedsAFolder()
{
    test::AppFixture fixture;
    BindDataDialog dialog(*fixture.workbench, nullptr);
    choose(dialog.findChildren<QComboBox *>().at(0), QStringLiteral("folder:"));
    QVERIFY(!dialog.button(Dialog::Place::Primary)->isEnabled());
    QVERIFY(!dialog.button(Dialog::Place::Primary)->toolTip().isEmpty());
    fixture.prompt->answers = {fixture.folder.path()};
    for (QPushButton *button : dialog.findChildren<QPushButton *>()) {
        if (button->text() == QStringLiteral("Browse…"))
            button->click();
    }
    QVERIFY(dialog.button(Dialog::Place::Primary)->isEnabled());
    QCOMPARE(dialog.data().source, "folder:" + fixture.folder.path().toStdString());
}

void TestDialogs::dataComesBackAsItWasGiven()
{
    test::AppFixture fixture;
    QVERIFY(fixture.openWithData());
    recipe::Recipe recipe = fixture.workbench->project.edits().recipe;
    recipe.data = {"cifar10:/some/where", "cifar10", 500, 0.2};
    fixture.workbench->project.setRecipeSettings(recipe, QStringLiteral("data"));
    const BindDataDialog dialog(*fixture.workbench, nullptr);
    const recipe::DataSpec data = dialog.data();
    QCOMPARE(data.source, recipe.data.source);
    QCOMPARE(data.preset, recipe.data.preset);
    QCOMPARE(data.subset, recipe.data.subset);
    QCOMPARE(data.tuningShare, recipe.data.tuningShare);
}

void TestDialogs::sampleNeedsNothing()
{
    test::AppFixture fixture;
    BindDataDialog dialog(*fixture.workbench, nullptr);
    choose(dialog.findChildren<QComboBox *>().at(0), QStringLiteral("sample:"));
    QVERIFY(dialog.button(Dialog::Place::Primary)->isEnabled());
    QVERIFY(!dialog.findChild<QLineEdit *>()->isEnabled());
    QCOMPARE(dialog.data().source, std::string("sample:"));
    QCOMPARE(dialog.data().preset, std::string("sample"));
}

void TestDialogs::exportNamesTheFile()
{
    test::AppFixture fixture;
    QVERIFY(fixture.openWithData());
    ExportDialog dialog(*fixture.workbench, nullptr);
    auto *format = dialog.findChild<QComboBox *>();
    auto *file = dialog.findChild<QLineEdit *>();
    QVERIFY(file->text().endsWith(QLatin1String("/exports/pruned.py")));
    choose(format, QStringLiteral("safetensors"));
    QVERIFY(file->text().endsWith(QLatin1String("/exports/pruned.safetensors")));
    file->setText(fixture.folder.filePath(QStringLiteral("mine.safetensors")));
    choose(format, QStringLiteral("torch_save"));
    QCOMPARE(file->text(), fixture.folder.filePath(QStringLiteral("mine.pth"))); // the name is kept
}

void TestDialogs::exportVerifies()
{
    test::AppFixture fixture;
    QVERIFY(fixture.openWithData());
    ExportDialog dialog(*fixture.workbench, nullptr);
    const QString file = fixture.folder.filePath(QStringLiteral("out.py"));
    dialog.findChild<QLineEdit *>()->setText(file);
    dialog.button(Dialog::Place::Primary)->click();
    QVERIFY(!dialog.button(Dialog::Place::Primary)->isEnabled()); // not twice
    QVERIFY(fixture.waitIdle());
    QVERIFY(QFileInfo::exists(file));
    QTRY_VERIFY(shownText(dialog).contains(QLatin1String("Wrote out.py")));
    QVERIFY(shownText(dialog).contains(QLatin1String("Verified")));
    QVERIFY(dialog.button(Dialog::Place::Primary)->isEnabled());
    dialog.findChild<QCheckBox *>()->setChecked(false);
    dialog.button(Dialog::Place::Primary)->click();
    QVERIFY(fixture.waitIdle());
    QTRY_VERIFY(shownText(dialog).contains(QLatin1String("Not verified.")));
}

void TestDialogs::exportSaysThatNothingIsCut()
{
    test::AppFixture fixture;
    QVERIFY(fixture.openWithData());
    QVERIFY(shownText(ExportDialog(*fixture.workbench, nullptr))
                .contains(QLatin1String("Nothing has been cut yet")));
    fixture.chooseRecipe();
    const graph::PlanResult &plan = *fixture.workbench->project.plan();
    fixture.workbench->bridge.post(session::CommitPlan{plan.plan, plan.ledger, {}});
    QVERIFY(fixture.waitIdle());
    QVERIFY(!shownText(ExportDialog(*fixture.workbench, nullptr))
                 .contains(QLatin1String("Nothing has been cut yet")));
}

void TestDialogs::failedExportSaysWhy()
{
    test::FakeScript script;
    script.failures["export_model"] = {base::ProblemCode::NoSpace, "The disk is full.", "out.py",
                                       "Free 3 MB."};
    test::AppFixture fixture(script);
    QVERIFY(fixture.openWithData());
    ExportDialog dialog(*fixture.workbench, nullptr);
    dialog.button(Dialog::Place::Primary)->click();
    QVERIFY(fixture.waitIdle());
    QTRY_VERIFY(shownText(dialog).contains(QLatin1String("out.py: The disk is full. Free 3 MB.")));
    QVERIFY(dialog.button(Dialog::Place::Primary)->isEnabled()); // another try
}

void TestDialogs::maskSaysWhatItIsAndDoes()
{
    test::FakeScript script;
    script.weightsChosen = 12345;
    test::AppFixture fixture(script);
    QVERIFY(fixture.openWithData());
    SessionBridge &bridge = fixture.workbench->bridge;
    QCOMPARE(bridge.snapshot()->model->weightsChosen, 12345);
    MaskDialog dialog(*fixture.workbench, nullptr);
    QPushButton *mask = dialog.button(Dialog::Place::Primary);
    QVERIFY(mask->text().startsWith(QLatin1String("Mask 12")));
    QVERIFY(shownText(dialog).contains(QLatin1String("no faster")));
    mask->click();
    QVERIFY(fixture.waitIdle());
    QCOMPARE(bridge.snapshot()->model->weightsMasked, 12345);
    QCOMPARE(bridge.snapshot()->model->weightsChosen, 0);
    QVERIFY2(shownText(dialog).contains(QLatin1String("Before 92.1 %, masked 90.6 %")), qPrintable(shownText(dialog)));
    QVERIFY(mask->isHidden());
}

QTEST_MAIN(TestDialogs)
#include "tst_dialogs.moc"

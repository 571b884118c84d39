// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/bind_data_dialog.h"
#include "app/shell/export_dialog.h"
#include "app/shell/file_filters.h"
#include "app/shell/mask_dialog.h"
#include "app/shell/open_weights_dialog.h"
#include "support/qt/app_fixture.h"

#include <QtCore/QFileInfo>
#include <QtTest/QTest>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QDoubleSpinBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>

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
    void exportOffersWhatCanBeWritten();
    void exportVerifies();
    void exportSaysThatNothingIsCut();
    void failedExportSaysWhy();
    void maskSaysWhatItIsAndDoes();
    void filtersNameWhatIsRead();
    void weightsGoIntoWhatIsOpen();
    void weightsNameABuiltInNetwork();
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

void TestDialogs::exportOffersWhatCanBeWritten()
{
    test::AppFixture fixture;
    QVERIFY(fixture.openWithData());
    const ExportDialog dialog(*fixture.workbench, nullptr);
    const auto *format = dialog.findChild<QComboBox *>();
    const auto &formats = fixture.workbench->bridge.vocabulary().formats;
    for (const recipe::FileFormatSchema &each : formats)
        QCOMPARE(format->findData(QString::fromStdString(each.id)) >= 0, each.writes);
    QVERIFY(format->findData(QStringLiteral("torchscript")) < format->findData(QStringLiteral("safetensors")));
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

void TestDialogs::filtersNameWhatIsRead()
{
    test::AppFixture fixture;
    const recipe::Vocabulary &vocabulary = fixture.workbench->bridge.vocabulary();
    QVERIFY(networkFilter(vocabulary).startsWith(QLatin1String("Networks and weights (*.pt2 *.safetensors *.pth")));
    QVERIFY(networkFilter(vocabulary).contains(QLatin1String("*.espalier")));
    QVERIFY(!networkFilter(vocabulary).contains(QLatin1String("*.py "))); // written only
    for (const char *file : {"/a/net.pth", "/a/net.safetensors"})
        QVERIFY2(holdsWeightsOnly(vocabulary, QLatin1String(file)), file);
    for (const char *file : {"/a/net.pt2", "/a/net.pt", "/a/shopping-list", "/a/net.py"})
        QVERIFY2(!holdsWeightsOnly(vocabulary, QLatin1String(file)), file);
}

void TestDialogs::weightsGoIntoWhatIsOpen()
{
    test::AppFixture fixture;
    fixture.workbench->bridge.post(session::OpenModel{{"/nets/mine.pt2", "", 0}, {}});
    QVERIFY(fixture.waitIdle());
    OpenWeightsDialog dialog(*fixture.workbench, QStringLiteral("/nets/lenet5.pth"), nullptr);
    QCOMPARE(dialog.model().source, std::string("/nets/mine.pt2"));
    QCOMPARE(dialog.model().weights, std::string("/nets/lenet5.pth"));
    QVERIFY(!dialog.findChild<QSpinBox *>()->isEnabled()); // it has its own classes
    choose(dialog.findChild<QComboBox *>(), QStringLiteral("zoo:lenet5"));
    QVERIFY(dialog.findChild<QSpinBox *>()->isEnabled());
    QCOMPARE(dialog.model().source, std::string("zoo:lenet5"));
}

void TestDialogs::weightsNameABuiltInNetwork()
{
    test::AppFixture fixture;
    QVERIFY(fixture.openWithData()); // of the zoo: no file to put weights into
    const OpenWeightsDialog dialog(*fixture.workbench, QStringLiteral("/nets/resnet20-12fca82f.th"), nullptr);
    QCOMPARE(dialog.model().source, std::string("zoo:cifar_resnet20"));
    const OpenWeightsDialog other(*fixture.workbench, QStringLiteral("/nets/lenet5.pth"), nullptr);
    QCOMPARE(other.model().source, std::string("zoo:lenet5"));
}

QTEST_MAIN(TestDialogs)
#include "tst_dialogs.moc"

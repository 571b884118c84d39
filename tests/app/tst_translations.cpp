// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/engine_texts.h"
#include "app/shell/bind_data_dialog.h"
#include "app/shell/commit_dialog.h"
#include "app/shell/export_dialog.h"
#include "app/shell/preferences_dialog.h"
#include "app/shell/target_dialog.h"
#include "app/shell/translations.h"
#include "support/qt/app_fixture.h"
#include "widgets/forms/option_field.h"

#include <QtCore/QLibraryInfo>
#include <QtCore/QProcess>
#include <QtCore/QTranslator>
#include <QtCore/QXmlStreamReader>
#include <QtTest/QTest>
#include <QtWidgets/QMenu>
#include <QtWidgets/QMenuBar>
#include <QtWidgets/QPushButton>

using namespace espalier;
using namespace espalier::app;

namespace {

struct Message
{
    QString context, source;
    QStringList forms; ///< one, or one per plural form
    bool finished = true;

    QString key() const { return context + u'|' + source; }
};

Message readMessage(QXmlStreamReader &xml, const QString &context)
{
    Message message;
    message.context = context;
    while (xml.readNextStartElement()) {
        if (xml.name() == QLatin1String("source")) {
            message.source = xml.readElementText();
        } else if (xml.name() == QLatin1String("translation")) {
            message.finished = !xml.attributes().hasAttribute(QStringLiteral("type"));
            QString text;
            while (!xml.atEnd() && xml.readNext() != QXmlStreamReader::EndElement) {
                if (xml.isStartElement()) // a numerusform
                    message.forms.append(xml.readElementText());
                else
                    text += xml.text();
            }
            if (message.forms.isEmpty())
                message.forms.append(text);
        } else {
            xml.skipCurrentElement();
        }
    }
    return message;
}

QList<Message> readMessages(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QXmlStreamReader xml(&file);
    QList<Message> messages;
    QString context;
    while (!xml.atEnd()) {
        xml.readNext();
        if (xml.isStartElement() && xml.name() == QLatin1String("name"))
            context = xml.readElementText();
        else if (xml.isStartElement() && xml.name() == QLatin1String("message"))
            messages.append(readMessage(xml, context));
    }
    return messages;
}

QString translationFile(const QString &language)
{
    return QStringLiteral(ESPALIER_SOURCE_DIR "/translations/espalier_%1.ts").arg(language);
}

/// What a translation has to keep: placeholders, tags, one mnemonic, the ellipsis, outer blanks.
QStringList fixedParts(const QString &text)
{
    static const QRegularExpression part(QStringLiteral("%L?[1-9n]|&(?=\\w)|</?[a-z]+>|…$|^ +| +$"),
                                         QRegularExpression::UseUnicodePropertiesOption);
    QStringList parts;
    for (auto match = part.globalMatch(text); match.hasNext();)
        parts.append(match.next().captured());
    parts.sort();
    return parts;
}

/// Hears every text that is asked for, and leaves the answer to the others.
class Listener : public QTranslator
{
public:
    bool isEmpty() const override { return false; }
    QString translate(const char *context, const char *source, const char *, int) const override
    {
        const QString name = QString::fromUtf8(context);
        if (name.startsWith(QLatin1String("espalier::")) || own.contains(name))
            asked.insert(name + u'|' + QString::fromUtf8(source));
        return {};
    }

    QSet<QString> own;
    mutable QSet<QString> asked;
};

/// Texts of the menu's entries, and of its submenus', whose mnemonics stand twice.
QStringList doubledMnemonics(const QList<QAction *> &actions)
{
    QStringList doubled;
    QSet<QChar> taken;
    for (const QAction *action : actions) {
        const qsizetype at = action->text().indexOf(u'&');
        if (at >= 0 && taken.contains(action->text().at(at + 1).toLower()))
            doubled.append(action->text());
        else if (at >= 0)
            taken.insert(action->text().at(at + 1).toLower());
        if (action->menu())
            doubled += doubledMnemonics(action->menu()->actions());
    }
    return doubled;
}

} // namespace

/// The German texts are complete, keep what they must, and are found at run time.
class TestTranslations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void filesAreFinished_data();
    void filesAreFinished();
    void filesHoldEveryText_data();
    void filesHoldEveryText();
    void knownTextsAreGerman();
    void pluralsCount();
    void everyTextAskedForIsKnown();
    void mnemonicsAreUnique();

private:
    Listener m_listener;
};

void TestTranslations::initTestCase()
{
    installTranslations(*QCoreApplication::instance(), QStringLiteral("de"));
}

void TestTranslations::init()
{
    QTest::failOnWarning(
        QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)")));
}

void TestTranslations::filesAreFinished_data()
{
    QTest::addColumn<QString>("language");
    QTest::newRow("de") << QStringLiteral("de");
    QTest::newRow("en") << QStringLiteral("en");
}

void TestTranslations::filesAreFinished()
{
    QFETCH(QString, language);
    const QList<Message> messages = readMessages(translationFile(language));
    QVERIFY(messages.size() > 10);
    for (const Message &message : messages) {
        QVERIFY2(message.finished, qPrintable(message.key()));
        for (const QString &form : message.forms) {
            QVERIFY2(!form.isEmpty(), qPrintable(message.key()));
            QVERIFY2(fixedParts(form) == fixedParts(message.source), qPrintable(message.key() + u'|' + form));
        }
    }
}

void TestTranslations::filesHoldEveryText_data()
{
    filesAreFinished_data();
}

// Fails if a text was added or changed: build the target update_translations, and translate what is
// unfinished.
void TestTranslations::filesHoldEveryText()
{
    QFETCH(QString, language);
    const QString lupdate = QLibraryInfo::path(QLibraryInfo::BinariesPath) + QStringLiteral("/lupdate");
    if (!QFile::exists(lupdate))
        QSKIP("Qt's lupdate is not installed");
    QTemporaryDir folder;
    const QString copy = folder.filePath(QStringLiteral("espalier_%1.ts").arg(language));
    QVERIFY(QFile::copy(translationFile(language), copy));
    const QString root = QStringLiteral(ESPALIER_SOURCE_DIR);
    QStringList arguments{QStringLiteral("-silent"),
                          QStringLiteral("-no-obsolete"),
                          QStringLiteral("-extensions"),
                          QStringLiteral("cpp,h"),
                          QStringLiteral("-tr-function-alias"),
                          QStringLiteral("QT_TRANSLATE_NOOP+=ESP_TR"),
                          QStringLiteral("-I"),
                          root,
                          QStringLiteral("-I"),
                          root + QStringLiteral("/core")};
    for (const char *room : {"/core", "/widgets", "/app"})
        arguments.append(root + QLatin1String(room));
    if (language == QLatin1String("en"))
        arguments.append(QStringLiteral("-pluralonly"));
    QCOMPARE(QProcess::execute(lupdate, arguments + QStringList{QStringLiteral("-ts"), copy}), 0);
    QStringList unfinished;
    for (const Message &message : readMessages(copy)) {
        if (!message.finished)
            unfinished.append(message.key());
    }
    QVERIFY2(unfinished.isEmpty(), qPrintable(unfinished.join(u'\n')));
}

void TestTranslations::knownTextsAreGerman()
{
    test::AppFixture fixture;
    MainWindow window(*fixture.workbench);
    const Actions &actions = fixture.workbench->actions;
    QCOMPARE(actions[ActionId::BindData].text(), QStringLiteral("&Daten wählen…"));
    QCOMPARE(window.menuBar()->actions().first()->text(), QStringLiteral("&Datei"));
    QVERIFY(actions[ActionId::Commit].toolTip().endsWith(
        QStringLiteral("Braucht ein Modell: Datei > Modell öffnen.")));
    QCOMPARE(widgets::stateWord(widgets::ChannelState::Marked), QStringLiteral("Markiert"));
    QCOMPARE(widgets::stateWord(widgets::ChannelState::Cut), QStringLiteral("Geschnitten"));
    widgets::OptionField number;
    number.type = widgets::OptionField::Type::Real;
    QCOMPARE(widgets::parseOption(number, QStringLiteral("x")).error, QStringLiteral("„x“ ist keine Zahl"));
    QCOMPARE(translated("locked; cap of 90 %"), QStringLiteral("gesperrt; cap of 90 %"));
    QCOMPARE(groupTitle("blocks of layer1.0.conv2"), QStringLiteral("Blöcke von layer1.0.conv2"));
    QCOMPARE(groupTitle("layer1.0.conv2"), QStringLiteral("layer1.0.conv2"));
    QCOMPARE(layerOfGroup("blocks of layer1.0.conv2"), QStringLiteral("layer1.0.conv2"));
    QCOMPARE(translated("a softmax runs over its channels, in layer3.0"),
             QStringLiteral("ein Softmax läuft über die Kanäle, in layer3.0"));
    QCOMPARE(LayersModel::tr("Ratio, % of original"), QStringLiteral("Anteil, % des Originals"));
}

void TestTranslations::pluralsCount()
{
    QCOMPARE(CommitDialog::tr("Cut %n group(s)", nullptr, 1), QStringLiteral("1 Gruppe schneiden"));
    QCOMPARE(CommitDialog::tr("Cut %n group(s)", nullptr, 2), QStringLiteral("2 Gruppen schneiden"));
    QTranslator english;
    QVERIFY(english.load(QStringLiteral(":/i18n/espalier_en.qm")));
    QCOMPARE(english.translate("espalier::app::CommitDialog", "Cut %n group(s)", nullptr, 1),
             QStringLiteral("Cut %n group"));
    QCOMPARE(english.translate("espalier::app::CommitDialog", "Cut %n group(s)", nullptr, 0),
             QStringLiteral("Cut %n groups"));
}

// A context that differs from the one in the file shows here: the whole program runs, every dialog is made.
void TestTranslations::everyTextAskedForIsKnown()
{
    QSet<QString> known;
    for (const Message &message : readMessages(translationFile(QStringLiteral("de")))) {
        known.insert(message.key());
        m_listener.own.insert(message.context);
    }
    m_listener.own.remove(QStringLiteral("Engine")); // takes names and numbers as well
    QCoreApplication::installTranslator(&m_listener);
    {
        test::AppFixture fixture;
        Workbench &workbench = *fixture.workbench;
        MainWindow window(workbench);
        FileController files(workbench, window);
        RunController runs(workbench, window);
        ViewController views(workbench, window);
        window.show();
        QVERIFY(fixture.openWithData());
        fixture.chooseRecipe();
        workbench.actions[ActionId::ToggleLock].trigger();
        BindDataDialog data(workbench, &window);
        TargetDialog target(workbench, &window);
        ExportDialog exports(workbench, &window);
        PreferencesDialog preferences(workbench, &window);
        CommitDialog commit(workbench, &window);
        workbench.actions[ActionId::StartRun].trigger();
        QVERIFY(fixture.waitIdle());
    }
    QCoreApplication::removeTranslator(&m_listener);
    QVERIFY(m_listener.asked.size() > 200);
    const QStringList unknown = (m_listener.asked - known).values();
    QVERIFY2(unknown.isEmpty(), qPrintable(unknown.join(u'\n')));
}

void TestTranslations::mnemonicsAreUnique()
{
    test::AppFixture fixture;
    MainWindow window(*fixture.workbench);
    const QStringList doubled = doubledMnemonics(window.menuBar()->actions());
    QVERIFY2(doubled.isEmpty(), qPrintable(doubled.join(u'\n')));
}

QTEST_MAIN(TestTranslations)
#include "tst_translations.moc"

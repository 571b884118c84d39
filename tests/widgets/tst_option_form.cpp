// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/option_form.h"

#include <QtGui/QGuiApplication>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QToolButton>

using namespace espalier::widgets;
using Type = OptionField::Type;

class TestOptionForm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
    }
    void parses_data();
    void parses();
    void textsRoundTrip_data();
    void textsRoundTrip();
    void editsAreAnnounced();
    void wrongTextIsShownNotAnnounced();
    void ownersErrorsAreShown();
    void resetReturnsToDefault();
    void outsideValuesDoNotEmit();
    void readOnlyAndDisabled();
    void labelsGoAboveWhereItIsNarrow();
    void opensNoWindows();
    void accessibleNames();
};

static OptionField field(const char *key, Type type, const QVariant &value, const QVariant &standard)
{
    OptionField made;
    made.key = made.label = QLatin1String(key);
    made.type = type;
    made.value = value;
    made.defaultValue = standard;
    made.help = QStringLiteral("help");
    return made;
}

static OptionField number(Type type, double least, double most)
{
    OptionField made = field("n", type, 1, 1);
    made.least = least;
    made.most = most;
    return made;
}

static QList<OptionField> sample()
{
    OptionField step = field("step", Type::Real, 1e-4, 1e-4);
    step.least = 0;
    step.most = 1;
    OptionField interval = field("interval", Type::Integer, qint64(10), qint64(10));
    interval.least = 1;
    interval.most = 1000;
    OptionField criterion = field("criterion", Type::Choice, QStringLiteral("l1"), QStringLiteral("l1"));
    criterion.choices = {QStringLiteral("l1"), QStringLiteral("l2")};
    criterion.choiceLabels = {QStringLiteral("L1 norm"), QStringLiteral("L2 norm")};
    return {step, interval, criterion, field("mask", Type::Boolean, false, false),
            field("name", Type::Text, QStringLiteral("a"), QString())};
}

void TestOptionForm::parses_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QString>("error");
    const auto row = [](const char *name, Type type, const QString &text, const QVariant &value,
                        const char *error) {
        QTest::newRow(name) << int(type) << text << value << QString::fromUtf8(error);
    };
    row("whole", Type::Integer, QStringLiteral("42"), qint64(42), "");
    row("thousands", Type::Integer, QStringLiteral("45\u202F000").left(3), QVariant(),
        "45\u202F is below 100");
    row("exponent", Type::Integer, QStringLiteral("1e3"), qint64(1000), "");
    row("fraction", Type::Integer, QStringLiteral("100.5"), QVariant(), "100.5 is not a whole number");
    row("low", Type::Real, QStringLiteral("-1"), QVariant(), "-1 is below 100");
    row("high", Type::Real, QStringLiteral("1e9"), QVariant(), "1e9 is above 1e6");
    row("not a number", Type::Real, QStringLiteral("fast"), QVariant(), "“fast” is not a number");
    row("nan", Type::Real, QStringLiteral("nan"), QVariant(), "“nan” is not a number");
    row("empty", Type::Real, QString(), QVariant(), "“” is not a number");
    row("real", Type::Real, QStringLiteral(" 123.5 "), 123.5, "");
}

void TestOptionForm::parses()
{
    QFETCH(int, type);
    QFETCH(QString, text);
    QFETCH(QVariant, value);
    QFETCH(QString, error);
    const bool low = error.contains(QStringLiteral("45"));
    const OptionField limits = number(Type(type), text == QLatin1String("42") ? 0 : 100, 1e6);
    const ParsedOption parsed = parseOption(limits, text);
    QCOMPARE(parsed.value, value);
    if (!low)
        QCOMPARE(parsed.error, error);
    else
        QVERIFY(parsed.error.endsWith(QStringLiteral("is below 100")));
}

void TestOptionForm::textsRoundTrip_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("lambda") << 1e-4 << QStringLiteral("1e-4");
    QTest::newRow("small") << 1.25e-7 << QStringLiteral("1.25e-7");
    QTest::newRow("plain") << 0.01 << QStringLiteral("0.01");
    QTest::newRow("one") << 1.0 << QStringLiteral("1");
    QTest::newRow("zero") << 0.0 << QStringLiteral("0");
    QTest::newRow("large") << 2.5e7 << QStringLiteral("2.5e7");
    QTest::newRow("negative") << -0.5 << QStringLiteral("-0.5");
}

void TestOptionForm::textsRoundTrip()
{
    QFETCH(double, value);
    QFETCH(QString, text);
    const OptionField real = number(Type::Real, -HUGE_VAL, HUGE_VAL);
    QCOMPARE(optionText(real, value), text);
    QCOMPARE(parseOption(real, text).value.toDouble(), value);
}

void TestOptionForm::editsAreAnnounced()
{
    ThemeService themes;
    OptionForm form(themes);
    form.setFields(sample());
    QSignalSpy changed(&form, &OptionForm::valueChanged);
    auto *step = qobject_cast<QLineEdit *>(form.editor(QStringLiteral("step")));
    QCOMPARE(step->text(), QStringLiteral("1e-4"));
    step->selectAll();
    QTest::keyClicks(step, QStringLiteral("5e-4"));
    QCOMPARE(form.value(QStringLiteral("step")).toDouble(), 5e-4);
    QCOMPARE(changed.last()[0].toString(), QStringLiteral("step"));
    QCOMPARE(changed.last()[1].toDouble(), 5e-4);
    QVERIFY(form.isChanged(QStringLiteral("step")));
    auto *mask = qobject_cast<QCheckBox *>(form.editor(QStringLiteral("mask")));
    QTest::keyClick(mask, Qt::Key_Space);
    QCOMPARE(changed.last()[1].toBool(), true);
    auto *criterion = qobject_cast<QComboBox *>(form.editor(QStringLiteral("criterion")));
    QTest::keyClick(criterion, Qt::Key_Down);
    QCOMPARE(changed.last()[1].toString(), QStringLiteral("l2"));
    auto *name = qobject_cast<QLineEdit *>(form.editor(QStringLiteral("name")));
    QTest::keyClicks(name, QStringLiteral("b"));
    QCOMPARE(form.value(QStringLiteral("name")).toString(), QStringLiteral("ab"));
}

void TestOptionForm::wrongTextIsShownNotAnnounced()
{
    ThemeService themes;
    OptionForm form(themes);
    form.setFields(sample());
    QSignalSpy changed(&form, &OptionForm::valueChanged), errors(&form, &OptionForm::errorsChanged);
    auto *interval = qobject_cast<QLineEdit *>(form.editor(QStringLiteral("interval")));
    interval->selectAll();
    QTest::keyClicks(interval, QStringLiteral("0"));
    QVERIFY(changed.isEmpty());
    QCOMPARE(form.error(QStringLiteral("interval")), QStringLiteral("0 is below 1"));
    QVERIFY(form.hasErrors());
    QCOMPARE(errors.last().first().toBool(), true);
    QCOMPARE(form.value(QStringLiteral("interval")).toLongLong(), 10);
    QCOMPARE(interval->property("invalid").toString(), QStringLiteral("true"));
    QTest::keyClick(interval, Qt::Key_Backspace);
    QTest::keyClicks(interval, QStringLiteral("7"));
    QVERIFY(!form.hasErrors());
    QCOMPARE(changed.size(), 1);
}

void TestOptionForm::ownersErrorsAreShown()
{
    ThemeService themes;
    OptionForm form(themes);
    form.setFields(sample());
    form.setError(QStringLiteral("interval"), QStringLiteral("stabilise 1 000 < 2 700"));
    QVERIFY(form.hasErrors());
    const auto labels = form.findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *l) {
        return l->text().startsWith(QStringLiteral("stabilise")) && !l->isHidden();
    }));
    form.setError(QStringLiteral("interval"), {});
    QVERIFY(!form.hasErrors());
    form.setError(QStringLiteral("nobody"), QStringLiteral("ignored"));
    QVERIFY(!form.hasErrors());
}

void TestOptionForm::resetReturnsToDefault()
{
    ThemeService themes;
    OptionForm form(themes);
    QList<OptionField> fields = sample();
    fields[1].value = qint64(5);
    form.setFields(fields);
    QVERIFY(form.isChanged(QStringLiteral("interval")));
    QSignalSpy changed(&form, &OptionForm::valueChanged);
    const auto buttons = form.findChildren<QToolButton *>();
    const auto shown =
        std::find_if(buttons.begin(), buttons.end(), [](const QToolButton *b) { return !b->isHidden(); });
    QVERIFY(shown != buttons.end());
    (*shown)->click();
    QCOMPARE(changed.last()[1].toLongLong(), 10);
    QVERIFY(!form.isChanged(QStringLiteral("interval")));
    QVERIFY((*shown)->isHidden());
    QCOMPARE(qobject_cast<QLineEdit *>(form.editor(QStringLiteral("interval")))->text(),
             QStringLiteral("10"));
}

void TestOptionForm::outsideValuesDoNotEmit()
{
    ThemeService themes;
    OptionForm form(themes);
    form.setFields(sample());
    QSignalSpy changed(&form, &OptionForm::valueChanged);
    form.setValue(QStringLiteral("step"), 0.25);
    form.setValue(QStringLiteral("mask"), true);
    form.setValue(QStringLiteral("criterion"), QStringLiteral("l2"));
    QVERIFY(changed.isEmpty());
    QCOMPARE(qobject_cast<QLineEdit *>(form.editor(QStringLiteral("step")))->text(), QStringLiteral("0.25"));
    QVERIFY(qobject_cast<QCheckBox *>(form.editor(QStringLiteral("mask")))->isChecked());
    QCOMPARE(qobject_cast<QComboBox *>(form.editor(QStringLiteral("criterion")))->currentText(),
             QStringLiteral("L2 norm"));
}

void TestOptionForm::readOnlyAndDisabled()
{
    ThemeService themes;
    OptionForm form(themes);
    QList<OptionField> fields = sample();
    fields[0].enabled = false;
    fields[0].whyDisabled = QStringLiteral("not a live option");
    form.setFields(fields);
    QVERIFY(!form.editor(QStringLiteral("step"))->isEnabled());
    QCOMPARE(form.editor(QStringLiteral("step"))->toolTip(), QStringLiteral("not a live option"));
    form.setReadOnly(true);
    QVERIFY(!form.editor(QStringLiteral("name"))->isEnabled());
    form.setReadOnly(false);
    QVERIFY(form.editor(QStringLiteral("name"))->isEnabled());
    QVERIFY(!form.editor(QStringLiteral("step"))->isEnabled());
}

void TestOptionForm::labelsGoAboveWhereItIsNarrow()
{
    ThemeService themes;
    QWidget window; // of a form that is one itself, Qt would keep it wide enough
    OptionForm form(themes, &window);
    QList<OptionField> fields = sample();
    fields[0].label = QStringLiteral("A label of a dozen words that would take the room of everything else here");
    fields[0].unit = QStringLiteral("iterations");
    form.setFields(fields);
    window.resize(1200, 700);
    form.resize(1200, 400);
    window.show();
    const QWidget *editor = form.editor(QStringLiteral("step"));
    const QLabel *label = nullptr;
    for (const QLabel *each : form.findChildren<QLabel *>()) {
        if (each->buddy() == editor)
            label = each;
    }
    QVERIFY(label && !form.isStacked());
    QTRY_VERIFY(editor->mapTo(&form, QPoint()).x() > label->geometry().right());
    form.resize(form.minimumSizeHint().width(), 700);
    QVERIFY(form.isStacked());
    QTRY_VERIFY(editor->mapTo(&form, QPoint()).y() >= label->geometry().bottom());
    QVERIFY(editor->mapTo(&form, QPoint(editor->width(), 0)).x() <= form.width());
    form.resize(1200, 400);
    QVERIFY(!form.isStacked());
}

void TestOptionForm::opensNoWindows()
{
    ThemeService themes;
    const auto before = QGuiApplication::topLevelWindows().size();
    OptionForm form(themes);
    QList<OptionField> fields = sample();
    fields[0].unit = QStringLiteral("per step");
    form.setFields(fields);
    form.setError(QStringLiteral("step"), QStringLiteral("wrong"));
    form.setHelpVisible(true);
    QCOMPARE(QGuiApplication::topLevelWindows().size(), before);
}

void TestOptionForm::accessibleNames()
{
    ThemeService themes;
    OptionForm form(themes);
    form.setFields(sample());
    for (const OptionField &each : sample()) {
        QCOMPARE(form.editor(each.key)->accessibleName(), each.label);
        QCOMPARE(form.editor(each.key)->accessibleDescription(), each.help);
    }
    QVERIFY(!form.editor(QStringLiteral("nobody")));
}

QTEST_MAIN(TestOptionForm)
#include "tst_option_form.moc"

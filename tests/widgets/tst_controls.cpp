// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/controls/badge.h"
#include "widgets/controls/banner.h"
#include "widgets/controls/buttons.h"
#include "widgets/controls/chip.h"
#include "widgets/controls/dialog.h"
#include "widgets/controls/dock_header.h"
#include "widgets/controls/empty_state.h"
#include "widgets/controls/filter_field.h"
#include "widgets/controls/interval_slider.h"
#include "widgets/controls/phase_bar.h"
#include "widgets/controls/scrolled_column.h"
#include "widgets/controls/segments.h"
#include "widgets/controls/stat_tile.h"
#include "widgets/number_format.h"

#include <QtGui/QAction>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QVBoxLayout>

#include <cmath>
#include <memory>

using namespace espalier::widgets;

class TestControls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
    }
    void badgeSaysItsState();
    void segmentsMoveByKey();
    void chipCountsAndToggles();
    void sliderStopsAtTheTicks();
    void sliderNeverLeavesInterval();
    void sliderFollowsMouse();
    void bannersAreRanked();
    void bannersCountRepeats();
    void bannerRemedyIsAnnounced();
    void emptyStateHasOneButton();
    void headerOverflowsIntoMenu();
    void phaseBarIsProportional();
    void tileKeepsItsWidth();
    void dialogOrdersButtons();
    void dialogIsBounded();
    void filterWaitsForRest();
    void filterShowsError();
    void columnAsksForItsContent();
    void elidedLabelGivesWay();
};

void TestControls::badgeSaysItsState()
{
    ThemeService themes;
    Badge badge(themes, BadgeSpec::forState(ChannelState::Marked));
    QCOMPARE(badge.accessibleName(), QStringLiteral("Marked"));
    QCOMPARE(badge.sizeHint().height(), themes.metrics().px(18));
    const int narrow = badge.sizeHint().width();
    badge.setSpec(BadgeSpec::forState(ChannelState::Marked, QStringLiteral("Marked, not cut yet")));
    QVERIFY(badge.sizeHint().width() > narrow);
    // told apart without colour: by glyph and word
    QVERIFY(BadgeSpec::forState(ChannelState::Cut).icon != BadgeSpec::forState(ChannelState::Marked).icon);
    QVERIFY(!badge.grab().isNull());
}

void TestControls::segmentsMoveByKey()
{
    ThemeService themes;
    Segments segments(themes);
    segments.setTexts({QStringLiteral("channels"), QStringLiteral("%"), QStringLiteral("MACs")});
    QSignalSpy moved(&segments, &Segments::currentChanged);
    QCOMPARE(segments.current(), 0);
    segments.show();
    QVERIFY(QTest::qWaitForWindowActive(&segments));
    const auto buttons = segments.findChildren<QAbstractButton *>();
    buttons[0]->setFocus();
    QTest::keyClick(buttons[0], Qt::Key_Right);
    QCOMPARE(segments.current(), 1);
    QCOMPARE(moved.size(), 1);
    segments.setCurrent(2);
    QCOMPARE(moved.last().first().toInt(), 2);
    segments.setSegmentEnabled(0, false);
    QVERIFY(!buttons[0]->isEnabled());
    QCOMPARE(buttons[2]->accessibleName(), QStringLiteral("MACs"));
}

void TestControls::chipCountsAndToggles()
{
    ThemeService themes;
    Chip chip(themes, QStringLiteral("Changed"));
    const int plain = chip.sizeHint().width();
    chip.setCount(46);
    QVERIFY(chip.sizeHint().width() > plain);
    QCOMPARE(chip.accessibleName(), QStringLiteral("Changed 46"));
    QTest::keyClick(&chip, Qt::Key_Space);
    QVERIFY(chip.isChecked());
}

void TestControls::sliderStopsAtTheTicks()
{
    ThemeService themes;
    IntervalSlider slider(themes);
    slider.setTrack(100, 600);
    slider.setAchievable(100, 499);
    slider.setReasons(QStringLiteral("whole"), QStringLiteral("3 locked"));
    QSignalSpy stopped(&slider, &IntervalSlider::stopped);
    slider.setValue(499);
    QTest::keyClick(&slider, Qt::Key_Right);
    QCOMPARE(slider.value(), 499);
    QCOMPARE(stopped.size(), 1);
    QCOMPARE(stopped.last().first().toBool(), true);
    QCOMPARE(slider.reasonShown(), QStringLiteral("3 locked"));
    QTest::keyClick(&slider, Qt::Key_Left);
    QCOMPARE(slider.value(), 498);
    QVERIFY(slider.reasonShown().isEmpty());
    slider.setValue(100);
    QTest::keyClick(&slider, Qt::Key_PageDown);
    QCOMPARE(slider.reasonShown(), QStringLiteral("whole"));
}

void TestControls::sliderNeverLeavesInterval()
{
    ThemeService themes;
    IntervalSlider slider(themes);
    slider.setAchievable(20, 60);
    slider.setValue(95);
    QCOMPARE(slider.value(), 60);
    slider.setAchievable(20, 40); // the interval shrinks under the value
    QCOMPARE(slider.value(), 40);
    slider.setTrack(30, 35); // the track never hides the interval
    QCOMPARE(slider.trackMinimum(), 20);
    QCOMPARE(slider.trackMaximum(), 40);
}

void TestControls::sliderFollowsMouse()
{
    ThemeService themes;
    IntervalSlider slider(themes);
    slider.setTrack(0, 100);
    slider.setAchievable(0, 50);
    slider.resize(300, slider.sizeHint().height());
    QSignalSpy stopped(&slider, &IntervalSlider::stopped);
    QTest::mousePress(&slider, Qt::LeftButton, {}, QPoint(80, 10));
    QVERIFY(slider.value() > 15 && slider.value() < 35);
    QTest::mouseMove(&slider, QPoint(290, 10));
    QCOMPARE(slider.value(), 50);
    QVERIFY(!stopped.isEmpty());
    QTest::mouseRelease(&slider, Qt::LeftButton, {}, QPoint(290, 10));
    QVERIFY(!slider.isSliderDown());
}

static BannerText warning(const char *cause)
{
    return {Notice::Warning, QString::fromLatin1(cause), QStringLiteral("Show"), BannerText::Remedy::Link,
            true};
}

void TestControls::bannersAreRanked()
{
    ThemeService themes;
    BannerStack stack(themes);
    QVERIFY(stack.isHidden());
    stack.post(QStringLiteral("info"),
               {Notice::Info, QStringLiteral("i"), {}, BannerText::Remedy::Link, false});
    stack.post(QStringLiteral("w1"), warning("one"));
    stack.post(QStringLiteral("w2"), warning("two"));
    QCOMPARE(stack.shown(), (QStringList{QStringLiteral("w2"), QStringLiteral("w1")}));
    stack.post(QStringLiteral("bad"),
               {Notice::Danger, QStringLiteral("d"), {}, BannerText::Remedy::Link, false});
    QCOMPARE(stack.shown(), (QStringList{QStringLiteral("bad"), QStringLiteral("w2")}));
    QCOMPARE(stack.count(), 4);
    QSignalSpy more(&stack, &BannerStack::moreClicked);
    auto *link = stack.findChild<QPushButton *>(QString(), Qt::FindDirectChildrenOnly);
    QCOMPARE(link->text(), QStringLiteral("2 more in Problems"));
    link->click();
    QCOMPARE(more.size(), 1);
    stack.withdraw(QStringLiteral("bad"));
    stack.withdraw(QStringLiteral("w2"));
    QVERIFY(link->isHidden());
    stack.clear();
    QVERIFY(stack.isHidden());
}

void TestControls::bannersCountRepeats()
{
    ThemeService themes;
    BannerStack stack(themes);
    stack.post(QStringLiteral("w"), warning("Steep."));
    stack.post(QStringLiteral("w"), warning("Steep."));
    QCOMPARE(stack.count(), 1);
    const auto labels = stack.findChildren<Banner *>().last()->findChildren<QLabel *>();
    const bool counted = std::any_of(labels.begin(), labels.end(),
                                     [](const QLabel *l) { return l->text().contains(QLatin1Char('2')); });
    QVERIFY(counted);
}

void TestControls::bannerRemedyIsAnnounced()
{
    ThemeService themes;
    Banner banner(themes, {Notice::Danger, QStringLiteral("<b>Disk full.</b> Paused."),
                           QStringLiteral("Choose folder"), BannerText::Remedy::Button, false});
    QSignalSpy remedy(&banner, &Banner::remedyClicked);
    banner.findChild<QPushButton *>()->click();
    QCOMPARE(remedy.size(), 1);
    QCOMPARE(banner.accessibleName(), QStringLiteral("Disk full. Paused."));
    QVERIFY(banner.findChild<QToolButton *>()->isHidden());
}

void TestControls::emptyStateHasOneButton()
{
    ThemeService themes;
    EmptyState empty(themes, {QStringLiteral("data"), QStringLiteral("Curves appear here."),
                              QStringLiteral("Bind data…")});
    QSignalSpy activated(&empty, &EmptyState::activated);
    const auto buttons = empty.findChildren<QPushButton *>();
    QCOMPARE(buttons.size(), 1);
    buttons.first()->click();
    QCOMPARE(activated.size(), 1);
    empty.setButtonEnabled(false, QStringLiteral("Busy"));
    QCOMPARE(buttons.first()->toolTip(), QStringLiteral("Busy"));
    empty.setText({QStringLiteral("data"), QStringLiteral("Nothing."), {}});
    QVERIFY(buttons.first()->isHidden());
}

void TestControls::headerOverflowsIntoMenu()
{
    ThemeService themes;
    DockHeader header(themes, QStringLiteral("Layers"));
    for (int i = 0; i < 6; ++i)
        header.addTool(new QAction(QString::number(i), &header));
    QCOMPARE(header.findChildren<QToolButton *>().size(), 5); // four tools and "more"
    QCOMPARE(header.moreMenu()->actions().size(), 2);
    QCOMPARE(header.sizeHint().height(), themes.metrics().dockHeader);
    header.setTitleVisible(false);
    QCOMPARE(header.sizeHint().height(), themes.metrics().px(28));
    for (const QToolButton *button : header.findChildren<QToolButton *>())
        QVERIFY(!button->accessibleName().isEmpty() && button->width() >= 24);
}

void TestControls::phaseBarIsProportional()
{
    ThemeService themes;
    PhaseBar bar(themes);
    bar.setPhases({{QStringLiteral("Pick"), {}, 10000, PhaseKind::Pick},
                   {QStringLiteral("Push"), {}, 62000, PhaseKind::Push}});
    QCOMPARE(bar.total(), 72000.0);
    QCOMPARE(bar.phaseAt(0), 0);
    QCOMPARE(bar.phaseAt(10000), 1);
    QCOMPARE(bar.phaseAt(72000), 1);
    QCOMPARE(bar.phaseAt(72001), -1);
    QCOMPARE(bar.phaseAt(std::nan("")), -1);
    bar.setNow(61400);
    QVERIFY(bar.accessibleDescription().startsWith(QStringLiteral("Push")));
    bar.resize(720, bar.sizeHint().height());
    QSignalSpy clicked(&bar, &PhaseBar::phaseClicked);
    QTest::mouseClick(&bar, Qt::LeftButton, {}, QPoint(90, 20));
    QTest::mouseClick(&bar, Qt::LeftButton, {}, QPoint(110, 20));
    QCOMPARE(clicked[0].first().toInt(), 0);
    QCOMPARE(clicked[1].first().toInt(), 1);
}

void TestControls::tileKeepsItsWidth()
{
    ThemeService themes;
    StatTile tile(themes, QStringLiteral("Step"));
    tile.setFigure(QStringLiteral("61 400"), QStringLiteral("of 124 240"));
    const int wide = tile.sizeHint().width();
    tile.setFigure(QStringLiteral("1"), {});
    QCOMPARE(tile.sizeHint().width(), wide);
    tile.setFigure(QStringLiteral("1 061 400"), QStringLiteral("of 124 240"));
    QVERIFY(tile.sizeHint().width() > wide);
    const int low = tile.sizeHint().height();
    tile.setDelta(format::signedPercent(-0.5));
    QVERIFY(tile.sizeHint().height() > low);
}

void TestControls::dialogOrdersButtons()
{
    ThemeService themes;
    Dialog dialog(themes, Dialog::Width::Medium);
    dialog.setHeader({QStringLiteral("cut"), QStringLiteral("Commit"), QStringLiteral("One sentence."),
                      Token::Cut, Token::CutSoft});
    dialog.addButton(Dialog::Place::Primary, QStringLiteral("Cut 28 groups"));
    dialog.addButton(Dialog::Place::Close, QStringLiteral("Cancel"));
    dialog.addButton(Dialog::Place::Back, QStringLiteral("Restore"));
    dialog.addButton(Dialog::Place::Secondary, QStringLiteral("Export…"));
    dialog.resize(dialog.sizeHint());
    dialog.show();
    const auto x = [&](Dialog::Place place) { return dialog.button(place)->mapTo(&dialog, QPoint()).x(); };
    QVERIFY(x(Dialog::Place::Back) < 40);
    QVERIFY(x(Dialog::Place::Close) > 200);
    QVERIFY(x(Dialog::Place::Close) < x(Dialog::Place::Secondary));
    QVERIFY(x(Dialog::Place::Secondary) < x(Dialog::Place::Primary));
    QVERIFY(dialog.button(Dialog::Place::Primary)->isDefault());
    QCOMPARE(dialog.windowTitle(), QStringLiteral("Commit"));
    QSignalSpy rejected(&dialog, &QDialog::rejected);
    dialog.button(Dialog::Place::Close)->click();
    QCOMPARE(rejected.size(), 1);
}

void TestControls::dialogIsBounded()
{
    ThemeService themes;
    QWidget window;
    window.resize(900, 700);
    window.show();
    Dialog dialog(themes, Dialog::Width::Wide, &window);
    auto *tall = new QWidget;
    tall->setMinimumHeight(40);
    tall->setFixedHeight(5000);
    dialog.body()->addWidget(tall);
    const int room = int(0.9 * dialog.screen()->availableSize().width());
    QCOMPARE(dialog.sizeHint().width(), std::min(940, room));
    QVERIFY(dialog.sizeHint().height() <= dialog.screen()->availableSize().height());
    dialog.setDimsParent(true);
    const auto before = window.children().size();
    dialog.show();
    QCOMPARE(window.children().size(), before + 1);
    dialog.hide();
    QCOMPARE(window.children().size(), before);
}

void TestControls::filterWaitsForRest()
{
    ThemeService themes;
    FilterField field(themes, QStringLiteral("kind:conv"));
    QSignalSpy filtered(&field, &FilterField::filterChanged);
    QTest::keyClicks(&field, QStringLiteral("layer3"));
    QVERIFY(filtered.isEmpty());
    QTRY_COMPARE(filtered.size(), 1);
    QCOMPARE(filtered.last().first().toString(), QStringLiteral("layer3"));
    QTest::keyClicks(&field, QStringLiteral(".1"));
    QTest::keyClick(&field, Qt::Key_Return);
    QCOMPARE(filtered.size(), 2);
    QTest::keyClick(&field, Qt::Key_Escape);
    QCOMPARE(filtered.size(), 3);
    QVERIFY(field.text().isEmpty());
}

void TestControls::filterShowsError()
{
    ThemeService themes;
    FilterField field(themes, {});
    field.setError(QStringLiteral("unclosed bracket at 3"));
    QCOMPARE(field.property("invalid").toString(), QStringLiteral("true"));
    QCOMPARE(field.toolTip(), QStringLiteral("unclosed bracket at 3"));
    field.setError({});
    QVERIFY(!field.property("invalid").isValid());
}

void TestControls::columnAsksForItsContent()
{
    QWidget window;
    auto *beside = new QVBoxLayout(&window);
    auto *column = new ScrolledColumn(&window);
    beside->addWidget(column);
    auto *wide = new QWidget;
    wide->setMinimumSize(200, 2000);
    auto *rows = new QVBoxLayout(column->content());
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addWidget(wide);
    window.resize(10, 300);
    window.show();
    QTRY_VERIFY(column->verticalScrollBar()->isVisible());
    QTRY_VERIFY(!column->horizontalScrollBar()->isVisible()); // the window grew to its least width
    QVERIFY(column->viewport()->width() >= 200);
    wide->setMinimumWidth(300);
    QTRY_VERIFY(column->viewport()->width() >= 300);
    wide->setMinimumWidth(1000);
    QTRY_COMPARE(column->minimumSizeHint().width(), ScrolledColumn::widest);
}

void TestControls::elidedLabelGivesWay()
{
    ThemeService themes;
    std::unique_ptr<QLabel> label(makeElidedLabel(themes));
    label->setText(QStringLiteral("a text of several words"));
    QCOMPARE(label->sizePolicy().horizontalPolicy(), QSizePolicy::Ignored);
    const auto pictureAt = [&](int width) {
        label->resize(width, 20);
        return label->grab().toImage();
    };
    const int whole = label->fontMetrics().horizontalAdvance(label->text()) + 2;
    const int part = whole / 2;
    const QImage wide = pictureAt(whole), narrow = pictureAt(part);
    QVERIFY(narrow != wide.copy(0, 0, part, 20)); // not cut off, but shortened
    QVERIFY(pictureAt(whole + 40).copy(0, 0, whole, 20) == wide);
}

QTEST_MAIN(TestControls)
#include "tst_controls.moc"

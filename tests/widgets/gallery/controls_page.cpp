// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gallery/pages.h"

#include "widgets/controls/badge.h"
#include "widgets/controls/banner.h"
#include "widgets/controls/buttons.h"
#include "widgets/controls/chip.h"
#include "widgets/controls/dialog.h"
#include "widgets/controls/empty_state.h"
#include "widgets/controls/filter_field.h"
#include "widgets/controls/interval_slider.h"
#include "widgets/controls/phase_bar.h"
#include "widgets/controls/segments.h"
#include "widgets/controls/stat_tile.h"
#include "widgets/number_format.h"
#include "widgets/palette/command_palette.h"

#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMenu>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QRadioButton>
#include <QtWidgets/QSpinBox>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QVBoxLayout>

namespace espalier::gallery {
namespace {

using namespace widgets;

QHBoxLayout *row(std::initializer_list<QWidget *> items)
{
    auto *layout = new QHBoxLayout;
    layout->setSpacing(8);
    for (QWidget *item : items)
        layout->addWidget(item);
    layout->addStretch(1);
    return layout;
}

QWidget *panel(QVBoxLayout *&column)
{
    auto *frame = new QFrame;
    frame->setProperty("surface", "panel");
    column = new QVBoxLayout(frame);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(10);
    return frame;
}

QPushButton *button(const ThemeService &themes, const char *text, ButtonKind kind, const char *icon = nullptr,
                    bool enabled = true)
{
    QPushButton *made = makeButton(QString::fromUtf8(text), kind);
    if (icon)
        setButtonIcon(made, themes, QLatin1String(icon));
    made->setEnabled(enabled);
    return made;
}

QWidget *makeButtons(const ThemeService &themes)
{
    QVBoxLayout *column = nullptr;
    QWidget *frame = panel(column);
    column->addLayout(row({button(themes, "Solve", ButtonKind::Primary, "solve"),
                           button(themes, "Why these?", ButtonKind::Normal),
                           button(themes, "Open without guide", ButtonKind::Quiet),
                           button(themes, "Discard", ButtonKind::Danger, "delete"),
                           button(themes, "Save ledger as CSV…", ButtonKind::Link)}));
    column->addLayout(row({button(themes, "Cut 28 groups", ButtonKind::Primary, "cut", false),
                           button(themes, "Restore v3", ButtonKind::Normal, "restore", false),
                           button(themes, "Quiet", ButtonKind::Quiet, nullptr, false),
                           makeIconButton(themes, QStringLiteral("pin"), QStringLiteral("Pin")),
                           makeIconButton(themes, QStringLiteral("more"), QStringLiteral("More"))}));
    auto *checked = new QCheckBox(QStringLiteral("Recalibrate BatchNorm"));
    checked->setChecked(true);
    auto *partial = new QCheckBox(QStringLiteral("Some"));
    partial->setCheckState(Qt::PartiallyChecked);
    auto *greyed = new QCheckBox(QStringLiteral("Not now"));
    greyed->setEnabled(false);
    auto *radio = new QRadioButton(QStringLiteral("Keep"));
    radio->setChecked(true);
    column->addLayout(row({checked, new QCheckBox(QStringLiteral("Compensate removed constants")), partial,
                           greyed, radio, new QRadioButton(QStringLiteral("Discard"))}));
    auto *combo = new QComboBox;
    combo->addItems(
        {QStringLiteral("by sensitivity"), QStringLiteral("uniform"), QStringLiteral("global score")});
    auto *spin = new QSpinBox;
    spin->setSuffix(QStringLiteral(" %"));
    spin->setValue(90);
    auto *off = new QComboBox;
    off->addItem(QStringLiteral("unavailable"));
    off->setEnabled(false);
    column->addLayout(row({combo, spin, off, new QLineEdit(QStringLiteral("layer3.*")),
                           new FilterField(themes, QStringLiteral("kind:conv ratio>0.5"))}));
    return frame;
}

QWidget *makeBadges(const ThemeService &themes)
{
    QVBoxLayout *column = nullptr;
    QWidget *frame = panel(column);
    auto *states = new QHBoxLayout;
    for (auto state : {ChannelState::Prunable, ChannelState::Frozen, ChannelState::Locked,
                       ChannelState::Marked, ChannelState::Cut})
        states->addWidget(new Badge(themes, BadgeSpec::forState(state)));
    states->addWidget(new Badge(themes, BadgeSpec::plain(QStringLiteral("Unit 1"))));
    states->addWidget(new Badge(
        themes, BadgeSpec::forNotice(Notice::Warning, QStringLiteral("Recipe r15 edited, r14 running"))));
    states->addStretch(1);
    column->addLayout(states);
    auto *changed = new Chip(themes, QStringLiteral("Changed"));
    changed->setCount(46);
    changed->setChecked(true);
    auto *locked = new Chip(themes, QStringLiteral("Locked"));
    locked->setCount(1);
    auto *kind = new Chip(themes, QStringLiteral("By kind"));
    auto *menu = new QMenu(kind);
    menu->addAction(QStringLiteral("conv"));
    kind->setMenu(menu);
    auto *units = new Segments(themes);
    units->setTexts({QStringLiteral("channels"), QStringLiteral("%"), QStringLiteral("params"),
                     QStringLiteral("MACs"), QStringLiteral("ms")});
    units->setCurrent(1);
    auto *perspectives = new Segments(themes);
    perspectives->addSegment(QStringLiteral("Prune"), QStringLiteral("Alt+1"));
    perspectives->addSegment(QStringLiteral("Analyse"), QStringLiteral("Alt+2"));
    perspectives->addSegment(QStringLiteral("Train"), QStringLiteral("Alt+3"));
    column->addLayout(row({changed, locked, kind, units, perspectives}));
    column->addLayout(row({new PaletteField(themes, QStringLiteral("Search commands, layers, options"),
                                            QStringLiteral("Ctrl+Shift+P"))}));
    return frame;
}

QWidget *makeSlider(const ThemeService &themes)
{
    QVBoxLayout *column = nullptr;
    QWidget *frame = panel(column);
    auto *slider = new IntervalSlider(themes);
    slider->setFormatter([](int value) { return format::times(value / 100.0); });
    slider->setAchievable(100, 499);
    slider->setTrack(100, 600);
    slider->setValue(200);
    slider->setReasons(QStringLiteral("1 × is the whole model"),
                       QStringLiteral("12 layers frozen, 3 locked"));
    auto *greyed = new IntervalSlider(themes);
    greyed->setAchievable(20, 60);
    greyed->setValue(30);
    greyed->setEnabled(false);
    column->addWidget(slider);
    column->addWidget(greyed);
    auto *progress = new QProgressBar;
    progress->setValue(40);
    column->addWidget(progress);
    return frame;
}

QWidget *makeBanners(const ThemeService &themes)
{
    QVBoxLayout *column = nullptr;
    QWidget *frame = panel(column);
    auto *stack = new BannerStack(themes);
    using Remedy = BannerText::Remedy;
    stack->post(QStringLiteral("solved"),
                {Notice::Success,
                 QStringLiteral("<b>Asked 2.00 ×, got 2.01 ×.</b> 46 layers changed, 1 locked row kept."),
                 {},
                 Remedy::Link,
                 true});
    stack->post(QStringLiteral("disk"),
                {Notice::Danger,
                 QStringLiteral("<b>Disk full.</b> Needs 210 MiB, free 12 MiB; the run is paused."),
                 QStringLiteral("Choose folder"), Remedy::Button, false});
    stack->post(QStringLiteral("steep"),
                {Notice::Warning,
                 QStringLiteral("layer2.8.conv1 is steep: 1.84 points per 10 %. Kept whole."),
                 QStringLiteral("Show curve"), Remedy::Link, true});
    stack->post(QStringLiteral("steep"),
                stack->count()
                    ? BannerText{Notice::Warning,
                                 QStringLiteral("layer2.8.conv1 is steep: 1.84 points per 10 %. Kept whole."),
                                 QStringLiteral("Show curve"), Remedy::Link, true}
                    : BannerText{});
    column->addWidget(stack);
    column->addWidget(new Banner(
        themes, {Notice::Success,
                 QStringLiteral("<b>Masked and cut agree.</b> max |Δlogit| 2.4e-6, allowed 1.31e-3."),
                 {},
                 Remedy::Link,
                 false}));
    column->addWidget(new Banner(
        themes, {Notice::Info,
                 QStringLiteral("Run 18 has fairness 3: one seed, and its recipe differs in weight decay."),
                 QStringLiteral("Queue two more seeds"), Remedy::Link, false}));
    return frame;
}

QWidget *makeStrip(const ThemeService &themes)
{
    QVBoxLayout *column = nullptr;
    QWidget *frame = panel(column);
    auto *bar = new PhaseBar(themes);
    bar->setPhases(
        {{QStringLiteral("Pick"), QStringLiteral("10 000"), 10000, PhaseKind::Pick},
         {QStringLiteral("Push"), QStringLiteral("51 400 of about 62 000"), 62000, PhaseKind::Push},
         {QStringLiteral("Stabilise"), QStringLiteral("10 000"), 10000, PhaseKind::Stabilise},
         {QStringLiteral("Fine-tune"), QStringLiteral("120 epochs"), 42240, PhaseKind::FineTune}});
    bar->setNow(61400);
    bar->setCut(82000);
    auto *strip = new QHBoxLayout;
    strip->setSpacing(20);
    strip->addWidget(bar, 1);
    const auto tile = [&](const char *caption, const char *figure, const QString &suffix) {
        auto *made = new StatTile(themes, QLatin1String(caption));
        made->setFigure(QString::fromUtf8(figure), suffix);
        strip->addWidget(made);
        return made;
    };
    tile("Step", "61 400", QStringLiteral("of 124 240"));
    tile("Finished layers", "21", QStringLiteral("of 27"));
    tile("Speed", "58.3", QStringLiteral("it/s"));
    tile("Left", "18 min", QStringLiteral("est."));
    StatTile *macs = tile("MACs", "62.5", QStringLiteral("M"));
    macs->setBefore(QStringLiteral("125.7"));
    macs->setDelta(format::signedPercent(-0.503));
    strip->addWidget(button(themes, "Pause", ButtonKind::Primary, "pause"));
    strip->addWidget(button(themes, "Probe cut now", ButtonKind::Normal, "probe"));
    column->addLayout(strip);
    return frame;
}

} // namespace

QWidget *makeControlsPage(const ThemeService &themes)
{
    auto *page = new QWidget;
    auto *grid = new QGridLayout(page);
    grid->setContentsMargins(6, 6, 6, 6);
    grid->setSpacing(6);
    grid->addWidget(makeDock(themes, QStringLiteral("Run"), QStringLiteral("strip"), makeStrip(themes)), 0, 0,
                    1, 2);
    grid->addWidget(makeDock(themes, QStringLiteral("Buttons and fields"), {}, makeButtons(themes)), 1, 0);
    grid->addWidget(makeDock(themes, QStringLiteral("Badges, chips, segments"),
                             QStringLiteral("11 of 57 selected"), makeBadges(themes)),
                    1, 1);
    grid->addWidget(
        makeDock(themes, QStringLiteral("Interval"), QStringLiteral("achievable"), makeSlider(themes)), 2, 0);
    grid->addWidget(makeDock(themes, QStringLiteral("Banners"), {}, makeBanners(themes)), 2, 1);
    auto *empty = new EmptyState(
        themes, {QStringLiteral("data"),
                 QStringLiteral("Accuracy and training curves appear here once data is bound."),
                 QStringLiteral("Bind data…")});
    empty->setMinimumHeight(160);
    grid->addWidget(makeDock(themes, QStringLiteral("Curves"), {}, empty), 3, 0);
    auto *host = new QWidget;
    grid->addWidget(host, 3, 1);
    grid->setRowStretch(3, 1);
    return page;
}

} // namespace espalier::gallery

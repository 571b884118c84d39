// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gallery/pages.h"

#include "widgets/tables/layer_delegates.h"
#include "widgets/tables/timeline_delegate.h"

#include <QtGui/QStandardItemModel>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QListView>
#include <QtWidgets/QTreeView>

namespace espalier::gallery {
namespace {

using namespace widgets;
using Line = TimelineCell::Line;
using Mark = TimelineCell::Mark;

struct Words {
    const char *name;
    const char *title;
    const char *figure;
};

TimelineCell version(Mark mark, int lane, const Words &words, QList<Line> lines)
{
    TimelineCell cell;
    cell.mark = mark;
    cell.lane = lane;
    cell.version = QLatin1String(words.name);
    cell.title = QLatin1String(words.title);
    cell.figure = QString::fromUtf8(words.figure);
    cell.date = QStringLiteral("today 13:08");
    cell.lines = std::move(lines);
    if (mark == Mark::Cut || mark == Mark::Marked) {
        cell.stateColor = mark == Mark::Cut ? ChannelState::Cut : ChannelState::Marked;
        cell.state = stateWord(cell.stateColor);
    }
    cell.details = QString::fromUtf8(mark == Mark::Cut ? "491 K · 2.0 MB" : "855.8 K · 3.4 MB");
    return cell;
}

QList<TimelineCell> versions()
{
    const Line trunk{0, 0, true, false}, up{0, Line::atMark, true, false}, down{Line::atMark, 0, true, false};
    const Line side{1, 1, false, false}, sideUp{1, Line::atMark, false, false},
        sideDown{Line::atMark, 1, false, false};
    return {
        version(Mark::Whole, 0, {"v0", "Base", "93.41 %"},
                {down, {Line::atMark, 1, false, false}, {Line::atMark, 2, false, false}}),
        version(Mark::Cut, 2, {"v1", "L1 one-shot, control", "92.58 %"},
                {trunk, side, {2, Line::atMark, false, false}}),
        version(Mark::Autosave, 1, {"", "picked, autosave", ""}, {trunk, sideUp, sideDown}),
        version(Mark::Marked, 1, {"v2", "Run 11, end of push", "92.43 %"}, {trunk, sideUp, sideDown}),
        version(Mark::Cut, 1, {"v3", "Run 11, committed", "80.4 %"}, {trunk, sideUp, sideDown}),
        version(Mark::Cut, 1, {"v5", "Run 11, fine-tuned", "93.15 %"}, {trunk, sideUp}),
        version(Mark::Autosave, 0, {"", "push, autosave", ""}, {up, down}),
        version(Mark::Marked, 0, {"v4", "Run 14, stable", "92.11 %"},
                {up, down, {Line::atMark, 1, false, false}}),
        version(Mark::Marked, 1, {"v4.1", "Branch, other floor", ""}, {trunk, sideUp}),
        version(Mark::Cut, 0, {"v6", "Run 14, fine-tuned", "93.31 %"}, {up, {Line::atMark, 0, true, true}}),
        version(Mark::Now, 0, {"", "Now", "93.31 %"}, {{0, Line::atMark, true, true}})};
}

QWidget *makeTimeline(const ThemeService &themes)
{
    auto *list = new QListView;
    auto *model = new QStandardItemModel(list);
    for (TimelineCell cell : versions()) {
        auto *item = new QStandardItem(cell.title);
        cell.pinned = cell.version == QLatin1String("v6");
        item->setData(QVariant::fromValue(cell), CellRole);
        model->appendRow(item);
    }
    list->setModel(model);
    list->setItemDelegate(new TimelineDelegate(themes, list));
    list->setFrameShape(QFrame::NoFrame);
    list->setCurrentIndex(model->index(9, 0));
    return list;
}

QWidget *makeFairness(const ThemeService &themes)
{
    auto *table = new QTreeView;
    auto *model = new QStandardItemModel(table);
    model->setHorizontalHeaderLabels({QStringLiteral("Run"), QStringLiteral("Fairness")});
    for (int i = 0; i < 6; ++i) {
        auto *run = new QStandardItem;
        const NameCell::Marker marker = i % 3 == 2 ? NameCell::Marker::Square : NameCell::Marker::Disc;
        run->setData(
            QVariant::fromValue(NameCell{QStringLiteral("run %1").arg(11 + i), {}, false, marker, i}),
            CellRole);
        auto *fairness = new QStandardItem;
        fairness->setData(QVariant::fromValue(FairnessCell{i}), CellRole);
        model->appendRow({run, fairness});
    }
    table->setModel(model);
    table->setIndentation(0);
    table->setItemDelegateForColumn(0, new NameDelegate(themes, table));
    table->setItemDelegateForColumn(1, new FairnessDelegate(themes, table));
    return table;
}

QWidget *makeIcons(const ThemeService &themes)
{
    auto *frame = new QFrame;
    frame->setProperty("surface", "panel");
    auto *grid = new QGridLayout(frame);
    int at = 0;
    for (const QString &name : Icons::names()) {
        auto *label = new QLabel;
        label->setPixmap(themes.icon(name).pixmap(20, 20));
        label->setToolTip(name);
        grid->addWidget(label, at / 8, at % 8);
        ++at;
    }
    return frame;
}

} // namespace

QWidget *makeTimelinePage(const ThemeService &themes)
{
    auto *page = new QWidget;
    auto *row = new QHBoxLayout(page);
    row->setContentsMargins(6, 6, 6, 6);
    row->setSpacing(6);
    row->addWidget(makeDock(themes, QStringLiteral("Timeline"), QStringLiteral("11 versions, 42 MB"),
                            makeTimeline(themes)),
                   1);
    row->addWidget(
        makeDock(themes, QStringLiteral("Compare"), QStringLiteral("6 runs"), makeFairness(themes)), 1);
    row->addWidget(makeDock(themes, QStringLiteral("Icons"), {}, makeIcons(themes)), 1);
    return page;
}

} // namespace espalier::gallery

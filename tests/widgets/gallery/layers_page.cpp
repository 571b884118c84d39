// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gallery/pages.h"

#include "widgets/controls/channel_bars.h"
#include "widgets/number_format.h"
#include "widgets/tables/cell_table.h"
#include "widgets/tables/layer_delegates.h"
#include "widgets/tables/ratio_delegate.h"

#include <QtCore/QTimer>
#include <QtGui/QStandardItemModel>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QVBoxLayout>

#include <cmath>

namespace espalier::gallery {
namespace {

using namespace widgets;

enum Column { Rail, Name, State, Channels, Ratio, Sensitivity, Macs, Share, ColumnCount };

// a model as small as can be: rounds a ratio to the unit of 4 channels
class LayerModel : public QStandardItemModel
{
public:
    using QStandardItemModel::QStandardItemModel;

    bool setData(const QModelIndex &index, const QVariant &value, int role) override
    {
        if (index.column() != Ratio || role != Qt::EditRole)
            return QStandardItemModel::setData(index, value, role);
        auto cell = index.data(CellRole).value<RatioCell>();
        cell.requested = value.toDouble();
        cell.value = std::floor(value.toDouble() * 8) / 8;
        return QStandardItemModel::setData(index, QVariant::fromValue(cell), CellRole);
    }
};

template <typename T>
QStandardItem *item(const QString &text, const T &cell, RowKind kind = RowKind::Plain)
{
    auto *made = new QStandardItem(text);
    made->setData(QVariant::fromValue(cell), CellRole);
    made->setData(int(kind), RowKindRole);
    return made;
}

BeforeAfterCell pair(double before, double after, int decimals)
{
    return {{}, format::fixed(before, decimals), format::fixed(after, decimals), false};
}

struct Wanted {
    double now;
    double asked;
};

QList<QStandardItem *> layerRow(int number, const QString &name, const Wanted &wanted, RailCell::Rail rail,
                                bool tied)
{
    const double ratio = wanted.now;
    const int kept = int(std::lround(32 * (1 - ratio)));
    RatioCell cell;
    cell.look = tied ? RatioCell::Look::Tied : RatioCell::Look::Slider;
    cell.value = ratio;
    cell.requested = wanted.asked;
    cell.most = 0.75;
    cell.step = 0.125;
    const bool marked = ratio > 0;
    const double sensitivity = 1.3 - number * 0.025;
    BarCell slope{tied ? std::nan("") : sensitivity / 2,
                  tied ? format::none() : format::fixed(sensitivity, 2), number == 37, false};
    return {item({}, RailCell{QString::number(number), rail}),
            item(name, NameCell{name, {}, true, NameCell::Marker::None, 0}),
            item({}, StateCell{marked ? ChannelState::Marked : ChannelState::Prunable, {}, false}),
            item({}, marked ? pair(32, kept, 0) : BeforeAfterCell{{}, {}, QStringLiteral("32"), false}),
            item({}, cell),
            item({}, slope),
            item({}, pair(2.36, 2.36 * (1 - ratio), 2)),
            item({}, BarCell{0.06 * number / 20, format::fixed(0.1 * number, 1), false, false})};
}

QList<QStandardItem *> plainRow(int number, const QString &name, ChannelState state, const RatioCell &ratio)
{
    return {item({}, RailCell{QString::number(number), RailCell::Rail::None}),
            item(name, NameCell{name, {}, true, NameCell::Marker::None, 0}),
            item({}, StateCell{state, {}, false}),
            item({}, BeforeAfterCell{{}, {}, QStringLiteral("16"), false}),
            item({}, ratio),
            item({}, BarCell{0.8, QStringLiteral("1.92"), false, false}),
            item({}, pair(0.44, 0.44, 2)),
            item({}, BarCell{0.02, QStringLiteral("0.7"), false, false})};
}

QList<QStandardItem *> blockRow(const QString &name, const QString &note, double ratio)
{
    const auto kind = RowKind::Block;
    RatioCell cell;
    cell.value = ratio;
    return {item({}, RailCell{}, kind),
            item(name, NameCell{name, note, true, NameCell::Marker::None, 0}, kind),
            item({}, StateCell{ChannelState::Marked, QStringLiteral("18 marked"), true}, kind),
            item({}, pair(288, 176, 0), kind),
            item({}, cell, kind),
            item({}, BarCell{std::nan(""), {}, false, false}, kind),
            item({}, pair(41.42, 19.12, 2), kind),
            item({}, BarCell{0.3, QStringLiteral("30.6"), false, false}, kind)};
}

void fill(QStandardItemModel &model)
{
    const QStringList headers{QStringLiteral("#"),
                              QStringLiteral("Name"),
                              QStringLiteral("State"),
                              QStringLiteral("Channels"),
                              QStringLiteral("Ratio, % of original"),
                              QStringLiteral("Points / 10 %"),
                              QStringLiteral("MACs, M"),
                              QStringLiteral("Share, %")};
    model.setHorizontalHeaderLabels(headers);
    for (int column = Channels; column < ColumnCount; ++column)
        model.horizontalHeaderItem(column)->setTextAlignment(
            column == Ratio ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignRight | Qt::AlignVCenter);
    model.horizontalHeaderItem(Rail)->setTextAlignment(Qt::AlignCenter);
}

void fillLayers(QStandardItemModel &model)
{
    using Rail = RailCell::Rail;
    fill(model);
    RatioCell fixed;
    fixed.look = RatioCell::Look::Fixed;
    fixed.most = 0.5;
    model.appendRow(plainRow(1, QStringLiteral("conv1"), ChannelState::Locked, fixed));
    auto layer1 = blockRow(QStringLiteral("layer1"), QStringLiteral("18 layers"), 0.417);
    layer1.first()->appendRow(layerRow(2, QStringLiteral("layer1.0.conv1"), {0.25, 0.25}, Rail::None, false));
    model.appendRow(layer1);
    auto layer2 = blockRow(QStringLiteral("layer2"), QStringLiteral("19 layers"), 0.389);
    const double asked[]{0.25, 0.25, 0.25, 0.42, 0.25, 0.5, 0.25, 0.5, 0.25, 0.65, 0.25, 0.52};
    for (int i = 0; i < 19; ++i) {
        const bool member = i % 2 == 1 || i == 2;
        const double want = i == 17 ? 0 : asked[i % 12];
        const Rail rail = i < 1 || i > 17 ? Rail::None
                          : i == 1        ? Rail::First
                          : i == 17       ? Rail::Last
                          : member        ? Rail::Middle
                                          : Rail::Through;
        layer2.first()->appendRow(layerRow(20 + i,
                                           QStringLiteral("layer2.%1.conv%2").arg(i / 2).arg(i % 2 + 1),
                                           {std::floor(want * 8) / 8, want}, rail, member && i != 1));
    }
    model.appendRow(layer2);
    model.appendRow(blockRow(QStringLiteral("layer3"), QStringLiteral("19 layers"), 0.451));
    RatioCell reason;
    reason.look = RatioCell::Look::Reason;
    reason.reason = QStringLiteral("gives the network's output");
    model.appendRow(plainRow(57, QStringLiteral("fc"), ChannelState::Frozen, reason));
}

void fillTotals(QStandardItemModel &model)
{
    fill(model);
    const auto kind = RowKind::Total;
    model.appendRow(
        {item({}, RailCell{}, kind),
         item({}, NameCell{QStringLiteral("Total"), {}, false, NameCell::Marker::None, 0}, kind),
         item({}, StateCell{ChannelState::Prunable, QStringLiteral("30 groups"), true}, kind),
         item({}, BeforeAfterCell{}, kind),
         item({}, RatioCell{RatioCell::Look::Reason, {}, {}, 0, 1, 0.01, {}}, kind),
         item({}, BarCell{std::nan(""), {}, false, false}, kind),
         item({}, BeforeAfterCell{{}, QStringLiteral("125.75"), QStringLiteral("62.51"), true}, kind),
         item({}, BarCell{std::nan(""), QStringLiteral("100"), false, false}, kind)});
}

QWidget *makeTable(const ThemeService &themes)
{
    auto *table = new TableWithTotals(themes);
    auto *layers = new LayerModel(table);
    auto *totals = new QStandardItemModel(table);
    fillLayers(*layers);
    fillTotals(*totals);
    table->setModel(layers);
    table->setTotalsModel(totals);
    CellDelegate *delegates[ColumnCount]{new RailDelegate(themes, table),
                                         new NameDelegate(themes, table),
                                         new StateDelegate(themes, table),
                                         new BeforeAfterDelegate(themes, table),
                                         new RatioDelegate(themes, table),
                                         new ShareDelegate(themes, ShareDelegate::Look::Sensitivity, table),
                                         new BeforeAfterDelegate(themes, table),
                                         new ShareDelegate(themes, ShareDelegate::Look::Share, table)};
    const int widths[ColumnCount]{44, 190, 110, 120, 220, 110, 120, 96};
    for (int column = 0; column < ColumnCount; ++column) {
        table->setColumnDelegate(column, delegates[column]);
        table->setColumnWidth(column, themes.metrics().px(widths[column]));
    }
    table->header()->setSectionResizeMode(Name, QHeaderView::Stretch);
    const QModelIndex layer2 = layers->index(2, 0);
    table->view()->setExpanded(layer2, true);
    for (int row : {1, 2, 3, 5, 7, 9, 11, 13, 15, 17})
        table->view()->selectionModel()->select(layers->index(row, 0, layer2),
                                                QItemSelectionModel::Select | QItemSelectionModel::Rows);
    table->view()->selectionModel()->setCurrentIndex(layers->index(3, Ratio, layer2),
                                                     QItemSelectionModel::NoUpdate);
    QTimer::singleShot(0, table, [table] { table->view()->setFocus(); });
    return table;
}

ChannelBar bar(int stage, int i)
{
    const int width = 16 << stage;
    ChannelBar made;
    made.name = QStringLiteral("layer%1.%2.conv1").arg(stage + 1).arg(i);
    made.label = i < 0 ? QStringLiteral("•") : QString::number(i);
    made.original = made.current = width;
    made.kept = i == 8 && stage == 1 ? width : width - width * (2 + i % 4) / 12;
    made.floor = std::max(8, width / 10);
    if (i == 4 || (i == 8 && stage == 2))
        made.current = width * 5 / 8;
    made.kept = std::min(made.kept, made.current);
    made.unit = 4;
    if (stage == 0 && i < 0) {
        made.state = ChannelState::Locked;
        made.kept = made.current;
        made.editable = false;
    }
    return made;
}

QWidget *makeBars(const ThemeService &themes)
{
    auto *bars = new ChannelBars(themes);
    QList<ChannelBar> all;
    for (int stage = 0; stage < 3; ++stage) {
        for (int i = -1; i < 9; ++i)
            all << bar(stage, i);
    }
    const QList<BarStage> stages{{0, 10, QStringLiteral("layer1 · 16 channels")},
                                 {10, 10, QStringLiteral("layer2 · 32 channels")},
                                 {20, 10, QStringLiteral("layer3 · 64 channels")}};
    bars->setBars(all, stages);
    bars->setSelected({10});
    QObject::connect(bars, &ChannelBars::keptRequested, bars, [bars, stages](int index, int kept, bool) {
        QList<ChannelBar> changed = bars->bars();
        changed[index].kept = kept;
        bars->setBars(changed, stages);
    });
    return bars;
}

} // namespace

QWidget *makeLayersPage(const ThemeService &themes)
{
    auto *content = new QFrame;
    content->setProperty("surface", "panel");
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 6, 0, 0);
    column->setSpacing(6);
    column->addWidget(makeBars(themes));
    column->addWidget(makeTable(themes), 1);
    auto *page = new QWidget;
    auto *outer = new QVBoxLayout(page);
    outer->setContentsMargins(6, 6, 6, 6);
    outer->addWidget(
        makeDock(themes, QStringLiteral("Layers"), QStringLiteral("11 of 57 selected, one group"), content));
    return page;
}

} // namespace espalier::gallery

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gallery/pages.h"

#include "widgets/controls/interval_rows.h"
#include "widgets/controls/kept_bar.h"
#include "widgets/controls/score_strip.h"
#include "widgets/controls/sparkline.h"
#include "widgets/number_format.h"
#include "widgets/plots/scatter_plot.h"
#include "widgets/tables/cell_table.h"
#include "widgets/tables/layer_delegates.h"
#include "widgets/tables/mask_delegate.h"

#include <QtGui/QStandardItemModel>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QVBoxLayout>

#include <cmath>

namespace espalier::gallery {

using namespace widgets;

namespace {

QWidget *makePareto(const ThemeService &themes, RepaintGate &gate)
{
    auto *plot = new ScatterPlot(themes, gate);
    plot->setTitle(QStringLiteral("Pareto"));
    plot->setAxis(PlotAxis::X, {QStringLiteral("theoretical speed-up, MACs"), AxisScale::Linear});
    plot->setAxis(PlotAxis::Y, {QStringLiteral("top-1 on test, %"), AxisScale::Linear});
    using Kind = ScatterPoint::Kind;
    plot->setPoints(
        {{QStringLiteral("17"), QStringLiteral("run 17 TPP"), 1.99, 93.44, 0.05, 2, Kind::Own},
         {QStringLiteral("14"), QStringLiteral("run 14 GReg-2"), 2.55, 93.31, 0.07, 0, Kind::Own},
         {QStringLiteral("11"), QStringLiteral("run 11 GReg-1"), 2.55, 93.15, 0.09, 1, Kind::Own},
         {QStringLiteral("18"), QStringLiteral("run 18 MaskSparsity"), 2.69, 93.02, 0, 5, Kind::Own},
         {QStringLiteral("12"), QStringLiteral("run 12 L1"), 2.55, 92.58, 0.12, 3, Kind::Control},
         {QStringLiteral("13"), QStringLiteral("run 13 scratch"), 2.55, 91.94, 0.21, 4, Kind::Control},
         {QStringLiteral("19"), QStringLiteral("run 19 GReg-1"), 3.57, 92.17, 0.16, 6, Kind::Own},
         {QStringLiteral("20"), QStringLiteral("run 20 L1"), 3.57, 91.8, 0.11, 7, Kind::Control},
         {QStringLiteral("p1"), QStringLiteral("SFP"), 2.11, 93.35, 0, 0, Kind::Published},
         {QStringLiteral("p2"), QStringLiteral("AMC"), 2.0, 91.9, 0, 0, Kind::Published},
         {QStringLiteral("p3"), QStringLiteral("AFP"), 2.56, 92.94, 0, 0, Kind::Published}});
    plot->setBase(93.41, QStringLiteral("base 93.41"));
    plot->setSelected({QStringLiteral("14")});
    return plot;
}

QWidget *makeMasks(const ThemeService &themes)
{
    auto *table = new CellTable(themes);
    auto *model = new QStandardItemModel(table);
    model->setHorizontalHeaderLabels(
        {QStringLiteral("Layer"), QStringLiteral("only A, only B, both"), QStringLiteral("IoU")});
    for (int i = 0; i < 9; ++i) {
        const QString name = QStringLiteral("layer3.%1.conv1").arg(i);
        QList<int> a, b;
        for (int c = 0; c < 64; ++c) {
            if ((c * 7 + i) % 3 == 0)
                a << c;
            if ((c * 5 + i * 3) % 3 == 0)
                b << c;
        }
        auto *layer = new QStandardItem(name), *mask = new QStandardItem,
             *iou = new QStandardItem(QStringLiteral("0.45"));
        layer->setData(QVariant::fromValue(NameCell{name, {}, true, NameCell::Marker::None, 0}), CellRole);
        mask->setData(QVariant::fromValue(MaskCell{maskBits(64, a, b), 0, 3}), CellRole);
        iou->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        model->appendRow({layer, mask, iou});
    }
    table->setItemsExpandable(false);
    table->setModel(model);
    table->setItemDelegateForColumn(0, new NameDelegate(themes, table));
    table->setItemDelegateForColumn(1, new MaskDelegate(themes, table));
    table->setColumnWidth(0, 150);
    table->setColumnWidth(1, 300);
    return table;
}

QWidget *makeGroup(const ThemeService &themes)
{
    auto *frame = new QFrame;
    frame->setProperty("surface", "panel");
    auto *column = new QVBoxLayout(frame);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(12);
    auto *strip = new ScoreStrip(themes);
    QList<double> scores;
    QList<bool> kept;
    for (int i = 0; i < 32; ++i) {
        scores << 2.31 * std::exp(-0.1 * ((i * 13) % 32));
        kept << ((i * 13) % 32 < 24);
    }
    strip->setScores(scores, kept);
    QObject::connect(strip, &ScoreStrip::toggleRequested, strip, [strip, scores, kept](int channel) mutable {
        kept[channel] = !kept[channel];
        strip->setScores(scores, kept);
    });
    column->addWidget(strip);
    auto *rows = new IntervalRows(themes);
    rows->setRows({{QStringLiteral("cut as it is"), 71.4, 68.6, 74.2, 7, format::plusMinus(71.4, 2.8, 1)},
                   {QStringLiteral("+ recalibrated"), 89.9, 88.1, 91.7, 0, format::plusMinus(89.9, 1.8, 1)},
                   {QStringLiteral("base, v0"), 93.4, 92.0, 94.8, -1, format::plusMinus(93.4, 1.4, 1)}});
    rows->setReference(93.4);
    rows->setAxisTitle(QStringLiteral("tuning, %"));
    column->addWidget(rows);
    auto *bar = new KeptBar(themes);
    bar->setShares(0.5, 0.5);
    column->addWidget(bar);
    for (int series : {0, 2, 5}) {
        auto *spark = new Sparkline(themes, series);
        for (int i = 0; i < 200; ++i)
            spark->append(50 + 6 * std::sin(i * 0.3 * (series + 1)) + (i > 120 && i < 130 ? -20 : 0));
        column->addWidget(spark);
    }
    column->addStretch(1);
    return frame;
}

} // namespace

QWidget *makeExtrasPage(const ThemeService &themes)
{
    auto *page = new QWidget;
    auto *gate = new RepaintGate(page);
    auto *grid = new QGridLayout(page);
    grid->setContentsMargins(6, 6, 6, 6);
    grid->setSpacing(6);
    grid->addWidget(makeDock(themes, QStringLiteral("Pareto"), QStringLiteral("top-1 against speed-up"),
                             makePareto(themes, *gate)),
                    0, 0, 2, 1);
    grid->addWidget(
        makeDock(themes, QStringLiteral("Masks"), QStringLiteral("run 14 and run 12"), makeMasks(themes)), 0,
        1);
    grid->addWidget(
        makeDock(themes, QStringLiteral("Group"), QStringLiteral("stream of layer2"), makeGroup(themes)), 1,
        1);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    return page;
}

} // namespace espalier::gallery

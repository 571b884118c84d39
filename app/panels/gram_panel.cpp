// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/gram_panel.h"

#include "app/bridge/session_bridge.h"
#include "app/models/project.h"
#include "app/models/run_history.h"
#include "app/models/selection.h"
#include "widgets/controls/segments.h"
#include "widgets/number_format.h"
#include "widgets/plots/heat_map_plot.h"
#include "widgets/themed.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <numeric>

namespace espalier::app {

namespace format = widgets::format;
using widgets::HeatMap;

namespace {

enum When { Start, Now, Difference };

/// Original indices in the order shown: kept first, chosen last, each ascending.
std::vector<int> shownOrder(const report::GramMatrix &gram)
{
    std::vector<int> order(static_cast<std::size_t>(gram.size));
    std::iota(order.begin(), order.end(), 0);
    if (!gram.chosen.empty())
        std::ranges::stable_partition(order, [&gram](int i) { return gram.chosen[static_cast<std::size_t>(i)] == 0; });
    return order;
}

} // namespace

GramPanel::GramPanel(const PanelContext &context, QWidget *parent)
    : PlotPanel(context, parent), m_plot(new widgets::HeatMapPlot(context.themes, context.gate)),
      m_when(new widgets::Segments(context.themes)),
      m_layer(widgets::makeLabel(context.themes, {}, widgets::FontRole::Mono)),
      m_blocks(widgets::makeLabel(context.themes, {}, widgets::FontRole::Caption, "secondary"))
{
    m_plot->setTitle(tr("Gram matrix"));
    m_plot->setValueTitle(QStringLiteral("w_i · w_j"));
    setUp(m_plot, makePage(), {QStringLiteral("gram"), tr("The Gram matrix W·Wᵀ of the selected layer appears here during a run.")});
    connect(m_when, &widgets::Segments::currentChanged, this, &GramPanel::refresh);
    connect(&context.selection, &Selection::changed, this, &GramPanel::renewWishes);
    connect(&context.project, &Project::structureChanged, this, &GramPanel::renewWishes);
    connect(&context.bridge, &SessionBridge::snapshotChanged, this, [this] {
        if (isVisible() && !isFrozen() && this->context().bridge.snapshot()->gram != m_shown)
            refresh();
    });
}

QWidget *GramPanel::makePage()
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 4, 0, 8);
    auto *tools = new QHBoxLayout;
    tools->setContentsMargins(12, 0, 12, 0);
    for (const QString &text : {tr("start"), tr("now"), tr("difference")})
        m_when->addSegment(text);
    m_when->setCurrent(Now);
    m_when->setAccessibleName(tr("Which state"));
    tools->addWidget(m_layer);
    tools->addStretch(1);
    tools->addWidget(m_when);
    column->addLayout(tools);
    column->addWidget(m_plot, 1);
    m_blocks->setContentsMargins(12, 0, 12, 0);
    m_blocks->setWordWrap(true);
    column->addWidget(m_blocks);
    return page;
}

// Without a selection the first group that is to lose channels is shown, so that the panel is never idle in a run.
report::Probes GramPanel::wishes() const
{
    report::Probes probes;
    probes.gramLayer = context().selection.layer().toStdString();
    const auto &structure = context().project.structure();
    if (probes.gramLayer.empty() && structure) {
        const auto &ratios = context().project.edits().ratios;
        const auto marked = std::ranges::find_if(structure->groups, [&ratios](const graph::Group &group) { return ratios[group.id.index()] > 0.0; });
        if (marked != structure->groups.end())
            probes.gramLayer = marked->name;
    }
    return probes;
}

void GramPanel::refresh()
{
    m_shown = context().bridge.snapshot()->gram;
    setFilled(m_shown != nullptr);
    if (!m_shown)
        return;
    m_layer->setText(QString::fromStdString(m_shown->layer));
    const bool hasStart = !m_shown->startValues.empty();
    m_when->setSegmentEnabled(Start, hasStart);
    m_when->setSegmentEnabled(Difference, hasStart);
    HeatMap map = mapOf(*m_shown);
    refreshBlocks(map);
    m_plot->setMap(std::move(map));
    setSubtitle(tr("step %1").arg(format::integer(m_shown->step)));
}

float GramPanel::valueOf(const report::GramMatrix &gram, std::size_t cell) const
{
    if (gram.startValues.empty() || m_when->current() == Now)
        return gram.values[cell];
    return m_when->current() == Start ? gram.startValues[cell] : gram.values[cell] - gram.startValues[cell];
}

HeatMap GramPanel::mapOf(const report::GramMatrix &gram) const
{
    const std::vector<int> order = shownOrder(gram);
    HeatMap map;
    map.rows = map.columns = gram.size;
    map.values.reserve(gram.values.size());
    for (const int row : order) {
        for (const int column : order)
            map.values.push_back(valueOf(gram, static_cast<std::size_t>(row * gram.size + column)));
    }
    const auto chosen = std::ranges::count_if(gram.chosen, [](std::uint8_t one) { return one != 0; });
    map.keptRows = map.keptColumns = chosen > 0 ? gram.size - static_cast<int>(chosen) : 0;
    map.rowTitle = tr("filter i");
    map.columnTitle = tr("filter j");
    map.rowNames = map.columnNames = QList<int>(order.begin(), order.end());
    return map;
}

void GramPanel::refreshBlocks(const HeatMap &map)
{
    if (map.keptRows == 0)
        return m_blocks->setText(tr("Nothing is chosen in this layer."));
    const auto rms = [&map](int firstRow, int lastRow, int firstColumn, int lastColumn) {
        return format::general(widgets::rootMeanSquare(map, firstRow, lastRow, firstColumn, lastColumn), 3);
    };
    const int kept = map.keptRows, all = map.rows;
    m_blocks->setText(tr("RMS  kept × kept %1  ·  kept × pruned %2  ·  pruned × pruned %3")
                          .arg(rms(0, kept, 0, kept), rms(0, kept, kept, all), rms(kept, all, kept, all)));
}

} // namespace espalier::app

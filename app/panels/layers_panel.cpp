// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/layers_panel.h"

#include "app/models/engine_texts.h"
#include "app/models/layer_groups.h"
#include "app/models/layers_filter.h"
#include "app/models/layers_model.h"
#include "app/models/selection.h"
#include "app/models/totals_model.h"
#include "app/models/actions.h"
#include "widgets/controls/channel_bars.h"
#include "widgets/controls/chip.h"
#include "widgets/controls/filter_field.h"
#include "widgets/number_format.h"
#include "widgets/tables/cell_table.h"
#include "widgets/tables/layer_delegates.h"
#include "widgets/tables/ratio_delegate.h"

#include <QtGui/QClipboard>
#include <QtGui/QFocusEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QVBoxLayout>

namespace espalier::app {

namespace {

constexpr std::pair<int, int> commonWidths[] = {
    {LayersModel::NumberColumn, 44},  {LayersModel::NameColumn, 190},   {LayersModel::ShapeColumn, 100},
    {LayersModel::MapColumn, 64},     {LayersModel::ChannelsColumn, 84}, {LayersModel::RatioColumn, 200},
    {LayersModel::ParamsColumn, 110}, {LayersModel::MacsColumn, 116},   {LayersModel::ShareColumn, 84},
    {LayersModel::NoteColumn, 220}};

} // namespace

using namespace widgets;

LayersPanel::LayersPanel(const PanelContext &context, QWidget *parent)
    : Panel(parent), m_context(context), m_model(new LayersModel(context.project, context.selection, this)),
      m_filter(new LayersFilter(*m_model, context.project, this)), m_bars(new ChannelBars(context.themes, this)),
      m_field(new FilterField(context.themes, tr("name, kind:conv, ratio>0.5"), FilterField::Look::Filter, this)),
      m_table(new TableWithTotals(context.themes, this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bars);
    column->addWidget(makeTools());
    column->addWidget(m_table, 1);
    setUpTable();
    setUpBars();
    followContext();
    refreshBars();
}

LayersPanel::~LayersPanel() = default;

QWidget *LayersPanel::makeTools()
{
    auto *tools = new QWidget(this);
    auto *row = new QHBoxLayout(tools);
    row->setContentsMargins(12, 4, 12, 6);
    m_field->setAccessibleName(tr("Filter layers"));
    m_field->setMinimumWidth(m_context.themes.metrics().px(120));
    m_field->setMaximumWidth(m_context.themes.metrics().px(280));
    auto *changed = new Chip(m_context.themes, tr("Changed"), tools);
    auto *prunable = new Chip(m_context.themes, tr("Prunable"), tools);
    row->addWidget(m_field, 100);
    row->addWidget(changed);
    row->addWidget(prunable);
    row->addStretch(1);
    connect(changed, &QAbstractButton::toggled, m_filter, &LayersFilter::setChangedOnly);
    connect(prunable, &QAbstractButton::toggled, m_filter, &LayersFilter::setPrunableOnly);
    connect(m_field, &FilterField::filterChanged, this, [this](const QString &text) {
        m_filter->setText(text);
        m_field->setError(m_filter->error());
        m_table->view()->expandAll();
    });
    setTabOrder(m_field, changed);
    setTabOrder(changed, prunable);
    setTabOrder(prunable, m_bars);
    setTabOrder(m_bars, m_table->view());
    return tools;
}

// No focus proxy: Tab would come back to it from within the panel.
void LayersPanel::focusInEvent(QFocusEvent *event)
{
    m_field->setFocus(event->reason());
}

// In a low window the table matters more than the bars; a wide one has room for notes.
void LayersPanel::resizeEvent(QResizeEvent *event)
{
    Panel::resizeEvent(event);
    m_bars->setVisible(height() >= 3 * m_bars->sizeHint().height());
    int columns = m_context.themes.metrics().px(84 + 160); // the share, which may stretch, and the least for notes
    for (int column = 0; column < LayersModel::ShareColumn; ++column)
        columns += m_table->view()->columnWidth(column);
    m_table->setColumnHidden(LayersModel::NoteColumn, width() < columns);
}

void LayersPanel::setUpTable()
{
    m_table->setModel(m_filter);
    m_table->setTotalsModel(new TotalsModel(*m_model, this));
    m_table->view()->setAccessibleName(tr("Layers"));
    m_table->view()->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->view()->setKeyColumn(LayersModel::RatioColumn);
    setColumnDelegates();
    for (const auto &[column, width] : commonWidths)
        m_table->setColumnWidth(column, m_context.themes.metrics().px(width));
    m_table->setColumnWidth(LayersModel::StateColumn, stateWidth());
    m_table->header()->setStretchLastSection(true);
    m_table->setColumnHidden(LayersModel::NoteColumn, true);
    connect(m_table->view()->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &LayersPanel::takeSelection);
}

/// Columns of numbers as wide as this network needs, with room for what a plan leaves of each.
void LayersPanel::fitColumns()
{
    const QAbstractItemView &view = *m_table->view(); // where the hint is public
    for (const auto &[column, width] : commonWidths) {
        int needed = 0;
        if (column == LayersModel::ShapeColumn || column == LayersModel::MapColumn)
            needed = view.sizeHintForColumn(column);
        else if (column == LayersModel::ChannelsColumn)
            needed = changeWidth(format::integer(allChannels()));
        else if (column == LayersModel::ParamsColumn || column == LayersModel::MacsColumn)
            needed = changeWidth(m_model->total(column, Qt::DisplayRole).toString().section(format::arrow, 0, 0).trimmed());
        else
            continue;
        m_table->setColumnWidth(column, std::max(m_context.themes.metrics().px(width), needed));
    }
}

/// At least as many as any block has.
int LayersPanel::allChannels() const
{
    std::int64_t channels = 0;
    for (const graph::LayerCost &layer : m_context.project.preview().layersBefore)
        channels += layer.out;
    return static_cast<int>(channels);
}

/// Of a cell that shows this number and what a plan leaves of it.
int LayersPanel::changeWidth(const QString &number) const
{
    const QFontMetrics metrics(semiBold(m_context.themes.fonts().table));
    return 2 * metrics.horizontalAdvance(number) + m_context.themes.metrics().px(36);
}

/// As wide as the longest state's word in the user's language.
int LayersPanel::stateWidth() const
{
    const QFontMetrics metrics(m_context.themes.fonts().table);
    int widest = 0;
    for (const ChannelState state : {ChannelState::Prunable, ChannelState::Frozen, ChannelState::Locked, ChannelState::Marked,
                                     ChannelState::Cut})
        widest = std::max(widest, metrics.horizontalAdvance(stateWord(state)));
    return widest + m_context.themes.metrics().px(40); // glyph and margins
}

void LayersPanel::setColumnDelegates()
{
    const ThemeService &themes = m_context.themes;
    auto *change = new BeforeAfterDelegate(themes, this);
    auto *names = new NameDelegate(themes, this);
    m_table->setColumnDelegate(LayersModel::NumberColumn, new RailDelegate(themes, this));
    m_table->setColumnDelegate(LayersModel::NameColumn, names);
    m_table->setColumnDelegate(LayersModel::StateColumn, new StateDelegate(themes, this));
    for (const int column : {LayersModel::ShapeColumn, LayersModel::MapColumn, LayersModel::ChannelsColumn,
                             LayersModel::ParamsColumn, LayersModel::MacsColumn})
        m_table->setColumnDelegate(column, change);
    m_table->setColumnDelegate(LayersModel::RatioColumn, new RatioDelegate(themes, this));
    m_table->setColumnDelegate(LayersModel::ShareColumn, new ShareDelegate(themes, ShareDelegate::Look::Share, this));
    m_table->setColumnDelegate(LayersModel::NoteColumn, names);
}

void LayersPanel::setUpBars()
{
    m_bars->setAccessibleName(tr("Channels per group"));
    connect(m_bars, &ChannelBars::keptRequested, this, &LayersPanel::ratioFromBar);
    connect(m_bars, &ChannelBars::barClicked, this, [this](int index) {
        const graph::Group &group = m_context.project.structure()->groups[static_cast<std::size_t>(index)];
        m_context.selection.select(QString::fromStdString(group.name), group.id);
    });
}

void LayersPanel::followContext()
{
    connect(&m_context.project, &Project::structureChanged, this, [this] {
        m_table->view()->expandAll();
        fitColumns();
    });
    connect(&m_context.project, &Project::planChanged, this, &LayersPanel::refreshBars);
    connect(&m_context.selection, &Selection::changed, this, &LayersPanel::showSelection);
    connect(&m_context.actions[ActionId::SelectAll], &QAction::triggered, m_table->view(), &QTreeView::selectAll);
    connect(&m_context.actions[ActionId::Copy], &QAction::triggered, this,
            [this] { QApplication::clipboard()->setText(m_table->view()->selectionAsText()); });
    connect(&m_context.actions[ActionId::UnitFlops], &QAction::toggled, this, [this](bool flops) {
        m_model->setCostUnit(flops ? LayersModel::CostUnit::Flops : LayersModel::CostUnit::Macs);
    });
}

void LayersPanel::refreshBars()
{
    QList<ChannelBar> bars;
    if (const graph::Structure *structure = m_context.project.structure().get()) {
        const graph::PlanResult *plan = m_context.project.plan();
        for (const graph::Group &group : structure->groups) {
            ChannelBar bar;
            bar.name = groupTitle(group.name);
            bar.original = m_context.project.originalChannels(group.id);
            bar.current = group.channels;
            const auto removed = plan ? plan->plan.removed(group.id).size() : std::size_t{0};
            bar.kept = group.channels - static_cast<int>(removed);
            bar.floor = m_context.project.edits().limits.minimum;
            bar.unit = group.unit;
            const bool locked = m_context.project.edits().locked.contains(group.id);
            bar.state = locked ? ChannelState::Locked : ChannelState::Prunable;
            bar.editable = !locked;
            bars.append(bar);
        }
    }
    m_bars->setBars(bars, stages());
    refreshSubtitle();
}

/// A bracket under neighbouring groups of one block ("layer1").
QList<BarStage> LayersPanel::stages() const
{
    QList<BarStage> stages;
    const graph::Structure *structure = m_context.project.structure().get();
    for (int i = 0; structure && i < static_cast<int>(structure->groups.size()); ++i) {
        const QString block = layerOfGroup(structure->groups[static_cast<std::size_t>(i)].name).section(u'.', 0, 0);
        if (!stages.isEmpty() && stages.back().label == block)
            ++stages.back().count;
        else
            stages.append({i, 1, block});
    }
    return stages;
}

void LayersPanel::refreshSubtitle()
{
    const auto &structure = m_context.project.structure();
    if (!structure)
        return setSubtitle({});
    setSubtitle(tr("%1 layers, %2 groups").arg(structure->layers.size()).arg(structure->groups.size()));
}

void LayersPanel::takeSelection()
{
    const QModelIndex current = m_filter->mapToSource(m_table->view()->currentIndex());
    const graph::Layer *layer = m_model->layer(current);
    if (!layer)
        return;
    const auto groups = groupsOf(*m_context.project.structure(), *layer);
    m_context.selection.select(QString::fromStdString(layer->name), groups.empty() ? graph::GroupId{} : groups.front());
}

void LayersPanel::showSelection()
{
    const base::GroupId group = m_context.selection.group();
    m_bars->setSelected(group.isValid() ? QSet<int>{group.value} : QSet<int>{});
    const QModelIndex shown = m_filter->mapFromSource(m_model->indexOf(m_context.selection.layer()));
    const QModelIndex current = m_table->view()->currentIndex();
    if (shown.isValid() && (shown.row() != current.row() || shown.parent() != current.parent()))
        m_table->view()->setCurrentIndex(shown.siblingAtColumn(LayersModel::RatioColumn));
}

void LayersPanel::ratioFromBar(int index, int kept, bool final)
{
    const auto group = graph::GroupId{index};
    const double original = std::max(m_context.project.originalChannels(group), 1);
    m_context.project.setRatio({group}, (original - kept) / original, QStringLiteral("bar %1").arg(m_dragNumber));
    m_dragNumber += final ? 1 : 0;
}

} // namespace espalier::app

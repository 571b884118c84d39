// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/state_strip.h"

#include "app/models/engine_texts.h"
#include "app/shell/workbench.h"
#include "widgets/controls/badge.h"
#include "widgets/controls/segments.h"
#include "widgets/number_format.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>

namespace espalier::app {

namespace format = widgets::format;
using widgets::BadgeSpec;

namespace {

BadgeSpec badgeOf(const report::ModelInfo &model, bool hasPlan)
{
    using widgets::ChannelState;
    if (model.state == report::ModelStateKind::Marked)
        return BadgeSpec::forState(ChannelState::Marked);
    if (model.state == report::ModelStateKind::Cut && !hasPlan)
        return BadgeSpec::forState(ChannelState::Cut);
    if (hasPlan)
        return BadgeSpec::plain(StateStrip::tr("Planned, nothing cut yet"), QStringLiteral("prunable"));
    return BadgeSpec::plain(StateStrip::tr("Whole"), QStringLiteral("prunable"));
}

QString dataText(const report::Snapshot &snapshot)
{
    if (!snapshot.data)
        return StateStrip::tr("no data bound");
    const report::DataInfo &data = *snapshot.data;
    QString text = StateStrip::tr("%1: %2 train, %3 tuning, %4 test")
                       .arg(QString::fromStdString(data.preset), format::integer(data.train), format::integer(data.tuning),
                            format::integer(data.test));
    if (snapshot.baseline)
        text += StateStrip::tr("  ·  base %1 %").arg(format::fixed(snapshot.baseline->top1, 2));
    return text;
}

} // namespace

StateStrip::StateStrip(Workbench &workbench, QWidget *parent) : QToolBar(tr("State"), parent), m_workbench(workbench)
{
    setObjectName(QStringLiteral("state_strip"));
    setMovable(false);
    m_model = widgets::makeLabel(workbench.themes, {}, widgets::FontRole::Strong);
    m_version = widgets::makeLabel(workbench.themes, {}, widgets::FontRole::Base, "secondary");
    m_badge = new widgets::Badge(workbench.themes, widgets::BadgeSpec::plain({}), this);
    m_data = widgets::makeElidedLabel(workbench.themes, widgets::FontRole::Base, "secondary");
    auto *content = new QWidget(this); // a tool bar would hide what does not fit
    m_row = new QHBoxLayout(content);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(8);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_model, m_version, m_badge, m_data})
        m_row->addWidget(widget, widget == m_data ? 1 : 0);
    addUnitSwitch();
    addWidget(content);
    connect(&workbench.bridge, &SessionBridge::snapshotChanged, this, &StateStrip::refresh);
    connect(&workbench.project, &Project::planChanged, this, &StateStrip::refresh);
    refresh();
}

void StateStrip::addUnitSwitch()
{
    m_row->addWidget(widgets::makeLabel(m_workbench.themes, tr("Cost in"), widgets::FontRole::Base, "caption"));
    auto *units = new widgets::Segments(m_workbench.themes, this);
    units->setAccessibleName(tr("Unit of cost"));
    units->addSegment(tr("MACs"));
    units->addSegment(tr("FLOPs"));
    using enum ActionId;
    connect(units, &widgets::Segments::currentChanged, this,
            [this](int index) { m_workbench.actions[index == 0 ? UnitMacs : UnitFlops].trigger(); });
    connect(&m_workbench.actions[UnitFlops], &QAction::toggled, units, [units](bool on) { units->setCurrent(on ? 1 : 0); });
    m_row->addWidget(units);
}

void StateStrip::refresh()
{
    const report::Snapshot &snapshot = *m_workbench.bridge.snapshot();
    if (!snapshot.model)
        return;
    const graph::PlanResult *plan = m_workbench.project.plan();
    m_model->setText(QString::fromStdString(snapshot.model->title));
    const QString version = pointTitle(snapshot.model->version);
    m_version->setText(version.isEmpty() ? QString() : QStringLiteral("› ") + version);
    m_badge->setSpec(badgeOf(*snapshot.model, plan && !plan->plan.isEmpty()));
    m_data->setText(dataText(snapshot));
    m_data->setToolTip(m_data->text());
}

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/status_cells.h"

#include "app/shell/workbench.h"
#include "widgets/number_format.h"
#include "widgets/themed.h"

#include <QtWidgets/QLabel>
#include <QtWidgets/QStatusBar>

namespace espalier::app {

namespace format = widgets::format;

namespace {

QString commandText(const QString &name)
{
    if (name == QLatin1String("open_model"))
        return StatusCells::tr("opening");
    if (name == QLatin1String("bind_data"))
        return StatusCells::tr("reading images");
    if (name == QLatin1String("evaluate"))
        return StatusCells::tr("measuring");
    if (name == QLatin1String("run_recipe") || name == QLatin1String("resume_run"))
        return StatusCells::tr("running the recipe");
    if (name == QLatin1String("commit_plan"))
        return StatusCells::tr("cutting");
    if (name == QLatin1String("export_model"))
        return StatusCells::tr("exporting");
    return name;
}

QString change(std::int64_t before, std::int64_t after)
{
    return before > 0 ? format::signedPercent(static_cast<double>(after - before) / static_cast<double>(before))
                      : format::none();
}

} // namespace

StatusCells::StatusCells(Workbench &workbench, QStatusBar &bar) : QObject(&bar), m_workbench(workbench)
{
    bar.setSizeGripEnabled(false);
    m_state = addCell(bar, "state");
    m_parameters = addCell(bar, "parameters");
    m_macs = addCell(bar, "macs");
    m_recipe = addCell(bar, "recipe");
    m_dropped = addCell(bar, "dropped", true);
    m_problems = addCell(bar, "problems", true);
    connect(&workbench.bridge, &SessionBridge::activityChanged, this, &StatusCells::refreshState);
    connect(&workbench.bridge, &SessionBridge::snapshotChanged, this, &StatusCells::refreshState);
    connect(&workbench.project, &Project::planChanged, this, &StatusCells::refreshPlan);
    connect(&workbench.project, &Project::recipeChanged, this, &StatusCells::refreshPlan);
    connect(&workbench.bridge, &SessionBridge::eventsArrived, this, [this](const EventBatch &events) {
        for (const report::Event &event : events)
            m_problemCount += std::holds_alternative<report::WarningRaised>(event) ? 1 : 0;
        refreshState();
    });
    refreshState();
    refreshPlan();
}

QLabel *StatusCells::addCell(QStatusBar &bar, const char *name, bool permanent)
{
    QLabel *cell = widgets::makeLabel(m_workbench.themes, {}, widgets::FontRole::Caption, "secondary");
    cell->setObjectName(QLatin1String(name));
    cell->setTextFormat(Qt::RichText);
    if (permanent)
        bar.addPermanentWidget(cell);
    else
        bar.addWidget(cell);
    return cell;
}

void StatusCells::refreshState()
{
    const SessionBridge &bridge = m_workbench.bridge;
    QString state = tr("Ready");
    if (bridge.isPaused())
        state = tr("Paused");
    else if (bridge.isBusy())
        state = tr("Busy: %1").arg(commandText(bridge.runningCommand()));
    else if (!m_workbench.project.hasModel())
        state = tr("Empty");
    m_state->setText(QStringLiteral("<b>%1</b>").arg(state.toHtmlEscaped()));
    m_dropped->setText(tr("%1 points dropped").arg(bridge.droppedEvents()));
    m_dropped->setVisible(bridge.droppedEvents() > 0);
    m_problems->setText(m_problemCount == 0 ? tr("No problems") : tr("%n problem(s)", nullptr, m_problemCount));
}

void StatusCells::refreshPlan()
{
    const Project &project = m_workbench.project;
    for (QLabel *cell : {m_parameters, m_macs, m_recipe})
        cell->setVisible(project.hasModel());
    const graph::Preview &preview = project.preview();
    m_parameters->setText(tr("Params <b>%1</b>").arg(change(preview.before.parameters, preview.after.parameters)));
    m_macs->setText(tr("MACs <b>%1</b>").arg(change(preview.before.macs, preview.after.macs)));
    m_recipe->setText(tr("Recipe r%1").arg(project.revision()));
}

} // namespace espalier::app

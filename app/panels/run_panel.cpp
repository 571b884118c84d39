// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/run_panel.h"

#include "app/models/actions.h"
#include "app/models/engine_texts.h"
#include "app/models/phase_texts.h"
#include "app/models/project.h"
#include "app/models/run_history.h"
#include "app/models/timeline_model.h"
#include "widgets/controls/buttons.h"
#include "widgets/controls/phase_bar.h"
#include "widgets/controls/stat_tile.h"
#include "widgets/number_format.h"
#include "widgets/themed.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace espalier::app {

namespace format = widgets::format;

namespace {

/// Property of a button that shows its icon only.
constexpr const char *compact = "compact";

/// A button that stands for an action: text (unless given), icon, state and tooltip follow it.
QPushButton *actionButton(const PanelContext &context, ActionId id, widgets::ButtonKind kind, const QString &name = {})
{
    QAction &action = context.actions[id];
    QPushButton *button = widgets::makeButton({}, kind);
    widgets::setButtonIcon(button, context.themes, QLatin1String(actionSpec(id).icon));
    const auto follow = [button, &action, name] {
        QString text = name.isEmpty() ? action.iconText() : name;
        text.remove(u'&');
        button->setAccessibleName(text);
        button->setText(button->property(compact).toBool() ? QString() : text);
        button->setEnabled(action.isEnabled());
        button->setToolTip(action.toolTip());
    };
    QObject::connect(&action, &QAction::changed, button, follow);
    QObject::connect(button, &QPushButton::clicked, &action, &QAction::trigger);
    follow();
    return button;
}

} // namespace

RunPanel::RunPanel(const PanelContext &context, QWidget *parent)
    : Panel(parent), m_context(context), m_state(widgets::makeLabel(context.themes, {}, widgets::FontRole::Section)),
      m_what(widgets::makeLabel(context.themes, {}, widgets::FontRole::Caption, "caption")),
      m_phases(new widgets::PhaseBar(context.themes, this)), m_step(new widgets::StatTile(context.themes, tr("Step"), this)),
      m_accuracy(new widgets::StatTile(context.themes, tr("Tuning accuracy"), this)),
      m_speed(new widgets::StatTile(context.themes, tr("Speed"), this)), m_left(new widgets::StatTile(context.themes, tr("Left"), this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 8, 12, 8);
    row->setSpacing(16);
    m_states = makeState();
    m_controls = makeControls();
    row->addWidget(m_states);
    row->addWidget(m_phases, 1);
    for (widgets::StatTile *tile : {m_step, m_accuracy, m_speed, m_left})
        row->addWidget(tile);
    row->addWidget(m_controls);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    connect(&context.bridge, &SessionBridge::activityChanged, this, &RunPanel::refreshState);
    connect(&context.bridge, &SessionBridge::snapshotChanged, this, &RunPanel::refreshProgress);
    connect(&context.history, &RunHistory::changed, this, &RunPanel::refreshPhases);
    connect(&context.project, &Project::recipeChanged, this, &RunPanel::refreshState);
    connect(&context.timeline, &QAbstractItemModel::modelReset, this, &RunPanel::refreshState);
    refreshState();
    refreshProgress();
}

QWidget *RunPanel::makeState()
{
    auto *box = new QWidget(this);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(m_state);
    column->addWidget(m_what);
    m_what->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    box->setMinimumWidth(fontMetrics().height() * 12); // the same for every phase
    return box;
}

QWidget *RunPanel::makeControls()
{
    auto *box = new QWidget(this);
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    m_resume = actionButton(m_context, ActionId::ResumeRun, widgets::ButtonKind::Primary, tr("Go on"));
    m_start = actionButton(m_context, ActionId::StartRun, widgets::ButtonKind::Primary);
    m_startOver = actionButton(m_context, ActionId::StartRun, widgets::ButtonKind::Normal, tr("Start again"));
    m_pause = actionButton(m_context, ActionId::PauseRun, widgets::ButtonKind::Primary);
    m_probe = actionButton(m_context, ActionId::ProbeCutNow, widgets::ButtonKind::Normal);
    m_stop = actionButton(m_context, ActionId::StopRun, widgets::ButtonKind::Danger);
    for (QPushButton *button : buttons())
        row->addWidget(button);
    return box;
}

QString RunPanel::stateText() const
{
    const SessionBridge &bridge = m_context.bridge;
    const auto &progress = bridge.snapshot()->progress;
    if (bridge.isPaused())
        return tr("Paused");
    if (bridge.isBusy() && progress && progress->running)
        return phaseText(QString::fromStdString(progress->phase.empty() ? progress->stage : progress->phase));
    if (bridge.isBusy())
        return tr("Busy");
    if (m_context.timeline.endsStopped())
        return tr("Stopped");
    return m_context.history.hasRun() ? tr("Run ended") : tr("Ready");
}

void RunPanel::refreshState()
{
    const QString running = m_context.bridge.runningCommand();
    const bool runs = running == QLatin1String("run_recipe") || running == QLatin1String("resume_run");
    m_state->setText(stateText());
    m_what->setText(QString::fromStdString(m_context.project.edits().recipe.name));
    m_what->setToolTip(m_what->text());
    const bool stopped = m_context.timeline.endsStopped();
    m_resume->setVisible(!runs && stopped);
    m_startOver->setVisible(!runs && stopped);
    m_start->setVisible(!runs && !stopped);
    for (QPushButton *button : {m_pause, m_probe, m_stop})
        button->setVisible(runs);
    fit();
}

QSize RunPanel::minimumSizeHint() const
{
    return {Panel::minimumSizeHint().width(), layout()->minimumSize().height()};
}

void RunPanel::setCompact(bool on)
{
    for (QPushButton *button : buttons()) {
        button->setProperty(compact, on);
        button->setText(on ? QString() : button->accessibleName());
    }
}

/// Beside state, step, buttons and a readable bar of phases.
int RunPanel::roomForFigures() const
{
    int room = width() - layout()->contentsMargins().left() - layout()->contentsMargins().right();
    for (const QWidget *fixed : {m_states, m_controls, static_cast<QWidget *>(m_step)})
        room -= std::max(fixed->sizeHint().width(), fixed->minimumWidth()) + layout()->spacing();
    return room - fontMetrics().height() * 10 - 2 * layout()->spacing();
}

// What is left out first is what the other figures tell as well.
void RunPanel::fit()
{
    setCompact(false);
    int room = roomForFigures();
    if (room < 0) {
        setCompact(true);
        room = roomForFigures();
    }
    for (widgets::StatTile *tile : {m_accuracy, m_left, m_speed}) {
        room -= tile->sizeHint().width() + layout()->spacing();
        tile->setVisible(room >= 0);
    }
}

void RunPanel::resizeEvent(QResizeEvent *event)
{
    Panel::resizeEvent(event);
    fit();
}

void RunPanel::refreshPhases()
{
    const RunHistory &history = m_context.history;
    if (history.generation() == m_generation)
        return;
    m_generation = history.generation();
    QList<widgets::PhaseSpan> spans;
    double steps = 0.0;
    m_phases->setCut(std::numeric_limits<double>::quiet_NaN());
    for (const report::PhaseStarted &phase : history.planned()) {
        if (phase.stage == "cut")
            m_phases->setCut(steps);
        if (phase.plannedSteps <= 0)
            continue;
        const QString id = QString::fromStdString(phase.phase);
        spans.append({phaseText(id), format::integer(phase.plannedSteps), static_cast<double>(phase.plannedSteps), phaseKind(id)});
        steps += static_cast<double>(phase.plannedSteps);
    }
    m_phases->setPhases(spans);
}

void RunPanel::refreshProgress()
{
    refreshState();
    const report::Snapshot &snapshot = *m_context.bridge.snapshot();
    if (!snapshot.progress) {
        for (widgets::StatTile *tile : {m_step, m_accuracy, m_speed, m_left})
            tile->setFigure(format::none());
        return;
    }
    const report::Progress &progress = *snapshot.progress;
    m_phases->setNow(static_cast<double>(progress.step));
    m_step->setFigure(format::integer(progress.step), tr("of %1").arg(format::integer(progress.totalSteps)));
    m_speed->setFigure(format::fixed(progress.stepsPerSecond, 1), tr("it/s"));
    if (progress.running && progress.secondsLeft >= 0)
        m_left->setFigure(format::duration(progress.secondsLeft), tr("est."));
    else
        m_left->setFigure(format::none());
    const Series &tuning = m_context.history.series(QStringLiteral("accuracy.tuning"));
    m_accuracy->setFigure(tuning.isEmpty() ? format::none() : format::percent(tuning.value.back() / 100.0, 2));
}

} // namespace espalier::app

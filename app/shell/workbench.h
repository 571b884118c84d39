// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bridge/probe_board.h"
#include "app/bridge/session_bridge.h"
#include "app/models/layer_colors.h"
#include "app/models/layers_model.h"
#include "app/models/log_model.h"
#include "app/models/project.h"
#include "app/models/run_history.h"
#include "app/models/selection.h"
#include "app/models/timeline_model.h"
#include "app/panels/panel.h"
#include "app/models/actions.h"
#include "app/shell/file_prompt.h"
#include "app/shell/settings.h"
#include "widgets/plots/repaint_gate.h"
#include "widgets/theme_service.h"

#include <memory>

namespace espalier::app {

/// What main hands over.
struct WorkbenchOptions
{
    SessionBridge::EngineFactory makeEngine;
    std::shared_ptr<base::Log> log;
    QString settingsFile;    ///< empty = the user's own
    QString resourceFolder;  ///< where sample/ and recipes/ lie
    QString logFolder;
    std::function<void(LogModel &)> connectLog; ///< hands the model to the log's observer; may be empty
    std::unique_ptr<FilePrompt> prompt; ///< null = native dialogs
};

/// The composition of the program below its window: session, models, settings, theme, actions, each made once and in
/// order of dependence. No logic of its own beyond joining them.
struct Workbench
{
    explicit Workbench(WorkbenchOptions options);
    ~Workbench();

    PanelContext panelContext();
    QString resource(const QString &relative) const;

    WorkbenchOptions options;
    Settings settings;
    widgets::ThemeService themes;
    widgets::RepaintGate gate;
    SessionBridge bridge;
    Project project;
    RunHistory history;
    Selection selection;
    LayerColors colors;
    TimelineModel timeline;
    LogModel log;
    ProbeBoard probes;
    Actions actions;
    std::unique_ptr<FilePrompt> prompt;
};

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/action_table.h"

#include <QtCore/QCoreApplication>

#include <array>

namespace espalier::app {

namespace {

using enum ActionId;

constexpr std::array table = {
    ActionSpec{OpenModel, "open_model", "File", QT_TRANSLATE_NOOP("Actions", "&Open Model…"), "Ctrl+O", "open", QT_TRANSLATE_NOOP("Actions", "Open a network or a project")},
    ActionSpec{OpenWeights, "open_weights", "File", QT_TRANSLATE_NOOP("Actions", "Open &Weights…"), "", "file", QT_TRANSLATE_NOOP("Actions", "Put the weights of a file into the open network or a built-in one")},
    ActionSpec{OpenProject, "open_project", "File", QT_TRANSLATE_NOOP("Actions", "Open &Project…"), "Ctrl+Shift+O", "", QT_TRANSLATE_NOOP("Actions", "Open a run directory")},
    ActionSpec{OpenSample, "open_sample", "File", QT_TRANSLATE_NOOP("Actions", "Open &Sample"), "", "leaf", QT_TRANSLATE_NOOP("Actions", "Open the trained sample network with its images")},
    ActionSpec{ImportRecipe, "import_recipe", "File", QT_TRANSLATE_NOOP("Actions", "&Import Recipe…"), "", "", QT_TRANSLATE_NOOP("Actions", "Use ratios and stages of a recipe file"), Need::Model, true},
    ActionSpec{SaveProject, "save_project", "File", QT_TRANSLATE_NOOP("Actions", "Save &Named Version…"), "Ctrl+S", "save", QT_TRANSLATE_NOOP("Actions", "Keep the present state as a named version"), Need::Model | Need::Idle},
    ActionSpec{ExportModel, "export_model", "File/&Export", QT_TRANSLATE_NOOP("Actions", "&Model…"), "Ctrl+E", "export", QT_TRANSLATE_NOOP("Actions", "Write the network to a file that others load, and verify it"), Need::Model | Need::Idle, true},
    ActionSpec{ExportPlan, "export_plan", "File/&Export", QT_TRANSLATE_NOOP("Actions", "&Plan…"), "", "", QT_TRANSLATE_NOOP("Actions", "Write the planned channels as JSON"), Need::Model | Need::Plan},
    ActionSpec{ExportRecipe, "export_recipe", "File/&Export", QT_TRANSLATE_NOOP("Actions", "&Recipe…"), "", "", QT_TRANSLATE_NOOP("Actions", "Write the edited recipe; espalier-cli runs it as it is"), Need::Model},
    ActionSpec{ExportPlots, "export_plots", "File/&Export", QT_TRANSLATE_NOOP("Actions", "All P&lots…"), "Ctrl+Shift+E", "copy-image", QT_TRANSLATE_NOOP("Actions", "Write every visible plot as PNG and CSV"), Need::Model},
    ActionSpec{CloseProject, "close_project", "File", QT_TRANSLATE_NOOP("Actions", "&Close"), "Ctrl+W", "", QT_TRANSLATE_NOOP("Actions", "Close the project"), Need::Model | Need::Idle, true},
    ActionSpec{Quit, "quit", "File", QT_TRANSLATE_NOOP("Actions", "&Quit"), "Ctrl+Q", "", QT_TRANSLATE_NOOP("Actions", "Leave Espalier")},

    ActionSpec{Undo, "undo", "Edit", QT_TRANSLATE_NOOP("Actions", "&Undo"), "Ctrl+Z", "undo", QT_TRANSLATE_NOOP("Actions", "Take back the last edit")},
    ActionSpec{Redo, "redo", "Edit", QT_TRANSLATE_NOOP("Actions", "&Redo"), "Ctrl+Shift+Z", "redo", QT_TRANSLATE_NOOP("Actions", "Do the edit again")},
    ActionSpec{Copy, "copy", "Edit", QT_TRANSLATE_NOOP("Actions", "&Copy as Table"), "Ctrl+C", "", QT_TRANSLATE_NOOP("Actions", "Copy the selected rows, tab separated"), Need::Model, true},
    ActionSpec{SelectAll, "select_all", "Edit", QT_TRANSLATE_NOOP("Actions", "Select &All"), "Ctrl+A", "", QT_TRANSLATE_NOOP("Actions", "Select all layers"), Need::Model},
    ActionSpec{Find, "find", "Edit", QT_TRANSLATE_NOOP("Actions", "&Find"), "Ctrl+F", "search", QT_TRANSLATE_NOOP("Actions", "Filter the layer table"), Need::Model},
    ActionSpec{Palette, "palette", "Edit", QT_TRANSLATE_NOOP("Actions", "Command &Palette"), "Ctrl+Shift+P", "search", QT_TRANSLATE_NOOP("Actions", "Search commands and layers")},
    ActionSpec{Preferences, "preferences", "Edit", QT_TRANSLATE_NOOP("Actions", "P&references…"), "Ctrl+,", "options", QT_TRANSLATE_NOOP("Actions", "Language, theme, threads"), Need::Nothing, true},

    ActionSpec{ShowPrune, "show_prune", "View", QT_TRANSLATE_NOOP("Actions", "&Prune"), "Alt+1", "", QT_TRANSLATE_NOOP("Actions", "Panels for choosing what goes"), Need::Nothing, false, true},
    ActionSpec{ShowTrain, "show_train", "View", QT_TRANSLATE_NOOP("Actions", "&Train"), "Alt+3", "", QT_TRANSLATE_NOOP("Actions", "Panels for watching a run"), Need::Nothing, false, true},
    ActionSpec{FreezePlots, "freeze_plots", "View", QT_TRANSLATE_NOOP("Actions", "&Freeze Plots"), "F8", "freeze-plots", QT_TRANSLATE_NOOP("Actions", "Hold the display, not the run"), Need::Nothing, true, true},
    ActionSpec{UnitMacs, "unit_macs", "View/&Units", QT_TRANSLATE_NOOP("Actions", "&MACs"), "", "", QT_TRANSLATE_NOOP("Actions", "Show multiply-accumulates"), Need::Nothing, false, true},
    ActionSpec{UnitFlops, "unit_flops", "View/&Units", QT_TRANSLATE_NOOP("Actions", "&FLOPs"), "", "", QT_TRANSLATE_NOOP("Actions", "Show floating point operations, 2 per MAC"), Need::Nothing, false, true},
    ActionSpec{ThemeSystem, "theme_system", "View/&Theme", QT_TRANSLATE_NOOP("Actions", "As the &System"), "", "", QT_TRANSLATE_NOOP("Actions", "Follow the desktop"), Need::Nothing, false, true},
    ActionSpec{ThemeLight, "theme_light", "View/&Theme", QT_TRANSLATE_NOOP("Actions", "&Light"), "", "", QT_TRANSLATE_NOOP("Actions", "Light colours"), Need::Nothing, false, true},
    ActionSpec{ThemeDark, "theme_dark", "View/&Theme", QT_TRANSLATE_NOOP("Actions", "&Dark"), "", "", QT_TRANSLATE_NOOP("Actions", "Dark colours"), Need::Nothing, false, true},
    ActionSpec{ThemeHighContrast, "theme_high_contrast", "View/&Theme", QT_TRANSLATE_NOOP("Actions", "&High Contrast"), "", "", QT_TRANSLATE_NOOP("Actions", "Strongest contrast"), Need::Nothing, false, true},
    ActionSpec{FontLarger, "font_larger", "View/F&ont Size", QT_TRANSLATE_NOOP("Actions", "&Larger"), "Ctrl++", "", QT_TRANSLATE_NOOP("Actions", "Larger text, up to 200 %")},
    ActionSpec{FontSmaller, "font_smaller", "View/F&ont Size", QT_TRANSLATE_NOOP("Actions", "&Smaller"), "Ctrl+-", "", QT_TRANSLATE_NOOP("Actions", "Smaller text, down to 80 %")},
    ActionSpec{ResetLayout, "reset_layout", "View", QT_TRANSLATE_NOOP("Actions", "&Reset Layout"), "", "", QT_TRANSLATE_NOOP("Actions", "Put all panels back"), Need::Nothing, true},

    ActionSpec{BindData, "bind_data", "Model", QT_TRANSLATE_NOOP("Actions", "&Bind Data…"), "Ctrl+B", "data", QT_TRANSLATE_NOOP("Actions", "Choose the images to train and measure with"), Need::Model | Need::Idle},
    ActionSpec{Evaluate, "evaluate", "Model", QT_TRANSLATE_NOOP("Actions", "&Evaluate"), "Ctrl+Shift+B", "evaluate", QT_TRANSLATE_NOOP("Actions", "Measure accuracy on the test images"), Need::Model | Need::Data | Need::Idle},

    ActionSpec{SolveTarget, "solve_target", "Prune", QT_TRANSLATE_NOOP("Actions", "&Solve for Target…"), "Ctrl+G", "solve", QT_TRANSLATE_NOOP("Actions", "Fill ratios that reach a cost target"), Need::Model},
    ActionSpec{ToggleLock, "toggle_lock", "Prune", QT_TRANSLATE_NOOP("Actions", "&Lock"), "Ctrl+L", "locked", QT_TRANSLATE_NOOP("Actions", "Keep the selected layers whole"), Need::Model | Need::Selected},
    ActionSpec{ClearRatios, "clear_ratios", "Prune", QT_TRANSLATE_NOOP("Actions", "&Clear Ratios"), "", "", QT_TRANSLATE_NOOP("Actions", "Set all ratios to 0"), Need::Model},
    ActionSpec{Commit, "commit", "Prune", QT_TRANSLATE_NOOP("Actions", "&Commit (Cut)…"), "Ctrl+Shift+Return", "cut", QT_TRANSLATE_NOOP("Actions", "Remove the marked channels, with proof that nothing else changed"), Need::Model | Need::Plan | Need::Idle, true},

    ActionSpec{StartRun, "start_run", "Run", QT_TRANSLATE_NOOP("Actions", "&Start"), "F9", "start", QT_TRANSLATE_NOOP("Actions", "Run the recipe"), Need::Startable | Need::Idle},
    ActionSpec{ResumeRun, "resume_run", "Run", QT_TRANSLATE_NOOP("Actions", "Go On with Stopped &Run"), "Ctrl+Shift+F9", "restore", QT_TRANSLATE_NOOP("Actions", "Continue the project's run where it was stopped"), Need::Project | Need::Idle},
    ActionSpec{PauseRun, "pause_run", "Run", QT_TRANSLATE_NOOP("Actions", "&Pause"), "Shift+F8", "pause", QT_TRANSLATE_NOOP("Actions", "Hold after the present step; again to go on"), Need::Running},
    ActionSpec{StepRun, "step_run", "Run", QT_TRANSLATE_NOOP("Actions", "S&tep"), "Ctrl+F9", "step", QT_TRANSLATE_NOOP("Actions", "One more step, then hold"), Need::Running},
    ActionSpec{ProbeCutNow, "probe_cut_now", "Run", QT_TRANSLATE_NOOP("Actions", "Probe \"Cut &Now\""), "F7", "probe", QT_TRANSLATE_NOOP("Actions", "Accuracy if the cut were made now; nothing changes"), Need::Running},
    ActionSpec{StopRun, "stop_run", "Run", QT_TRANSLATE_NOOP("Actions", "St&op"), "Shift+F9", "stop", QT_TRANSLATE_NOOP("Actions", "Finish the step and keep the state"), Need::Running},

    ActionSpec{Shortcuts, "shortcuts", "Help", QT_TRANSLATE_NOOP("Actions", "&Shortcuts"), "F1", "help", QT_TRANSLATE_NOOP("Actions", "All keyboard shortcuts")},
    ActionSpec{Methods, "methods", "Help", QT_TRANSLATE_NOOP("Actions", "&Methods"), "", "", QT_TRANSLATE_NOOP("Actions", "What each method does, and its options")},
    ActionSpec{LogFolder, "log_folder", "Help", QT_TRANSLATE_NOOP("Actions", "&Log Folder"), "", "", QT_TRANSLATE_NOOP("Actions", "Show where log files lie"), Need::Nothing, true},
    ActionSpec{About, "about", "Help", QT_TRANSLATE_NOOP("Actions", "&About Espalier"), "", "info", QT_TRANSLATE_NOOP("Actions", "Version, licence and libraries")},
};

} // namespace

std::span<const ActionSpec> actionTable()
{
    return table;
}

const ActionSpec &actionSpec(ActionId id)
{
    static_assert(table.size() == actionCount, "every action has one row");
    for (const ActionSpec &spec : table) {
        if (spec.id == id)
            return spec;
    }
    return table.front(); // not reached: one row per id
}

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/action_table.h"

#include <QtCore/QCoreApplication>

#include <array>

namespace espalier::app {

namespace {

// QT_TRANSLATE_NOOP must see the literals where they stand.
#define T(text) QT_TRANSLATE_NOOP("Actions", text)

using enum ActionId;

constexpr std::array table = {
    ActionSpec{OpenModel, "open_model", "File", T("&Open Model…"), "Ctrl+O", "open", T("Open a network or a project")},
    ActionSpec{OpenWeights, "open_weights", "File", T("Open &Weights into Built-in Model…"), "", "file", T("Load a state dict or safetensors file into a built-in architecture")},
    ActionSpec{OpenProject, "open_project", "File", T("Open &Project…"), "Ctrl+Shift+O", "", T("Open a run directory")},
    ActionSpec{OpenSample, "open_sample", "File", T("Open &Sample"), "", "leaf", T("Open the trained sample network with its images")},
    ActionSpec{ImportRecipe, "import_recipe", "File", T("&Import Recipe…"), "", "", T("Use ratios and stages of a recipe file"), Need::Model, true},
    ActionSpec{SaveProject, "save_project", "File", T("Save &Named Version…"), "Ctrl+S", "save", T("Keep the present state as a named version"), Need::Model | Need::Idle},
    ActionSpec{ExportModel, "export_model", "File/&Export", T("&Model…"), "Ctrl+E", "export", T("Write the network to a file that others load, and verify it"), Need::Model | Need::Idle, true},
    ActionSpec{ExportPlan, "export_plan", "File/&Export", T("&Plan…"), "", "", T("Write the planned channels as JSON"), Need::Model | Need::Plan},
    ActionSpec{ExportRecipe, "export_recipe", "File/&Export", T("&Recipe…"), "", "", T("Write the edited recipe; espalier-cli runs it as it is"), Need::Model},
    ActionSpec{ExportPlots, "export_plots", "File/&Export", T("All P&lots…"), "Ctrl+Shift+E", "copy-image", T("Write every visible plot as PNG and CSV"), Need::Model},
    ActionSpec{CloseProject, "close_project", "File", T("&Close"), "Ctrl+W", "", T("Close the project"), Need::Model | Need::Idle, true},
    ActionSpec{Quit, "quit", "File", T("&Quit"), "Ctrl+Q", "", T("Leave Espalier")},

    ActionSpec{Undo, "undo", "Edit", T("&Undo"), "Ctrl+Z", "undo", T("Take back the last edit")},
    ActionSpec{Redo, "redo", "Edit", T("&Redo"), "Ctrl+Shift+Z", "redo", T("Do the edit again")},
    ActionSpec{Copy, "copy", "Edit", T("&Copy as Table"), "Ctrl+C", "", T("Copy the selected rows, tab separated"), Need::Model, true},
    ActionSpec{SelectAll, "select_all", "Edit", T("Select &All"), "Ctrl+A", "", T("Select all layers"), Need::Model},
    ActionSpec{Find, "find", "Edit", T("&Find"), "Ctrl+F", "search", T("Filter the layer table"), Need::Model},
    ActionSpec{Palette, "palette", "Edit", T("Command &Palette"), "Ctrl+Shift+P", "search", T("Search commands and layers")},
    ActionSpec{Preferences, "preferences", "Edit", T("P&references…"), "Ctrl+,", "options", T("Language, theme, threads"), Need::Nothing, true},

    ActionSpec{ShowPrune, "show_prune", "View", T("&Prune"), "Alt+1", "", T("Panels for choosing what goes"), Need::Nothing, false, true},
    ActionSpec{ShowTrain, "show_train", "View", T("&Train"), "Alt+3", "", T("Panels for watching a run"), Need::Nothing, false, true},
    ActionSpec{FreezePlots, "freeze_plots", "View", T("&Freeze Plots"), "F8", "freeze-plots", T("Hold the display, not the run"), Need::Nothing, true, true},
    ActionSpec{UnitMacs, "unit_macs", "View/&Units", T("&MACs"), "", "", T("Show multiply-accumulates"), Need::Nothing, false, true},
    ActionSpec{UnitFlops, "unit_flops", "View/&Units", T("&FLOPs"), "", "", T("Show floating point operations, 2 per MAC"), Need::Nothing, false, true},
    ActionSpec{ThemeSystem, "theme_system", "View/&Theme", T("As the &System"), "", "", T("Follow the desktop"), Need::Nothing, false, true},
    ActionSpec{ThemeLight, "theme_light", "View/&Theme", T("&Light"), "", "", T("Light colours"), Need::Nothing, false, true},
    ActionSpec{ThemeDark, "theme_dark", "View/&Theme", T("&Dark"), "", "", T("Dark colours"), Need::Nothing, false, true},
    ActionSpec{ThemeHighContrast, "theme_high_contrast", "View/&Theme", T("&High Contrast"), "", "", T("Strongest contrast"), Need::Nothing, false, true},
    ActionSpec{FontLarger, "font_larger", "View/F&ont Size", T("&Larger"), "Ctrl++", "", T("Larger text, up to 200 %")},
    ActionSpec{FontSmaller, "font_smaller", "View/F&ont Size", T("&Smaller"), "Ctrl+-", "", T("Smaller text, down to 80 %")},
    ActionSpec{ResetLayout, "reset_layout", "View", T("&Reset Layout"), "", "", T("Put all panels back"), Need::Nothing, true},

    ActionSpec{BindData, "bind_data", "Model", T("&Bind Data…"), "Ctrl+B", "data", T("Choose the images to train and measure with"), Need::Model | Need::Idle},
    ActionSpec{Evaluate, "evaluate", "Model", T("&Evaluate"), "Ctrl+Shift+B", "evaluate", T("Measure accuracy on the test images"), Need::Model | Need::Data | Need::Idle},

    ActionSpec{SolveTarget, "solve_target", "Prune", T("&Solve for Target…"), "Ctrl+G", "solve", T("Fill ratios that reach a cost target"), Need::Model},
    ActionSpec{ToggleLock, "toggle_lock", "Prune", T("&Lock"), "Ctrl+L", "locked", T("Keep the selected layers whole"), Need::Model | Need::Selected},
    ActionSpec{ClearRatios, "clear_ratios", "Prune", T("&Clear Ratios"), "", "", T("Set all ratios to 0"), Need::Model},
    ActionSpec{Commit, "commit", "Prune", T("&Commit (Cut)…"), "Ctrl+Shift+Return", "cut", T("Remove the marked channels, with proof that nothing else changed"), Need::Model | Need::Plan | Need::Idle, true},

    ActionSpec{StartRun, "start_run", "Run", T("&Start"), "F9", "start", T("Run the recipe"), Need::Startable | Need::Idle},
    ActionSpec{ResumeRun, "resume_run", "Run", T("Go On with Stopped &Run"), "Ctrl+Shift+F9", "restore", T("Continue the project's run where it was stopped"), Need::Project | Need::Idle},
    ActionSpec{PauseRun, "pause_run", "Run", T("&Pause"), "Shift+F8", "pause", T("Hold after the present step; again to go on"), Need::Running},
    ActionSpec{StepRun, "step_run", "Run", T("S&tep"), "Ctrl+F9", "step", T("One more step, then hold"), Need::Running},
    ActionSpec{ProbeCutNow, "probe_cut_now", "Run", T("Probe \"Cut &Now\""), "F7", "probe", T("Accuracy if the cut were made now; nothing changes"), Need::Running},
    ActionSpec{StopRun, "stop_run", "Run", T("St&op"), "Shift+F9", "stop", T("Finish the step and keep the state"), Need::Running},

    ActionSpec{Shortcuts, "shortcuts", "Help", T("&Shortcuts"), "F1", "help", T("All keyboard shortcuts")},
    ActionSpec{Methods, "methods", "Help", T("&Methods"), "", "", T("What each method does, and its options")},
    ActionSpec{LogFolder, "log_folder", "Help", T("&Log Folder"), "", "", T("Show where log files lie"), Need::Nothing, true},
    ActionSpec{About, "about", "Help", T("&About Espalier"), "", "info", T("Version, licence and libraries")},
};
#undef T

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

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QStringList>

#include <span>

namespace espalier::app {

/// Every command of the program by a stable id; the ids are also the keys of shortcuts in the settings.
enum class ActionId {
    OpenModel, OpenWeights, OpenProject, OpenSample, ImportRecipe, SaveProject, ExportModel, ExportRecipe, ExportPlan,
    ExportPlots, CloseProject, Quit,
    Undo, Redo, Copy, SelectAll, Find, Palette, Preferences,
    ShowPrune, ShowTrain, ResetLayout, FreezePlots, ThemeSystem, ThemeLight, ThemeDark, ThemeHighContrast, FontLarger,
    FontSmaller, UnitMacs, UnitFlops,
    BindData, Evaluate,
    SolveTarget, ToggleLock, ClearRatios, Commit,
    StartRun, ResumeRun, PauseRun, StepRun, ProbeCutNow, StopRun,
    Shortcuts, Methods, LogFolder, About,
    Count
};
inline constexpr int actionCount = static_cast<int>(ActionId::Count);

/// What must hold for an action to be enabled; the unmet one explains itself in the tooltip.
enum class Need : unsigned {
    Nothing = 0,
    Model = 1u << 0,    ///< a network is open
    Data = 1u << 1,     ///< data is bound
    Idle = 1u << 2,     ///< no command runs
    Running = 1u << 3,  ///< a run is on (paused counts)
    Plan = 1u << 4,     ///< at least one channel is marked
    Startable = 1u << 5, ///< the recipe is valid and has all that it needs
    Project = 1u << 6,  ///< a project folder is open
    Selected = 1u << 7, ///< a prunable layer is selected
};
constexpr Need operator|(Need a, Need b) { return static_cast<Need>(static_cast<unsigned>(a) | static_cast<unsigned>(b)); }
constexpr bool has(Need needs, Need one) { return (static_cast<unsigned>(needs) & static_cast<unsigned>(one)) != 0; }

/// One row of the table. Texts are English keys in context "Actions".
struct ActionSpec
{
    ActionId id;
    const char *name;     ///< settings key: "open_model"
    const char *menu;     ///< "File", "File/Export": where it stands, in table order; empty = in no menu
    const char *text;     ///< with mnemonic; "…" if it opens a dialog
    const char *shortcut; ///< default, portable text; may be empty
    const char *icon;     ///< name in resources/icons; may be empty
    const char *help;     ///< tooltip and status text
    Need needs = Need::Nothing;
    bool separatorBefore = false;
    bool checkable = false;
};

std::span<const ActionSpec> actionTable();
const ActionSpec &actionSpec(ActionId id);

} // namespace espalier::app

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bridge/session_bridge.h"
#include "app/models/edits.h"
#include "app/models/stage_place.h"

#include <QtCore/QObject>
#include <QtGui/QUndoStack>

namespace espalier::app {

/// The document: what the user has edited (undoable), and what follows from it at once, without torch: plan, ledger,
/// preview. Actions are not here; they go to the session and come back as snapshots.
class Project : public QObject
{
    Q_OBJECT

public:
    explicit Project(SessionBridge &bridge, QObject *parent = nullptr);

    const Edits &edits() const { return m_edits; }
    const graph::StructurePtr &structure() const { return m_structure; }
    bool hasModel() const { return m_structure != nullptr; }
    QUndoStack &undoStack() { return m_undoStack; }

    /// The plan of the present ratios, locks and limits; null while there is no model or no scores.
    const graph::PlanResult *plan() const { return m_plan ? &*m_plan : nullptr; }
    /// Why there is no plan though there is a model; empty if there is one.
    const base::Problem *planProblem() const { return m_planProblem ? &*m_planProblem : nullptr; }
    const graph::Preview &preview() const { return m_preview; }

    // Edits, each undoable. Edits with the same non-empty `gesture` in a row merge (a slider being dragged).
    void setRatio(const std::set<graph::GroupId> &groups, double ratio, const QString &gesture = {});
    void setLocked(const std::set<graph::GroupId> &groups, bool locked);
    void setLimits(const graph::PlanLimits &limits, const QString &gesture = {});
    void setStageOption(const StagePlace &stage, const std::string &name, const recipe::OptionValue &value);
    void setMethodOption(const StagePlace &stage, const std::string &name, const recipe::OptionValue &value);
    void setMethod(const StagePlace &stage, const std::string &method);
    void setCriterion(const StagePlace &stage, const std::string &criterion);
    void setRecipeSettings(const recipe::Recipe &recipe, const QString &what);
    /// Stages, names and ratios of a recipe; its patterns are resolved against the structure.
    base::Status adoptRecipe(const recipe::Recipe &recipe);
    /// Adopts the recipe as soon as the next structure arrives (the model is still being opened).
    void adoptWhenOpen(const recipe::Recipe &recipe) { m_pendingRecipe = recipe; }
    void setRatios(const std::vector<double> &ratios, const QString &what);

    /// The recipe to run: the edited one, with ratios as exact patterns and model and data as bound.
    recipe::Recipe runnableRecipe() const;
    /// What keeps the recipe from running, or nothing.
    std::optional<base::Problem> startProblem() const;
    /// Number of the edited recipe state: rises with every edit.
    int revision() const { return m_revision; }

    std::int32_t originalChannels(graph::GroupId group) const;

Q_SIGNALS:
    void structureChanged();
    /// Ratios, locks, limits or scores changed, and with them plan and preview.
    void planChanged();
    void recipeChanged();

private:
    friend class EditCommand;
    void push(Edits after, const QString &text, const QString &gesture);
    void apply(const Edits &edits);
    void onSnapshot(const SnapshotPtr &now, const SnapshotPtr &before);
    base::Status adoptInto(Edits &edits, const recipe::Recipe &recipe) const;
    void startOver();
    void replan();
    void recompute();

    SessionBridge &m_bridge;
    QUndoStack m_undoStack;
    Edits m_edits;
    graph::StructurePtr m_structure;
    std::optional<graph::PlanResult> m_plan;
    std::optional<base::Problem> m_planProblem;
    graph::Preview m_preview;
    std::optional<recipe::Recipe> m_pendingRecipe;
    int m_revision = 1;
};

} // namespace espalier::app

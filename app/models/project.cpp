// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/project.h"

#include "app/models/edit_command.h"
#include "base/translate.h"
#include "recipe/option_schemas.h"
#include "recipe/ratios.h"

#include <algorithm>
#include <utility>

namespace espalier::app {

Project::Project(SessionBridge &bridge, QObject *parent) : QObject(parent), m_bridge(bridge)
{
    m_undoStack.setUndoLimit(200);
    connect(&bridge, &SessionBridge::snapshotChanged, this, &Project::onSnapshot);
}

void Project::setRatio(const std::set<graph::GroupId> &groups, double ratio, const QString &gesture)
{
    Edits after = m_edits;
    for (const graph::GroupId group : groups) {
        if (!after.locked.contains(group))
            after.ratios[group.index()] = std::clamp(ratio, 0.0, after.limits.cap);
    }
    push(std::move(after), tr("Set ratio to %1 %").arg(ratio * 100.0, 0, 'f', 1), gesture);
}

void Project::setLocked(const std::set<graph::GroupId> &groups, bool locked)
{
    Edits after = m_edits;
    for (const graph::GroupId group : groups) {
        if (locked)
            after.locked.insert(group);
        else
            after.locked.erase(group);
    }
    const int count = static_cast<int>(groups.size());
    push(std::move(after), locked ? tr("Lock %n group(s)", nullptr, count) : tr("Unlock %n group(s)", nullptr, count), {});
}

void Project::setLimits(const graph::PlanLimits &limits, const QString &gesture)
{
    Edits after = m_edits;
    after.limits = limits;
    push(std::move(after), tr("Change limits"), gesture);
}

void Project::setStageOption(const StagePlace &stage, const std::string &name, const recipe::OptionValue &value)
{
    Edits after = m_edits;
    stageAt(after.recipe, stage).options[name] = value;
    push(std::move(after), tr("Change %1").arg(QString::fromStdString(name)), QStringLiteral("stage %1 %2").arg(placeText(stage), QString::fromStdString(name)));
}

void Project::setMethodOption(const StagePlace &stage, const std::string &name, const recipe::OptionValue &value)
{
    Edits after = m_edits;
    stageAt(after.recipe, stage).methodOptions[name] = value;
    push(std::move(after), tr("Change %1").arg(QString::fromStdString(name)), QStringLiteral("method %1 %2").arg(placeText(stage), QString::fromStdString(name)));
}

void Project::setMethod(const StagePlace &stage, const std::string &method)
{
    const recipe::MethodSchema *schema = m_bridge.vocabulary().method(method);
    Edits after = m_edits;
    recipe::Stage &edited = stageAt(after.recipe, stage);
    edited.method = method;
    edited.methodOptions = schema ? recipe::defaultsOf(schema->options) : recipe::Options();
    push(std::move(after), tr("Choose method %1").arg(QString::fromStdString(method)), {});
}

void Project::setCriterion(const StagePlace &stage, const std::string &criterion)
{
    const recipe::CriterionSchema *schema = m_bridge.vocabulary().criterion(criterion);
    Edits after = m_edits;
    recipe::Stage &edited = stageAt(after.recipe, stage);
    edited.criterion = criterion;
    edited.methodOptions = schema ? recipe::defaultsOf(schema->options) : recipe::Options();
    push(std::move(after), tr("Choose criterion %1").arg(QString::fromStdString(criterion)), {});
}

void Project::setRecipeSettings(const recipe::Recipe &recipe, const QString &what)
{
    Edits after = m_edits;
    after.recipe = recipe;
    push(std::move(after), what, {});
}

base::Status Project::adoptInto(Edits &edits, const recipe::Recipe &recipe) const
{
    edits.recipe = recipe;
    if (!m_structure || recipe.ratios.kind == recipe::RatioSpec::Kind::None)
        return {};
    const auto resolved = recipe::resolveRatios(recipe.ratios, *m_structure);
    if (!resolved)
        return resolved.problem();
    edits.ratios = resolved->ratios;
    edits.limits.align = resolved->limits.align;
    edits.limits.direction = resolved->limits.direction;
    edits.limits.minimum = resolved->limits.minimum;
    return {};
}

base::Status Project::adoptRecipe(const recipe::Recipe &recipe)
{
    Edits after = m_edits;
    if (auto adopted = adoptInto(after, recipe); !adopted)
        return adopted;
    push(std::move(after), tr("Use recipe %1").arg(QString::fromStdString(recipe.name)), {});
    return {};
}

void Project::setRatios(const std::vector<double> &ratios, const QString &what)
{
    Edits after = m_edits;
    after.ratios = ratios;
    push(std::move(after), what, {});
}

recipe::Recipe Project::runnableRecipe() const
{
    recipe::Recipe recipe = m_edits.recipe;
    recipe.ratios = {};
    recipe.ratios.kind = recipe::RatioSpec::Kind::Patterns;
    for (const graph::Group &group : m_structure->groups) {
        const double ratio = m_edits.ratios[group.id.index()];
        if (ratio > 0.0 && !m_edits.locked.contains(group.id))
            recipe.ratios.patterns.emplace_back(group.name, ratio);
    }
    recipe.ratios.align = m_edits.limits.align;
    recipe.ratios.minimum = m_edits.limits.minimum;
    return recipe;
}

std::optional<base::Problem> Project::startProblem() const
{
    using base::Problem;
    using base::ProblemCode;
    if (!m_structure)
        return Problem{ProblemCode::BadUsage,
                       ESP_TR("Engine", "No model is open."),
                       {},
                       ESP_TR("Engine", "Open a model or the sample.")};
    if (!m_bridge.snapshot()->data)
        return Problem{ProblemCode::BadUsage,
                       ESP_TR("Engine", "Training needs data."),
                       {},
                       ESP_TR("Engine", "Use Model > Bind Data.")};
    if (m_edits.recipe.stages.empty())
        return Problem{ProblemCode::BadUsage,
                       ESP_TR("Engine", "The recipe has no stages."),
                       {},
                       ESP_TR("Engine", "Choose a recipe in the Recipe panel.")};
    const auto kinds = [this](const char *kind) {
        return std::ranges::any_of(m_edits.recipe.stages, [kind](const recipe::Stage &stage) { return stage.kind == kind; });
    };
    if (kinds("cut") && (!m_plan || m_plan->plan.isEmpty()))
        return Problem{ProblemCode::BadUsage,
                       ESP_TR("Engine", "No channel is marked: the run would cut nothing."),
                       {},
                       ESP_TR("Engine", "Set a ratio above 0 in the Layers panel.")};
    const auto valid = recipe::validate(runnableRecipe(), m_bridge.vocabulary());
    if (!valid)
        return valid.problem();
    return std::nullopt;
}

std::int32_t Project::originalChannels(graph::GroupId group) const
{
    const auto &model = m_bridge.snapshot()->model;
    if (model && group.index() < model->originalChannels.size())
        return model->originalChannels[group.index()];
    return m_structure->group(group).channels;
}

void Project::push(Edits after, const QString &text, const QString &gesture)
{
    m_undoStack.push(new EditCommand(*this, m_edits, std::move(after), text, gesture));
}

void Project::apply(const Edits &edits)
{
    const bool recipeDiffers = !(edits.recipe == m_edits.recipe);
    m_edits = edits;
    ++m_revision;
    replan();
    if (recipeDiffers)
        Q_EMIT recipeChanged();
}

void Project::onSnapshot(const SnapshotPtr &now, const SnapshotPtr &before)
{
    if (now->structure != before->structure)
        startOver();
    if (now->structure != before->structure || now->scores != before->scores || now->model != before->model)
        replan();
}

// Another structure (opened, cut or restored) has other groups: old ratios mean nothing for it, nor do old undo steps.
void Project::startOver()
{
    m_structure = m_bridge.snapshot()->structure;
    m_undoStack.clear();
    m_edits.ratios.assign(m_structure ? m_structure->groups.size() : 0, 0.0);
    m_edits.locked.clear();
    if (m_structure && m_pendingRecipe) {
        const recipe::Recipe recipe = *std::exchange(m_pendingRecipe, std::nullopt);
        if (const auto adopted = adoptInto(m_edits, recipe); !adopted)
            m_planProblem = adopted.problem();
    }
    ++m_revision;
    recompute(); // whoever hears of the structure finds plan and preview that belong to it
    Q_EMIT structureChanged();
    Q_EMIT recipeChanged();
}

void Project::replan()
{
    recompute();
    Q_EMIT planChanged();
}

void Project::recompute()
{
    m_plan.reset();
    m_planProblem.reset();
    m_preview = {};
    const SnapshotPtr &snapshot = m_bridge.snapshot();
    if (m_structure) {
        graph::PlanRequest request;
        request.ratios = m_edits.ratios;
        request.limits = m_edits.limits;
        request.limits.locked = m_edits.locked;
        if (snapshot->scores)
            request.scores = *snapshot->scores;
        if (snapshot->model)
            request.originalChannels = snapshot->model->originalChannels;
        auto result = graph::makePlan(*m_structure, request);
        if (result)
            m_plan = std::move(*result);
        else
            m_planProblem = result.problem();
        m_preview = graph::preview(*m_structure, m_plan ? m_plan->plan : graph::Plan());
    }
}

} // namespace espalier::app

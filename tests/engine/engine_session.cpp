// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/engine_session.h"

#include "support/image_folder.h"

namespace espalier::engine {

void EngineSession::SetUp()
{
    test::makeSquares(folder / "squares");
    m_session = std::make_unique<session::Session>([] { return makeTorchEngine({{}, {}, 2, 300.0}); },
                                                   session::SessionOptions{});
}

std::optional<base::Problem> EngineSession::execute(session::Command command)
{
    const auto id = m_session->post(std::move(command));
    m_session->waitUntilIdle();
    std::optional<base::Problem> problem;
    for (auto &event : m_session->drainEvents()) {
        if (const auto *done = std::get_if<report::CommandDone>(&event); done && done->id == id)
            problem = done->problem;
        events.push_back(std::move(event));
    }
    return problem;
}

void EngineSession::succeed(session::Command command)
{
    const auto name = session::commandName(command);
    const auto problem = execute(std::move(command));
    ASSERT_FALSE(problem.has_value()) << name << ": " << base::toString(*problem);
}

session::OpenModel EngineSession::lenet() const
{
    return {{"zoo:lenet5", "", 3}, (folder / "project").string()};
}

session::BindData EngineSession::squares() const
{
    return {{"folder:" + (folder / "squares").string(), "mnist32", 0, 0.2}};
}

const graph::Group &EngineSession::group(const std::string &name) const
{
    for (const auto &group : snapshot()->structure->groups)
        if (group.name == name)
            return group;
    throw std::out_of_range(name);
}

session::CommitPlan EngineSession::halfOfConv1() const
{
    session::CommitPlan commit;
    commit.plan.setRemoved(group("conv1").id, {0, 2, 4});
    commit.ledger.push_back({group("conv1").id, 6, 0.5, 3, 3, ""});
    return commit;
}

recipe::Recipe EngineSession::tinyRecipe() const
{
    const auto recipe = recipe::recipeFromJson(R"({
      "espalier": 1, "name": "tiny", "seed": 3, "device": "cpu", "precision": "fp32",
      "model": {"source": "zoo:lenet5"},
      "data": {"source": "folder:)" + (folder / "squares").string() + R"(", "preset": "mnist32"},
      "ratios": {"patterns": {"conv1": 0.5, "conv2": 0.5}},
      "stages": [
        {"stage": "train", "epochs": 2, "batch": 16, "lr": "0.02"},
        {"stage": "evaluate"},
        {"stage": "penalize", "method": "greg1", "batch": 16, "lr": "0.01", "test_interval": 0, "probes": 2,
         "options": {"update_interval": 1, "granularity_prune": 0.1, "reg_upper_limit": 1.0, "stabilize_interval": 5}},
        {"stage": "cut"},
        {"stage": "finetune", "epochs": 2, "batch": 16, "lr": "0.01"},
        {"stage": "evaluate"}]})", m_session->vocabulary());
    EXPECT_TRUE(recipe.hasValue()) << (recipe ? "" : base::toString(recipe.problem()));
    return recipe ? *recipe : recipe::Recipe{};
}

} // namespace espalier::engine

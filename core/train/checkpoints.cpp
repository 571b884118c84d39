// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/checkpoints.h"

#include "base/translate.h"
#include "train/anchors.h"

#include <nlohmann/json.hpp>

namespace espalier::train {

using base::Problem;
using base::ProblemCode;

namespace {

const std::string BasePrefix = "base.";

} // namespace

double StageState::number(const std::string &name, double otherwise) const
{
    const auto found = numbers.find(name);
    return found == numbers.end() ? otherwise : found->second;
}

Checkpoints::Checkpoints(const TrainerContext &context, const RunPosition &position, const RunClock &clock)
    : m_checkpointer(context.checkpointer), m_position(position), m_clock(clock), m_interval(context.checkpointSeconds)
{
}

bool Checkpoints::isDue()
{
    return m_checkpointer && RunClock::since(m_last) >= m_interval;
}

base::Status Checkpoints::saveInside(const Point &point, const ModelState &model, StageState state)
{
    TrainState saved;
    saved.stageIndex = m_position.stageIndex;
    saved.stageStep = m_position.stageStep;
    saved.tensors = std::move(state.tensors);
    saved.json = toJson(SavedText{std::move(state.numbers), point.record});
    return save(point, model, std::move(saved));
}

base::Status Checkpoints::saveBetween(const Point &point, const ModelState &model, std::int32_t nextStage)
{
    TrainState saved;
    saved.stageIndex = nextStage;
    saved.tensors = model.momentum;
    saved.json = toJson(SavedText{{}, point.record});
    return save(point, model, std::move(saved));
}

base::Status Checkpoints::save(const Point &point, const ModelState &model, TrainState state)
{
    if (!m_checkpointer)
        return {};
    m_last = RunClock::now();
    m_stopSaved = m_stopSaved || point.isStop;
    state.globalStep = m_position.globalStep;
    state.seconds = m_clock.seconds();
    saveBase(model, state.tensors);
    saveAnchors(model, state.tensors);
    return m_checkpointer->save(point.title, point.automatic, model, state);
}

void saveBase(const ModelState &model, model::Weights &tensors)
{
    if (!model.base)
        return;
    for (const auto &[name, tensor] : model.base->entries())
        tensors.set(BasePrefix + name, tensor);
}

std::optional<model::Weights> savedBase(const model::Weights &tensors)
{
    model::Weights base;
    for (const auto &[name, tensor] : tensors.entries())
        if (name.starts_with(BasePrefix))
            base.set(name.substr(BasePrefix.size()), tensor);
    return base.size() > 0 ? std::optional(std::move(base)) : std::nullopt;
}

std::string toJson(const SavedText &text)
{
    nlohmann::json document;
    document["numbers"] = text.numbers;
    document["record"] = text.record;
    return document.dump();
}

base::Result<SavedText> savedTextFromJson(const std::string &json)
{
    const auto document = nlohmann::json::parse(json, nullptr, false);
    const Problem malformed{ProblemCode::Malformed,
                            ESP_TR("Engine", "the training state of the checkpoint can't be read."),
                            "state.json", ESP_TR("Engine", "Resume from an earlier point.")};
    if (!document.is_object() || !document.contains("numbers") || !document["numbers"].is_object()
        || !document.contains("record") || !document["record"].is_string())
        return malformed;
    SavedText text;
    text.record = document["record"];
    for (const auto &[name, value] : document["numbers"].items()) {
        if (!value.is_number())
            return malformed;
        text.numbers[name] = value;
    }
    return text;
}

base::Result<StageState> stageStateOf(const TrainState &state)
{
    auto text = savedTextFromJson(state.json);
    if (!text)
        return text.problem();
    return StageState{std::move(text->numbers), state.tensors};
}

} // namespace espalier::train

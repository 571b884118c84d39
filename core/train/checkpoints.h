// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/run_clock.h"
#include "train/trainer.h"

namespace espalier::train {

/// What a stage needs to go on where it was: small values and tensors by name. Values must be finite.
struct StageState {
    std::map<std::string, double> numbers;
    model::Weights tensors;

    double number(const std::string &name, double otherwise) const;
};

/// Writes complete TrainStates through the caller's Checkpointer.
class Checkpoints {
public:
    Checkpoints(const TrainerContext &context, const RunPosition &position, const RunClock &clock);

    /// True once per autosave interval, if there is a checkpointer at all.
    bool isDue();
    bool isEnabled() const { return m_checkpointer != nullptr; }
    /// True once the point of a stop was written.
    bool isStopSaved() const { return m_stopSaved; }

    struct Point {
        std::string title;
        bool automatic = true;
        std::string record; ///< record so far, JSON
        bool isStop = false; ///< the point from which a stopped run goes on
    };
    /// In the middle of the present stage.
    base::Status saveInside(const Point &point, const ModelState &model, StageState state);
    /// Between stages: a resumed run begins with stage `nextStage`.
    base::Status saveBetween(const Point &point, const ModelState &model, std::int32_t nextStage);

private:
    base::Status save(const Point &point, const ModelState &model, TrainState state);

    Checkpointer *m_checkpointer;
    const RunPosition &m_position;
    const RunClock &m_clock;
    double m_interval;
    RunClock::Point m_last = RunClock::now();
    bool m_stopSaved = false;
};

/// The tensors of ModelState::base under "base." in a checkpoint, there and back.
void saveBase(const ModelState &model, model::Weights &tensors);
std::optional<model::Weights> savedBase(const model::Weights &tensors);

/// The parts of TrainState::json: the stage's numbers and the record so far.
struct SavedText {
    std::map<std::string, double> numbers;
    std::string record;
};
std::string toJson(const SavedText &text);
base::Result<SavedText> savedTextFromJson(const std::string &json);

/// The stage's state inside a TrainState.
base::Result<StageState> stageStateOf(const TrainState &state);

} // namespace espalier::train

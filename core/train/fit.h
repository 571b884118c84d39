// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/accuracy_course.h"
#include "train/magnitude_course.h"
#include "train/stage.h"

namespace espalier::train {

/// Training by plain SGD over epochs: what the stages `train` and `finetune` share. Evaluates on test (and on the tuning
/// split, if there is one) every `evaluate_every` epochs and at the end; keeps the weights of the best epoch, which, as in
/// the publications, is chosen on the test set, and saves them as the point "best" beside the last.
class Fit {
public:
    explicit Fit(StageContext &context) : m_context(context) { }
    base::Status run();

private:
    base::Status evaluate(const model::Network &network, double epoch);
    base::Status finish();
    base::Status saveBest();
    void judge(const model::Network &network, const report::Accuracy &accuracy, double epoch);
    void save(StageState &state) const;
    void resume(const StageState &state);

    StageContext &m_context;
    AccuracyCourse m_course;
    MagnitudeCourse m_magnitudes;
    double m_bestTop1 = -1.0;
    double m_bestEpoch = 0.0;
    double m_lastEpoch = 0.0;
    model::Weights m_best; ///< weights of the best epoch
};

/// Batches of one pass over the training images; 0 without data.
std::int64_t stepsPerEpoch(const PlanningContext &context, std::int64_t batch);

/// Planned phases of such a stage.
std::vector<PlannedPhase> plannedFit(const PlanningContext &context);

/// The options of a stage that is such a training, with its own number of epochs and learning rate.
std::vector<recipe::OptionSchema> fitStageOptions(std::int64_t epochs, const char *rate);

} // namespace espalier::train

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/trainer.h"

#include <gtest/gtest.h>

#include <functional>

namespace espalier::train::test {

struct DataShape {
    std::int64_t size = 32;
    std::int64_t channels = 3;
    std::int64_t classes = 10;
    std::int64_t train = 48;
    std::int64_t test = 20;
};

/// Images that can be told apart: each class is a fixed random pattern, each image that pattern with noise.
std::shared_ptr<const data::Dataset> makeDataset(const DataShape &shape, std::uint64_t seed = 5);
data::Preset makePreset(const DataShape &shape, bool augment = true);

/// A zoo model, freshly initialised, as a model state. Fails the test if it can't be made.
ModelState makeModel(const std::string &name, std::uint64_t seed = 3);

/// What a checkpoint does to a model: tensors in their plain layout with storage of their own, the trace found again.
ModelState reloaded(const ModelState &model);

/// Writes down what happens; stops at the n-th question, and answers it with `live` options.
class Witness : public report::Observer {
public:
    void event(const report::Event &event) override { events.push_back(event); }
    void update(const std::function<void(report::Snapshot &)> &change) override { change(snapshot); }
    report::Probes probes() const override { return wanted; }
    report::StepRequest atStep() override;

    template <class T>
    std::vector<T> all() const
    {
        std::vector<T> found;
        for (const report::Event &event : events)
            if (const T *one = std::get_if<T>(&event))
                found.push_back(*one);
        return found;
    }
    std::vector<double> series(const std::string &name) const;

    std::vector<report::Event> events;
    report::Snapshot snapshot;
    report::Probes wanted;
    std::int64_t asked = 0;
    std::int64_t stopAt = -1; ///< at this question, counted from 1
    std::map<std::int64_t, std::map<std::string, double>> live; ///< by question
    std::int64_t probeAt = -1;
};

/// Keeps every point in memory, as a file would.
class Shelf : public Checkpointer {
public:
    base::Status save(const std::string &title, bool automatic, const ModelState &model, const TrainState &state) override;

    struct Point {
        std::string title;
        bool automatic = true;
        ModelState model;
        TrainState state;
    };
    std::vector<Point> points;
    std::vector<std::string> titles() const;
};

/// A recipe with every option of its stages and methods written out.
recipe::Recipe makeRecipe(std::vector<recipe::Stage> stages, double ratio = 0.5);
recipe::Stage stage(const std::string &kind, const recipe::Options &changes = {});
/// GReg-1 that takes `push` + `stabilise` iterations.
recipe::Stage greg1Stage(std::int64_t push, std::int64_t stabilise, const recipe::Options &changes = {});
/// Any method, with its defaults but for the changes; small batches, no evaluations and no probes.
recipe::Stage methodStage(const std::string &method, const recipe::Options &stageChanges,
                          const recipe::Options &methodChanges);
recipe::Stage selectStage(const std::string &criterion = "l1");

TrainerContext contextOf(const std::shared_ptr<const data::Dataset> &dataset, const data::Preset &preset,
                         report::Observer &observer, Checkpointer *checkpointer = nullptr);

std::string problemText(const base::Problem &problem);
bool sameBits(const at::Tensor &a, const at::Tensor &b);
/// Names of tensors that differ in any bit.
std::vector<std::string> differences(const model::Weights &a, const model::Weights &b);

} // namespace espalier::train::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data_binder.h"
#include "engine/model_opener.h"
#include "report/observer.h"
#include "store/run_store.h"

namespace espalier::engine {

struct PointRequest {
    std::string title;
    bool automatic = true;
    std::int64_t step = 0;
    const train::TrainState *train = nullptr; ///< of a run under way
    std::optional<RunMark> run;
};

/// What the engine has open: a model with its data, its run directory and the current point of its timeline. Publishes
/// what changes. Owned by the engine; its thread only.
class Project {
public:
    explicit Project(EngineOptions options) : m_options(std::move(options)) { }
    ~Project();
    Project(const Project &) = delete;
    Project &operator=(const Project &) = delete;

    bool isOpen() const { return m_model.has_value(); }
    base::Status needModel() const;
    /// A model and data whose classes and channels fit it.
    base::Status needData() const;
    train::ModelState &state() { return m_model->state; }
    const train::ModelState &state() const { return m_model->state; }
    const ModelPoint &model() const { return *m_model; }
    const std::optional<BoundData> &data() const { return m_data; }
    bool hasStore() const { return m_store != nullptr; }
    store::RunStore &store() { return *m_store; }
    const EngineOptions &options() const { return m_options; }
    const std::string &currentPoint() const { return m_current; }

    void close(report::Observer &observer);
    base::Status bind(const recipe::DataSpec &spec, report::Observer &observer);
    void unbind() { m_data.reset(); }
    /// Replaces the model and publishes it. `point` is where it came from in this project, or empty.
    void setModel(ModelPoint model, const std::string &point, report::Observer &observer);
    /// The folder's store: opened if it is a run directory, else created; empty = a temporary one.
    base::Status useFolder(const std::string &folder);

    base::Result<std::string> savePoint(const PointRequest &request, report::Observer &observer);
    base::Status restore(const std::string &point, report::Observer &observer);

    /// Publishes the run directory's path, and the result of the run that ended in it, if one did.
    void announceFolder(report::Observer &observer) const;
    /// Publishes structure, scores and model card after the network changed; the timeline after a point was saved; both.
    void publishModel(report::Observer &observer) const;
    void publishTimeline(report::Observer &observer) const;
    void publish(report::Observer &observer) const;
    /// Top-1 of the weights as they stand, for points saved from now on.
    void setAccuracy(std::optional<double> top1) { m_top1 = top1; }

private:
    using Timeline = std::vector<report::TimelineEntry>;
    /// The store's points, oldest first, read from their folders; nothing without a store that can be read.
    std::optional<Timeline> timeline() const;
    void publishModel(const std::optional<Timeline> &entries, report::Observer &observer) const;
    void publishTimeline(std::optional<Timeline> entries, report::Observer &observer) const;
    void dropStore();

    EngineOptions m_options;
    std::optional<ModelPoint> m_model;
    std::optional<BoundData> m_data;
    std::unique_ptr<store::RunStore> m_store;
    std::filesystem::path m_temporary; ///< removed with the store; empty = the store is the user's
    std::string m_current;
    std::optional<double> m_top1;
};

} // namespace espalier::engine

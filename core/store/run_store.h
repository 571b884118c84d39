// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/events.h"
#include "report/run_record.h"

#include <filesystem>
#include <functional>
#include <memory>

namespace espalier::store {

/// What a point is, beside its files (written as state.json's "point" part and into the history).
struct PointInfo {
    std::string title;
    std::string parent; ///< folder name of the point it came from; empty = root
    report::ModelStateKind state = report::ModelStateKind::Whole;
    std::optional<double> top1;
    graph::Cost cost;
    std::int64_t step = 0;
    bool automatic = false;
};

/// A run directory, which is a project too (interfaces.md): recipe.json, history.db (SQLite, write-ahead log), points/,
/// result.json, exports/. Everything but the history is written atomically. One writer at a time: a lock file names
/// process and host, and a second writer gets a Problem saying so. Thread: the session's; blocks on disk.
class RunStore {
public:
    static base::Result<std::unique_ptr<RunStore>> create(const std::filesystem::path &folder); ///< new or empty folder
    static base::Result<std::unique_ptr<RunStore>> open(const std::filesystem::path &folder);
    virtual ~RunStore() = default;

    virtual const std::filesystem::path &folder() const = 0;

    virtual base::Status writeRecipe(const std::string &json) = 0;
    virtual base::Result<std::string> readRecipe() const = 0;

    /// Appends to the history; buffered, committed with the first event after a second and at every point.
    virtual base::Status append(const report::Event &event) = 0;
    virtual base::Status flush() = 0;
    /// Everything recorded, oldest first.
    virtual base::Result<std::vector<report::Event>> history() const = 0;
    /// Forgets everything recorded after the point was saved (a resumed run repeats it); empty = everything. NotFound.
    virtual base::Status truncateHistory(const std::string &point) = 0;

    /// Writes points/NNN-title/ atomically; `fill` writes the files into the folder it is given. Returns the name.
    /// Records its PointSaved event itself: the history's mark for truncateHistory.
    virtual base::Result<std::string> savePoint(const PointInfo &info,
                                                const std::function<base::Status(const std::filesystem::path &)> &fill) = 0;
    virtual base::Result<std::vector<report::TimelineEntry>> points() const = 0;
    virtual std::filesystem::path pointFolder(const std::string &point) const = 0;
    /// Point of the highest number, or empty.
    virtual std::string newestPoint() const = 0;
    /// Deletes automatic points but the newest `keep`.
    virtual base::Status thin(std::size_t keep) = 0;

    virtual base::Status writeResult(const report::RunRecord &record) = 0;
};

/// Points of a run directory without opening it (no lock): for readers of "DIR@POINT". Oldest first.
base::Result<std::vector<report::TimelineEntry>> listPoints(const std::filesystem::path &folder);
/// May `create` be called for it: does it not exist, or is it empty? BadUsage saying what to do.
base::Status checkUnused(const std::filesystem::path &folder);
/// Is it a run directory (with history.db or points in it)?
bool isRunFolder(const std::filesystem::path &folder);

} // namespace espalier::store

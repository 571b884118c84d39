// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/run_store.h"

#include "base/file.h"
#include "base/text.h"
#include "base/translate.h"
#include "store/folder_lock.h"
#include "store/history.h"
#include "store/point_files.h"

#include <algorithm>
#include <array>
#include <ctime>

namespace espalier::store {

namespace fs = std::filesystem;
using base::Problem;
using base::ProblemCode;

namespace {

std::string localTime()
{
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::localtime_r(&now, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    return text.data();
}

/// What a killed process left half-written. Safe under the lock: nobody else writes here.
void removeTemporaries(const fs::path &folder)
{
    std::error_code error;
    std::vector<fs::path> found;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        const auto name = it->path().filename().string();
        if (name.rfind(".espalier-tmp-", 0) == 0 || name.rfind(".deleted-", 0) == 0)
            found.push_back(it->path());
    }
    for (const auto &path : found)
        fs::remove_all(path, error);
}

class FolderStore final : public RunStore {
public:
    FolderStore(fs::path folder, std::unique_ptr<FolderLock> lock, std::unique_ptr<History> history)
        : m_folder(std::move(folder)), m_lock(std::move(lock)), m_history(std::move(history))
    { }

    const fs::path &folder() const override { return m_folder; }
    base::Status writeRecipe(const std::string &json) override;
    base::Result<std::string> readRecipe() const override { return base::readFile(m_folder / "recipe.json"); }
    base::Status append(const report::Event &event) override { return m_history->append(event); }
    base::Status flush() override { return m_history->commit(); }
    base::Result<std::vector<report::Event>> history() const override { return m_history->events(); }
    base::Status truncateHistory(const std::string &point) override;
    base::Result<std::string> savePoint(const PointInfo &info,
                                        const std::function<base::Status(const fs::path &)> &fill) override;
    base::Result<std::vector<report::TimelineEntry>> points() const override { return listPoints(m_folder); }
    fs::path pointFolder(const std::string &point) const override { return m_folder / "points" / point; }
    std::string newestPoint() const override;
    base::Status thin(std::size_t keep) override;
    base::Status writeResult(const report::RunRecord &record) override;

    /// Brings history and timeline in line with the folders: a kill may have come between the two.
    base::Status reconcile();

private:
    base::Result<std::int64_t> nextPointNumber() const;
    base::Status updateTimeline();

    fs::path m_folder;
    std::unique_ptr<FolderLock> m_lock;
    std::unique_ptr<History> m_history;
};

base::Status FolderStore::writeRecipe(const std::string &json)
{
    return base::writeFileAtomically(m_folder / "recipe.json", json);
}

base::Status FolderStore::writeResult(const report::RunRecord &record)
{
    return base::writeFileAtomically(m_folder / "result.json", report::toJson(record) + "\n");
}

base::Result<std::int64_t> FolderStore::nextPointNumber() const
{
    std::int64_t next = 0;
    std::error_code error;
    for (fs::directory_iterator it(m_folder / "points", error), end; !error && it != end; it.increment(error))
        next = std::max(next, pointNumber(it->path().filename().string()) + 1);
    if (error)
        return base::fileProblem(m_folder / "points", "read", error.value());
    return next;
}

base::Result<std::string> FolderStore::savePoint(const PointInfo &info,
                                                 const std::function<base::Status(const fs::path &)> &fill)
{
    if (auto status = m_history->commit(); !status)
        return status.problem();
    const auto number = nextPointNumber();
    if (!number)
        return number.problem();
    const std::string name = pointFolderName(*number, info.title);
    PointRecord record;
    record.entry = {name,      info.title, info.parent, info.state, localTime(), info.top1,
                    info.cost, 0,          info.step,   info.automatic, false};
    record.historyNumber = m_history->nextNumber();
    const auto written = base::writeFolderAtomically(pointFolder(name), [&](const fs::path &folder) -> base::Status {
        if (auto status = fill(folder); !status)
            return status;
        return writePointPart(folder, record);
    });
    if (!written)
        return written.problem();
    if (auto status = m_history->append(report::PointSaved{name, info.title, info.automatic, info.step}); !status)
        return status.problem();
    if (auto status = updateTimeline(); !status)
        return status.problem();
    return name;
}

base::Status FolderStore::updateTimeline()
{
    const auto entries = points();
    return entries ? m_history->setTimeline(*entries) : entries.problem();
}

base::Status FolderStore::reconcile()
{
    const auto records = readPoints(m_folder / "points");
    if (!records)
        return records.problem();
    for (const auto &record : *records) {
        const auto &entry = record.entry;
        if (record.historyNumber < m_history->nextNumber())
            continue;
        const report::PointSaved saved{entry.point, entry.title, entry.automatic, entry.step};
        if (auto status = m_history->append(saved); !status)
            return status;
    }
    return updateTimeline();
}

base::Status FolderStore::truncateHistory(const std::string &point)
{
    if (point.empty())
        return m_history->forgetFrom(1);
    const auto record = readPointPart(pointFolder(point));
    if (!record)
        return record.problem();
    return m_history->forgetFrom(record->historyNumber + 1);
}

std::string FolderStore::newestPoint() const
{
    const auto entries = points();
    return entries && !entries->empty() ? entries->back().point : std::string();
}

base::Status FolderStore::thin(std::size_t keep)
{
    const auto entries = points();
    if (!entries)
        return entries.problem();
    std::size_t automatic = 0;
    for (const auto &entry : *entries)
        automatic += entry.automatic ? 1 : 0;
    for (const auto &entry : *entries) {
        if (automatic <= keep)
            break;
        if (!entry.automatic)
            continue;
        // Renamed first, so that a kill never leaves half a point.
        const auto grave = m_folder / "points" / (".deleted-" + entry.point);
        std::error_code error;
        fs::rename(pointFolder(entry.point), grave, error);
        if (!error)
            fs::remove_all(grave, error);
        if (error)
            return base::fileProblem(pointFolder(entry.point), "delete", error.value());
        --automatic;
    }
    return updateTimeline();
}

/// A lock file alone is left by a start that was killed at once.
base::Result<bool> isUnused(const fs::path &folder)
{
    std::error_code error;
    bool unused = true;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        unused = unused && it->path().filename() == "lock";
    if (error)
        return base::fileProblem(folder, "open", error.value());
    return unused;
}

base::Result<std::unique_ptr<RunStore>> openLocked(const fs::path &folder)
{
    auto lock = FolderLock::take(folder);
    if (!lock)
        return lock.problem();
    removeTemporaries(folder);
    if (auto status = base::ensureFolder(folder / "points"); !status)
        return status.problem();
    removeTemporaries(folder / "points");
    auto history = History::open(folder / "history.db");
    if (!history)
        return history.problem();
    auto store = std::make_unique<FolderStore>(folder, std::move(*lock), std::move(*history));
    if (auto status = store->reconcile(); !status)
        return status.problem();
    return std::unique_ptr<RunStore>(std::move(store));
}

} // namespace

base::Status checkUnused(const fs::path &folder)
{
    std::error_code error;
    if (!fs::exists(fs::symlink_status(folder, error)))
        return {};
    const auto unused = isUnused(folder);
    if (!unused)
        return unused.problem();
    if (*unused)
        return {};
    return Problem{ProblemCode::BadUsage, "The folder is not empty.", folder.string(),
                   isRunFolder(folder) ? "It holds a run: resume that, or name a new folder."
                                       : "Name a new or an empty folder."};
}

base::Result<std::unique_ptr<RunStore>> RunStore::create(const fs::path &folder)
{
    if (auto status = checkUnused(folder); !status)
        return status.problem();
    if (auto status = base::ensureFolder(folder); !status)
        return status.problem();
    return openLocked(fs::absolute(folder).lexically_normal());
}

base::Result<std::unique_ptr<RunStore>> RunStore::open(const fs::path &folder)
{
    std::error_code error;
    if (!fs::is_directory(folder, error))
        return Problem{ProblemCode::NotFound, ESP_TR("Engine", "There is no such folder."), folder.string(),
                       ESP_TR("Engine", "Check the path.")};
    if (!isRunFolder(folder))
        return Problem{ProblemCode::NotFound,
                       ESP_TR("Engine", "The folder holds no run: it has neither history.db nor points."),
                       folder.string(),
                       ESP_TR("Engine", "Name a folder that a run or a project was written to.")};
    return openLocked(fs::absolute(folder).lexically_normal());
}

base::Result<std::vector<report::TimelineEntry>> listPoints(const fs::path &folder)
{
    const auto records = readPoints(folder / "points");
    if (!records)
        return records.problem();
    std::vector<report::TimelineEntry> entries;
    for (const auto &record : *records)
        entries.push_back(record.entry);
    return entries;
}

bool isRunFolder(const fs::path &folder)
{
    std::error_code error;
    return fs::is_regular_file(folder / "history.db", error) || fs::is_directory(folder / "points", error);
}

} // namespace espalier::store

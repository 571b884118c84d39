// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/run_store.h"
#include "support/temporary_folder.h"

#include "base/file.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sqlite3.h>

#include <cmath>
#include <fstream>

#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace espalier::store {
namespace {

namespace fs = std::filesystem;
using report::MetricPoint;
using test::TemporaryFolder;

std::unique_ptr<RunStore> created(const fs::path &folder)
{
    auto store = RunStore::create(folder);
    EXPECT_TRUE(store.hasValue()) << (store ? "" : base::toString(store.problem()));
    return store ? std::move(*store) : nullptr;
}

std::unique_ptr<RunStore> opened(const fs::path &folder)
{
    auto store = RunStore::open(folder);
    EXPECT_TRUE(store.hasValue()) << (store ? "" : base::toString(store.problem()));
    return store ? std::move(*store) : nullptr;
}

base::Status fillWith(const fs::path &folder, const std::string &bytes)
{
    return base::writeFileAtomically(folder / "weights.safetensors", bytes);
}

std::string saved(RunStore &store, const std::string &title, bool automatic = true)
{
    PointInfo info;
    info.title = title;
    info.automatic = automatic;
    info.cost.parameters = 12;
    info.step = 7;
    const auto name = store.savePoint(info, [](const fs::path &folder) { return fillWith(folder, "weights"); });
    EXPECT_TRUE(name.hasValue());
    return name ? *name : "";
}

MetricPoint metric(std::int64_t step, double value = 0.5)
{
    return {"loss.task", step, 0.5, 1.5, value, {}, {}};
}

TEST(RunStore, HistoryComesBackInOrderAndExact)
{
    TemporaryFolder folder;
    {
        const auto store = created(folder / "run");
        ASSERT_TRUE(store->append(metric(0, 0.1 + 0.2)).hasValue());
        ASSERT_TRUE(store->append(report::Marker{1, "lr", "drop"}).hasValue());
        ASSERT_TRUE(store->append(MetricPoint{"accuracy.test", 2, 1, 2, 90.5, 90.0, 91.0}).hasValue());
        ASSERT_TRUE(store->append(metric(3, std::nan(""))).hasValue());
    }
    const auto history = opened(folder / "run")->history();
    ASSERT_TRUE(history.hasValue());
    ASSERT_EQ(history->size(), 4u);
    EXPECT_EQ(std::get<MetricPoint>((*history)[0]).value, 0.1 + 0.2);
    EXPECT_EQ(std::get<report::Marker>((*history)[1]).text, "drop");
    EXPECT_EQ(std::get<MetricPoint>((*history)[2]).series, "accuracy.test");
    EXPECT_EQ(std::get<MetricPoint>((*history)[2]).high, 91.0);
    EXPECT_TRUE(std::isnan(std::get<MetricPoint>((*history)[3]).value));
}

TEST(RunStore, OtherProgramsReadTheMetricsByName)
{
    TemporaryFolder folder;
    const auto store = created(folder / "run");
    ASSERT_TRUE(store->append(metric(4, 0.25)).hasValue());
    ASSERT_TRUE(store->flush().hasValue());
    sqlite3 *db = nullptr;
    ASSERT_EQ(sqlite3_open((folder / "run/history.db").c_str(), &db), SQLITE_OK);
    sqlite3_stmt *statement = nullptr;
    ASSERT_EQ(sqlite3_prepare_v2(db, "SELECT series, step, value FROM metrics", -1, &statement, nullptr), SQLITE_OK);
    ASSERT_EQ(sqlite3_step(statement), SQLITE_ROW);
    EXPECT_STREQ(reinterpret_cast<const char *>(sqlite3_column_text(statement, 0)), "loss.task");
    EXPECT_EQ(sqlite3_column_int(statement, 1), 4);
    EXPECT_EQ(sqlite3_column_double(statement, 2), 0.25);
    sqlite3_finalize(statement);
    sqlite3_close(db);
}

TEST(RunStore, PointsAreNumberedAndKeepWhatTheyAre)
{
    TemporaryFolder folder;
    const auto store = created(folder / "run");
    EXPECT_EQ(saved(*store, "Base"), "000-base");
    PointInfo info;
    info.title = "After: the cut!";
    info.parent = "000-base";
    info.state = report::ModelStateKind::Cut;
    info.top1 = 91.25;
    info.cost = {100, 200, 90};
    const auto name = store->savePoint(info, [](const fs::path &at) { return fillWith(at, "abc"); });
    ASSERT_TRUE(name.hasValue());
    EXPECT_EQ(*name, "001-after-the-cut");
    EXPECT_EQ(store->newestPoint(), *name);
    const auto points = store->points();
    ASSERT_EQ(points->size(), 2u);
    const auto &entry = points->back();
    EXPECT_EQ(entry.title, info.title);
    EXPECT_EQ(entry.parent, "000-base");
    EXPECT_EQ(entry.state, report::ModelStateKind::Cut);
    EXPECT_EQ(entry.top1, 91.25);
    EXPECT_EQ(entry.cost, info.cost);
    EXPECT_GT(entry.bytes, 3);
    EXPECT_EQ(entry.when.size(), 19u);
    EXPECT_TRUE(fs::exists(store->pointFolder(*name) / "weights.safetensors"));
}

TEST(RunStore, ThePointPartJoinsTheStateThatIsThere)
{
    TemporaryFolder folder;
    const auto store = created(folder / "run");
    const auto name = store->savePoint({}, [](const fs::path &at) {
        return base::writeFileAtomically(at / "state.json", R"({"train": {"step": 5}})");
    });
    ASSERT_TRUE(name.hasValue());
    const auto json = nlohmann::json::parse(*base::readFile(store->pointFolder(*name) / "state.json"));
    EXPECT_EQ(json["train"]["step"], 5);
    EXPECT_TRUE(json.contains("point"));
}

TEST(RunStore, AFailedPointLeavesNothing)
{
    TemporaryFolder folder;
    const auto store = created(folder / "run");
    saved(*store, "a");
    const base::Problem full{base::ProblemCode::NoSpace, "Full.", "", "Free some."};
    const auto name = store->savePoint({}, [&](const fs::path &at) -> base::Status {
        EXPECT_TRUE(fillWith(at, "half").hasValue());
        return full;
    });
    ASSERT_FALSE(name.hasValue());
    EXPECT_EQ(name.problem(), full);
    EXPECT_EQ(store->points()->size(), 1u);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder / "run/points"), {}), 1);
    EXPECT_EQ(saved(*store, "b"), "001-b");
}

TEST(RunStore, TruncationForgetsWhatCameAfterThePoint)
{
    TemporaryFolder folder;
    const auto store = created(folder / "run");
    ASSERT_TRUE(store->append(metric(0)).hasValue());
    const auto point = saved(*store, "a");
    ASSERT_TRUE(store->append(metric(1)).hasValue());
    ASSERT_TRUE(store->append(report::Marker{1, "lr", "x"}).hasValue());
    ASSERT_TRUE(store->truncateHistory(point).hasValue());
    ASSERT_TRUE(store->append(metric(2)).hasValue());
    const auto history = store->history();
    ASSERT_EQ(history->size(), 3u);
    EXPECT_EQ(std::get<report::PointSaved>((*history)[1]).point, point);
    EXPECT_EQ(std::get<MetricPoint>((*history)[2]).step, 2);
    EXPECT_FALSE(store->truncateHistory("999-none").hasValue());
}

TEST(RunStore, ThinningKeepsNamedPointsAndTheNewest)
{
    TemporaryFolder folder;
    const auto store = created(folder / "run");
    for (int i = 0; i < 5; ++i)
        saved(*store, "auto");
    saved(*store, "mine", false);
    ASSERT_TRUE(store->thin(2).hasValue());
    std::vector<std::string> names;
    const auto points = store->points();
    for (const auto &entry : *points)
        names.push_back(entry.point);
    EXPECT_EQ(names, (std::vector<std::string>{"003-auto", "004-auto", "005-mine"}));
    EXPECT_EQ(saved(*store, "next"), "006-next");
}

TEST(RunStore, ASecondWriterIsToldWhoHoldsIt)
{
    TemporaryFolder folder;
    const auto store = created(folder / "run");
    const auto second = RunStore::open(folder / "run");
    ASSERT_FALSE(second.hasValue());
    EXPECT_NE(second.problem().what.find(std::to_string(::getpid())), std::string::npos) << second.problem().what;
    EXPECT_FALSE(second.problem().remedy.empty());
}

TEST(RunStore, RefusesAFolderThatIsNotItsOwn)
{
    TemporaryFolder folder;
    std::ofstream(folder / "notes.txt") << "mine";
    EXPECT_EQ(RunStore::create(folder.path()).problem().code, base::ProblemCode::BadUsage);
    EXPECT_EQ(RunStore::open(folder.path()).problem().code, base::ProblemCode::NotFound);
    EXPECT_EQ(RunStore::open(folder / "none").problem().code, base::ProblemCode::NotFound);
    created(folder / "run");
    EXPECT_EQ(RunStore::create(folder / "run").problem().code, base::ProblemCode::BadUsage);
}

TEST(RunStore, AForeignHistoryIsNamed)
{
    TemporaryFolder folder;
    std::ofstream(folder / "history.db") << std::string(5000, 'x');
    const auto store = RunStore::open(folder.path());
    ASSERT_FALSE(store.hasValue());
    EXPECT_EQ(store.problem().code, base::ProblemCode::Malformed);
}

TEST(RunStore, RecipeAndResultAreFiles)
{
    TemporaryFolder folder;
    const auto store = created(folder / "run");
    ASSERT_TRUE(store->writeRecipe("{}\n").hasValue());
    EXPECT_EQ(*store->readRecipe(), "{}\n");
    report::RunRecord record;
    record.seed = 5;
    ASSERT_TRUE(store->writeResult(record).hasValue());
    const auto read = report::runRecordFromJson(*base::readFile(folder / "run/result.json"));
    EXPECT_EQ(read->seed, 5);
}

TEST(RunStore, NoPermissionIsSaidAtOnce)
{
    TemporaryFolder folder;
    const test::NoWriting guard(folder.path());
    const auto store = RunStore::create(folder / "run");
    ASSERT_FALSE(store.hasValue());
    EXPECT_EQ(store.problem().code, base::ProblemCode::NoPermission);
    EXPECT_FALSE(store.problem().remedy.empty());
}

TEST(RunStore, AFullDiskKeepsTheLastPoint)
{
    const test::SmallDisk disk(400 << 10);
    if (!disk.isMounted())
        GTEST_SKIP() << "no right to mount a small disk";
    const auto store = created(disk.path() / "run");
    saved(*store, "good");
    const auto failed = store->savePoint({}, [](const fs::path &at) { return fillWith(at, std::string(1 << 20, 'x')); });
    ASSERT_FALSE(failed.hasValue());
    EXPECT_EQ(failed.problem().code, base::ProblemCode::NoSpace);
    EXPECT_EQ(store->newestPoint(), "000-good");
    EXPECT_TRUE(fs::exists(store->pointFolder("000-good") / "weights.safetensors"));
    base::Status status;
    for (int i = 0; status && i < 20000; ++i)
        status = store->append(report::Marker{i, "lr", std::string(200, 'x')});
    if (status)
        status = store->flush();
    ASSERT_FALSE(status.hasValue());
    EXPECT_EQ(status.problem().code, base::ProblemCode::NoSpace) << base::toString(status.problem());
}

/// 0 if a store whose files may not grow beyond a limit says NoSpace and keeps its point.
int storeUnderFileLimit(const fs::path &folder)
{
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{150 << 10, 150 << 10};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto store = RunStore::open(folder);
    if (!store)
        return 1;
    const auto big = (*store)->savePoint({}, [](const fs::path &at) { return fillWith(at, std::string(1 << 20, 'x')); });
    if (big || big.problem().code != base::ProblemCode::NoSpace)
        return 2;
    base::Status status;
    for (int i = 0; status && i < 5000; ++i)
        status = (*store)->append(report::Marker{i, "lr", std::string(200, 'x')});
    if (status)
        status = (*store)->flush();
    if (status || status.problem().code != base::ProblemCode::NoSpace)
        return 3;
    return (*store)->newestPoint() == "000-good" ? 0 : 4;
}

TEST(RunStore, AFileThatMayNotGrowIsAFullDiskToo)
{
    TemporaryFolder folder;
    saved(*created(folder / "run"), "good");
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(storeUnderFileLimit(folder / "run"));
    int state = 0;
    ::waitpid(child, &state, 0);
    EXPECT_EQ(WEXITSTATUS(state), 0);
    EXPECT_EQ(opened(folder / "run")->points()->size(), 1u);
}

/// Writes points and events without end; the parent kills it.
[[noreturn]] void writeUntilKilled(const fs::path &folder)
{
    auto store = RunStore::open(folder);
    for (std::int64_t step = 0; store; ++step) {
        (void)(*store)->append(metric(step));
        if (step % 50 == 0)
            (void)(*store)->savePoint({"kill me", "", {}, {}, {}, step, true}, [&](const fs::path &at) {
                return fillWith(at, std::string(50000, 'x'));
            });
    }
    ::_exit(1);
}

TEST(RunStore, SurvivesBeingKilledAtAnyMoment)
{
    TemporaryFolder folder;
    created(folder / "run");
    for (int round = 0; round < 15; ++round) {
        const pid_t child = ::fork();
        if (child == 0)
            writeUntilKilled(folder / "run");
        ::usleep(3000 + 2700 * static_cast<unsigned>(round));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        const auto store = opened(folder / "run");
        const auto points = store->points();
        const auto history = store->history();
        ASSERT_TRUE(points.hasValue() && history.hasValue());
        std::size_t announced = 0;
        for (const auto &event : *history)
            announced += std::holds_alternative<report::PointSaved>(event) ? 1 : 0;
        EXPECT_EQ(announced, points->size());
        for (const auto &entry : *points)
            EXPECT_EQ(fs::file_size(store->pointFolder(entry.point) / "weights.safetensors"), 50000u);
        EXPECT_EQ(static_cast<std::size_t>(std::distance(fs::directory_iterator(folder / "run/points"), {})),
                  points->size());
    }
}

} // namespace
} // namespace espalier::store

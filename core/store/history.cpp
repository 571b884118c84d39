// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/history.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>

namespace espalier::store {

namespace {

constexpr const char *schema = R"(
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT OR IGNORE INTO meta VALUES ('schema', '1');
CREATE TABLE IF NOT EXISTS series (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS metric (
    number INTEGER PRIMARY KEY, series INTEGER NOT NULL REFERENCES series(id), step INTEGER NOT NULL,
    epoch REAL, seconds REAL, value REAL, low REAL, high REAL);
CREATE TABLE IF NOT EXISTS event (number INTEGER PRIMARY KEY, type TEXT NOT NULL, json TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS timeline (
    point TEXT PRIMARY KEY, title TEXT NOT NULL, parent TEXT NOT NULL, state TEXT NOT NULL, "when" TEXT NOT NULL,
    top1 REAL, parameters INTEGER NOT NULL, macs INTEGER NOT NULL, bytes INTEGER NOT NULL, step INTEGER NOT NULL,
    automatic INTEGER NOT NULL);
CREATE VIEW IF NOT EXISTS metrics AS
    SELECT number, series.name AS series, step, epoch, seconds, value, low, high
    FROM metric JOIN series ON series.id = metric.series ORDER BY number;
)";

const char *typeName(const report::Event &event)
{
    // As "type" of the event's JSON, so that SQL can filter without parsing it.
    constexpr std::array names{"metric", "phase", "planned", "marker", "cut", "point", "warning", "log", "done"};
    static_assert(std::variant_size_v<report::Event> == names.size());
    return names[event.index()];
}

const char *stateName(report::ModelStateKind state)
{
    switch (state) {
    case report::ModelStateKind::Whole: return "whole";
    case report::ModelStateKind::Marked: return "marked";
    default: return "cut";
    }
}

report::MetricPoint pointFrom(const Statement &row)
{
    report::MetricPoint point;
    point.series = row.text(1);
    point.step = row.integer(2);
    point.epoch = row.real(3);
    point.seconds = row.real(4);
    point.value = row.real(5);
    point.low = row.optionalReal(6);
    point.high = row.optionalReal(7);
    return point;
}

using Numbered = std::pair<std::int64_t, report::Event>;

} // namespace

History::History(std::unique_ptr<Database> database, Statement metric, Statement event)
    : m_database(std::move(database)), m_insertMetric(std::move(metric)), m_insertEvent(std::move(event))
{ }

History::~History()
{
    (void)commit();
}

base::Result<std::unique_ptr<History>> History::open(const std::filesystem::path &path)
{
    auto database = Database::open(path);
    if (!database)
        return database.problem();
    if (auto status = (*database)->execute(schema); !status)
        return status.problem();
    auto metric = (*database)->prepare("INSERT INTO metric VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    auto event = (*database)->prepare("INSERT INTO event VALUES (?, ?, ?)");
    auto last = (*database)->prepare("SELECT max(coalesce((SELECT max(number) FROM metric), 0),"
                                     " coalesce((SELECT max(number) FROM event), 0))");
    if (!metric || !event || !last)
        return !metric ? metric.problem() : !event ? event.problem() : last.problem();
    if (const int code = last->step(); code != SQLITE_ROW)
        return (*database)->problem(code, "read");
    const std::int64_t next = last->integer(0) + 1;
    last->reset();
    std::unique_ptr<History> history(
        new History(std::move(*database), std::move(*metric), std::move(*event)));
    history->m_next = next;
    return history;
}

base::Status History::begin()
{
    if (m_database->inTransaction())
        return {};
    if (auto status = m_database->execute("BEGIN IMMEDIATE"); !status)
        return status;
    m_began = std::chrono::steady_clock::now();
    return {};
}

base::Status History::commit()
{
    return m_database->inTransaction() ? m_database->execute("COMMIT") : base::Status{};
}

base::Result<std::int64_t> History::seriesNumber(const std::string &name)
{
    if (const auto found = m_series.find(name); found != m_series.end())
        return found->second;
    auto insert = m_database->prepare("INSERT OR IGNORE INTO series (name) VALUES (?)");
    if (!insert)
        return insert.problem();
    if (auto status = m_database->run(insert->bind(1, name)); !status)
        return status.problem();
    auto select = m_database->prepare("SELECT id FROM series WHERE name = ?");
    if (!select)
        return select.problem();
    if (const int code = select->bind(1, name).step(); code != SQLITE_ROW)
        return m_database->problem(code, "read");
    return m_series[name] = select->integer(0);
}

base::Status History::insert(const report::MetricPoint &point)
{
    const auto series = seriesNumber(point.series);
    if (!series)
        return series.problem();
    m_insertMetric.bind(1, m_next).bind(2, *series).bind(3, point.step).bind(4, point.epoch).bind(5, point.seconds);
    m_insertMetric.bind(6, point.value).bind(7, point.low).bind(8, point.high);
    return m_database->run(m_insertMetric);
}

base::Status History::insertOther(const report::Event &event)
{
    m_insertEvent.bind(1, m_next).bind(2, std::string(typeName(event))).bind(3, report::toJson(event));
    return m_database->run(m_insertEvent);
}

base::Status History::append(const report::Event &event)
{
    if (auto status = begin(); !status)
        return status;
    const auto *point = std::get_if<report::MetricPoint>(&event);
    if (auto status = point ? insert(*point) : insertOther(event); !status)
        return status;
    ++m_next;
    if (std::chrono::steady_clock::now() - m_began >= std::chrono::seconds(1))
        return commit();
    return {};
}

base::Result<std::vector<report::Event>> History::events()
{
    std::vector<Numbered> numbered;
    auto points = m_database->prepare("SELECT number, series, step, epoch, seconds, value, low, high FROM metrics");
    if (!points)
        return points.problem();
    int code = 0;
    while ((code = points->step()) == SQLITE_ROW)
        numbered.emplace_back(points->integer(0), pointFrom(*points));
    if (code != SQLITE_DONE)
        return m_database->problem(code, "read");
    auto others = m_database->prepare("SELECT number, json FROM event ORDER BY number");
    if (!others)
        return others.problem();
    while ((code = others->step()) == SQLITE_ROW) {
        auto event = report::eventFromJson(others->text(1));
        if (!event)
            return event.problem();
        numbered.emplace_back(others->integer(0), std::move(*event));
    }
    if (code != SQLITE_DONE)
        return m_database->problem(code, "read");
    std::sort(numbered.begin(), numbered.end(), [](const Numbered &a, const Numbered &b) { return a.first < b.first; });
    std::vector<report::Event> events;
    events.reserve(numbered.size());
    for (auto &entry : numbered)
        events.push_back(std::move(entry.second));
    return events;
}

base::Status History::forgetFrom(std::int64_t number)
{
    if (auto status = commit(); !status)
        return status;
    for (const auto *table : {"metric", "event"}) {
        auto statement = m_database->prepare(std::string("DELETE FROM ") + table + " WHERE number >= ?");
        if (!statement)
            return statement.problem();
        if (auto status = m_database->run(statement->bind(1, number)); !status)
            return status;
    }
    m_next = std::min(m_next, number);
    return {};
}

base::Status History::setTimeline(const std::vector<report::TimelineEntry> &entries)
{
    if (auto status = begin(); !status)
        return status;
    if (auto status = m_database->execute("DELETE FROM timeline"); !status)
        return status;
    auto insert = m_database->prepare("INSERT INTO timeline VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    if (!insert)
        return insert.problem();
    for (const auto &entry : entries) {
        insert->bind(1, entry.point).bind(2, entry.title).bind(3, entry.parent);
        insert->bind(4, std::string(stateName(entry.state))).bind(5, entry.when).bind(6, entry.top1);
        insert->bind(7, entry.cost.parameters).bind(8, entry.cost.macs).bind(9, entry.bytes).bind(10, entry.step);
        insert->bind(11, std::int64_t{entry.automatic});
        if (auto status = m_database->run(*insert); !status)
            return status;
    }
    return commit();
}

} // namespace espalier::store

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/events.h"
#include "report/snapshot.h"
#include "store/sqlite.h"

#include <chrono>
#include <map>
#include <vector>

namespace espalier::store {

/// history.db: schema in docs/run-directory.md. Every event has a number that grows; metric points have columns of their
/// own, the rest is JSON. Private to the store.
class History {
public:
    static base::Result<std::unique_ptr<History>> open(const std::filesystem::path &path);
    ~History();
    History(const History &) = delete;
    History &operator=(const History &) = delete;

    /// Buffered; commits if the last commit is older than a second.
    base::Status append(const report::Event &event);
    base::Status commit();
    base::Result<std::vector<report::Event>> events();
    /// Number that the next event will get.
    std::int64_t nextNumber() const { return m_next; }
    base::Status forgetFrom(std::int64_t number);
    /// Rewrites the table `timeline`.
    base::Status setTimeline(const std::vector<report::TimelineEntry> &entries);

private:
    History(std::unique_ptr<Database> database, Statement metric, Statement event);
    base::Status begin();
    base::Status insert(const report::MetricPoint &point);
    base::Status insertOther(const report::Event &event);
    base::Result<std::int64_t> seriesNumber(const std::string &name);

    std::unique_ptr<Database> m_database;
    Statement m_insertMetric, m_insertEvent;
    std::map<std::string, std::int64_t> m_series;
    std::int64_t m_next = 1;
    std::chrono::steady_clock::time_point m_began;
};

} // namespace espalier::store

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace espalier::store {

/// A prepared statement. Bind by position from 1, then step. Private to the store.
class Statement {
public:
    explicit Statement(sqlite3_stmt *statement) : m_statement(statement, &finalize) { }
    Statement &bind(int index, std::int64_t value);
    Statement &bind(int index, double value); ///< NaN is stored as NULL, as SQLite does
    Statement &bind(int index, const std::string &value);
    Statement &bindNull(int index);
    Statement &bind(int index, const std::optional<double> &value);
    /// SQLITE_ROW, SQLITE_DONE or an error code.
    int step();
    void reset();

    std::int64_t integer(int column) const;
    double real(int column) const; ///< NULL = NaN
    std::optional<double> optionalReal(int column) const;
    std::string text(int column) const;

private:
    static void finalize(sqlite3_stmt *statement);
    std::unique_ptr<sqlite3_stmt, void (*)(sqlite3_stmt *)> m_statement;
};

/// A database file. One thread. Errors become Problems with the file's name (NoSpace, NoPermission, Malformed, …).
class Database {
public:
    static base::Result<std::unique_ptr<Database>> open(const std::filesystem::path &path);

    base::Status execute(const std::string &sql);
    base::Result<Statement> prepare(const std::string &sql);
    /// Runs a bound statement to its end and resets it.
    base::Status run(Statement &statement);
    /// A failed write may have ended the transaction already.
    bool inTransaction() const;
    base::Problem problem(int code, const std::string &action) const;

private:
    explicit Database(std::filesystem::path path) : m_path(std::move(path)), m_handle(nullptr, &close) { }
    static void close(sqlite3 *handle);

    std::filesystem::path m_path;
    std::unique_ptr<sqlite3, void (*)(sqlite3 *)> m_handle;
};

} // namespace espalier::store

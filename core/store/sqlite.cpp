// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite.h"

#include "base/text.h"

#include <sqlite3.h>

#include <cmath>
#include <limits>

namespace espalier::store {

using base::Problem;
using base::ProblemCode;

Statement &Statement::bind(int index, std::int64_t value)
{
    sqlite3_bind_int64(m_statement.get(), index, value);
    return *this;
}

Statement &Statement::bind(int index, double value)
{
    sqlite3_bind_double(m_statement.get(), index, value);
    return *this;
}

Statement &Statement::bind(int index, const std::string &value)
{
    sqlite3_bind_text(m_statement.get(), index, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
    return *this;
}

Statement &Statement::bindNull(int index)
{
    sqlite3_bind_null(m_statement.get(), index);
    return *this;
}

Statement &Statement::bind(int index, const std::optional<double> &value)
{
    return value ? bind(index, *value) : bindNull(index);
}

int Statement::step()
{
    return sqlite3_step(m_statement.get());
}

void Statement::reset()
{
    sqlite3_reset(m_statement.get());
    sqlite3_clear_bindings(m_statement.get());
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement.get(), column);
}

double Statement::real(int column) const
{
    return optionalReal(column).value_or(std::numeric_limits<double>::quiet_NaN());
}

std::optional<double> Statement::optionalReal(int column) const
{
    if (sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL)
        return std::nullopt;
    return sqlite3_column_double(m_statement.get(), column);
}

std::string Statement::text(int column) const
{
    const auto *bytes = reinterpret_cast<const char *>(sqlite3_column_text(m_statement.get(), column));
    return bytes ? std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column))) : "";
}

void Statement::finalize(sqlite3_stmt *statement)
{
    sqlite3_finalize(statement);
}

void Database::close(sqlite3 *handle)
{
    sqlite3_close(handle);
}

base::Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path &path)
{
    std::unique_ptr<Database> database(new Database(path));
    sqlite3 *handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    database->m_handle.reset(handle);
    if (code != SQLITE_OK)
        return database->problem(code, "open");
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, 5000);
    return database;
}

base::Status Database::execute(const std::string &sql)
{
    const int code = sqlite3_exec(m_handle.get(), sql.c_str(), nullptr, nullptr, nullptr);
    return code == SQLITE_OK ? base::Status{} : problem(code, "write");
}

base::Result<Statement> Database::prepare(const std::string &sql)
{
    sqlite3_stmt *statement = nullptr;
    const int code = sqlite3_prepare_v2(m_handle.get(), sql.c_str(), -1, &statement, nullptr);
    if (code != SQLITE_OK)
        return problem(code, "read");
    return Statement(statement);
}

base::Status Database::run(Statement &statement)
{
    const int code = statement.step();
    const base::Status status = code == SQLITE_DONE || code == SQLITE_ROW ? base::Status{} : problem(code, "write");
    statement.reset();
    return status;
}

bool Database::inTransaction() const
{
    return sqlite3_get_autocommit(m_handle.get()) == 0;
}

Problem Database::problem(int code, const std::string &action) const
{
    const std::string cause = m_handle ? sqlite3_errmsg(m_handle.get()) : sqlite3_errstr(code);
    const std::string what = base::cat("Can't ", action, " the history: ", cause, ".");
    switch (code & 0xff) {
    case SQLITE_FULL:
        return {ProblemCode::NoSpace, what, m_path.string(), "Free some space, or choose another disk."};
    case SQLITE_IOERR:
        // A write beyond the file size limit or on some network disks arrives as a plain I/O error.
        return {ProblemCode::NoSpace, what, m_path.string(), "Check the disk and free some space."};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
        return {ProblemCode::NoPermission, what, m_path.string(), "Choose another place, or change the permissions."};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return {ProblemCode::Malformed, what, m_path.string(),
                "Move history.db away and open the folder again: the curves are lost, the points are kept."};
    default:
        return {ProblemCode::WorkFailed, what, m_path.string(), "Try again, or choose another folder."};
    }
}

} // namespace espalier::store

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace espalier::base {

enum class LogLevel { Debug, Info, Warning, Error };

std::string_view toString(LogLevel level);

struct LogLine {
    std::chrono::system_clock::time_point time;
    LogLevel level = LogLevel::Info;
    std::string source; ///< room or panel: "train", "store", …
    std::string text;
};

/// The log, handed to whoever writes it (never global). Any thread; does not block on disk longer than a write.
/// Lines go to every sink. spdlog does the work behind it, out of sight of the headers, since the fmt of the
/// torch wheel clashes with its own.
class Log {
public:
    virtual ~Log() = default;
    virtual void write(LogLevel level, std::string_view source, std::string_view text) = 0;

    void debug(std::string_view source, std::string_view text) { write(LogLevel::Debug, source, text); }
    void info(std::string_view source, std::string_view text) { write(LogLevel::Info, source, text); }
    void warning(std::string_view source, std::string_view text) { write(LogLevel::Warning, source, text); }
    void error(std::string_view source, std::string_view text) { write(LogLevel::Error, source, text); }
};

struct LogOptions {
    std::filesystem::path file;             ///< rotating file; empty = none
    std::size_t fileBytes = 4u << 20;       ///< size at which the file rotates
    std::size_t files = 5;                  ///< rotated files kept
    bool standardError = false;             ///< also print to standard error
    LogLevel level = LogLevel::Info;        ///< lines below are dropped
    std::function<void(const LogLine &)> observer; ///< also called for each line, in the writing thread
};

/// A log with the sinks asked for. If the file can't be opened the log works without it and says so as its first line.
std::shared_ptr<Log> makeLog(const LogOptions &options);

/// A log that drops everything, for tests and defaults.
std::shared_ptr<Log> makeNullLog();

} // namespace espalier::base

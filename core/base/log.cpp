// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.h"

#include "base/text.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <exception>
#include <utility>
#include <vector>

namespace espalier::base {

namespace {

spdlog::level::level_enum spdlogLevel(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug: return spdlog::level::debug;
    case LogLevel::Info: return spdlog::level::info;
    case LogLevel::Warning: return spdlog::level::warn;
    case LogLevel::Error: return spdlog::level::err;
    }
    return spdlog::level::info;
}

class SpdlogLog final : public Log {
public:
    SpdlogLog(std::vector<spdlog::sink_ptr> sinks, LogLevel level, std::function<void(const LogLine &)> observer)
        : m_logger("espalier", sinks.begin(), sinks.end()), m_level(level), m_observer(std::move(observer))
    {
        m_logger.set_level(spdlogLevel(level));
        m_logger.set_pattern("%Y-%m-%d %H:%M:%S.%e %l %v");
        m_logger.flush_on(spdlog::level::info);
    }

    void write(LogLevel level, std::string_view source, std::string_view text) override
    {
        if (level < m_level)
            return;
        m_logger.log(spdlogLevel(level), "{}: {}", source, text);
        if (m_observer)
            m_observer({std::chrono::system_clock::now(), level, std::string(source), std::string(text)});
    }

private:
    spdlog::logger m_logger;
    const LogLevel m_level;
    const std::function<void(const LogLine &)> m_observer;
};

class NullLog final : public Log {
public:
    void write(LogLevel, std::string_view, std::string_view) override { }
};

} // namespace

std::string_view toString(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug: return "debug";
    case LogLevel::Info: return "info";
    case LogLevel::Warning: return "warning";
    case LogLevel::Error: return "error";
    }
    return "info";
}

std::shared_ptr<Log> makeLog(const LogOptions &options)
{
    std::vector<spdlog::sink_ptr> sinks;
    std::string complaint;
    if (options.standardError)
        sinks.push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
    if (!options.file.empty()) {
        try {
            // spdlog counts the rotated files beside the one in use.
            const std::size_t rotated = options.files > 1 ? options.files - 1 : 1;
            sinks.push_back(std::make_shared<spdlog::sinks::rotating_file_sink_mt>(options.file.string(),
                                                                                  options.fileBytes, rotated));
        } catch (const std::exception &error) {
            complaint = cat("The log file can't be opened, so nothing is kept on disk: ", error.what());
        }
    }
    auto log = std::make_shared<SpdlogLog>(std::move(sinks), options.level, options.observer);
    if (!complaint.empty())
        log->error("log", complaint);
    return log;
}

std::shared_ptr<Log> makeNullLog()
{
    return std::make_shared<NullLog>();
}

} // namespace espalier::base

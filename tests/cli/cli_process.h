// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace espalier::test {

struct CliRequest {
    std::vector<std::string> arguments;
    std::filesystem::path folder;         ///< working directory; empty = ours
    std::vector<std::string> environment; ///< "NAME=value", added to ours
    bool noRights = false;                ///< bound by permissions even if the tests run as root
};

struct CliResult {
    int exitCode = -1; ///< -1: died of a signal
    std::string out, err;
    /// The one document on standard output; null if it is none.
    nlohmann::json json() const { return nlohmann::json::parse(out, nullptr, false); }
};

/// The built espalier-cli in a process of its own.
class CliProcess {
public:
    explicit CliProcess(const CliRequest &request);
    ~CliProcess();
    CliProcess(const CliProcess &) = delete;
    CliProcess &operator=(const CliProcess &) = delete;

    void signal(int number) const;
    /// What it has written to standard error so far.
    std::string errorSoFar() const;
    bool isRunning();
    CliResult wait();

private:
    pid_t m_pid = -1;
    bool m_ended = false;
    int m_state = 0;
    std::filesystem::path m_out, m_err;
};

CliResult runCli(const std::vector<std::string> &arguments, const std::filesystem::path &folder = {});
CliResult runCli(const CliRequest &request);

std::string readText(const std::filesystem::path &path);
void writeText(const std::filesystem::path &path, const std::string &text);

} // namespace espalier::test

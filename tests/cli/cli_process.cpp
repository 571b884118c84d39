// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli_process.h"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace espalier::test {

namespace fs = std::filesystem;

namespace {

const char *const program = ESPALIER_BINARY_DIR "/bin/espalier-cli";

fs::path temporaryFile()
{
    std::string pattern = (fs::temp_directory_path() / "espalier-cli-XXXXXX").string();
    const int descriptor = ::mkstemp(pattern.data());
    if (descriptor >= 0) {
        (void)!::fchmod(descriptor, 0666);
        ::close(descriptor);
    }
    return pattern;
}

void redirect(int target, const fs::path &file)
{
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_TRUNC);
    ::dup2(descriptor, target);
}

[[noreturn]] void become(const CliRequest &request, const fs::path &out, const fs::path &err)
{
    redirect(STDOUT_FILENO, out);
    redirect(STDERR_FILENO, err);
    if (!request.folder.empty() && ::chdir(request.folder.c_str()) != 0)
        ::_exit(126);
    for (const auto &assignment : request.environment)
        ::putenv(const_cast<char *>(assignment.c_str()));
    // Root may write everywhere by this capability alone; exec takes it from who is not allowed to have it.
    if (request.noRights && ::geteuid() == 0 && ::prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0) != 0)
        ::_exit(126);
    std::vector<char *> arguments{const_cast<char *>(program)};
    for (const auto &argument : request.arguments)
        arguments.push_back(const_cast<char *>(argument.c_str()));
    arguments.push_back(nullptr);
    ::execv(program, arguments.data());
    ::_exit(127);
}

} // namespace

CliProcess::CliProcess(const CliRequest &request) : m_out(temporaryFile()), m_err(temporaryFile())
{
    m_pid = ::fork();
    if (m_pid == 0)
        become(request, m_out, m_err);
}

CliProcess::~CliProcess()
{
    if (!m_ended) {
        signal(SIGKILL);
        (void)wait();
    }
    std::error_code ignored;
    fs::remove(m_out, ignored);
    fs::remove(m_err, ignored);
}

void CliProcess::signal(int number) const
{
    if (!m_ended)
        ::kill(m_pid, number);
}

std::string CliProcess::errorSoFar() const
{
    return readText(m_err);
}

bool CliProcess::isRunning()
{
    if (!m_ended)
        m_ended = ::waitpid(m_pid, &m_state, WNOHANG) == m_pid;
    return !m_ended;
}

CliResult CliProcess::wait()
{
    if (!m_ended)
        m_ended = ::waitpid(m_pid, &m_state, 0) == m_pid;
    return {WIFEXITED(m_state) ? WEXITSTATUS(m_state) : -1, readText(m_out), readText(m_err)};
}

CliResult runCli(const CliRequest &request)
{
    return CliProcess(request).wait();
}

CliResult runCli(const std::vector<std::string> &arguments, const fs::path &folder)
{
    return runCli(CliRequest{arguments, folder, {}, false});
}

std::string readText(const fs::path &path)
{
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

void writeText(const fs::path &path, const std::string &text)
{
    std::ofstream(path, std::ios::binary) << text;
}

} // namespace espalier::test

// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/python/interpreter.h"

#include "base/text.h"

#include <chrono>
#include <cstdlib>
#include <thread>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace espalier::formats {

namespace {

/// An unnamed file that takes what a child writes, however much that is.
class Capture {
public:
    Capture() : m_file(std::tmpfile()) { }
    ~Capture()
    {
        if (m_file)
            std::fclose(m_file);
    }
    Capture(const Capture &) = delete;
    Capture &operator=(const Capture &) = delete;

    int descriptor() const { return m_file ? ::fileno(m_file) : -1; }
    std::string text() const
    {
        std::string out;
        char block[4096];
        std::rewind(m_file);
        for (std::size_t got = 0; (got = std::fread(block, 1, sizeof block, m_file)) > 0 && out.size() < (1u << 20);)
            out.append(block, got);
        return out;
    }

private:
    std::FILE *m_file;
};

std::string lastLine(const std::string &text)
{
    const std::vector<std::string> lines = base::split(std::string(base::trim(text)), '\n');
    return lines.empty() ? std::string() : lines.back();
}

base::Problem failed(const std::string &python, const std::string &what)
{
    return {base::ProblemCode::WorkFailed, what, python,
            "Check that ESPALIER_PYTHON names a Python with torch, or unset it to export without running Python."};
}

/// Exit status, or -1 after the time is over (the child is ended).
int waitFor(pid_t child, int seconds)
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    for (;;) {
        int status = 0;
        if (::waitpid(child, &status, WNOHANG) == child)
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
        if (std::chrono::steady_clock::now() > deadline) {
            ::kill(child, SIGKILL);
            ::waitpid(child, &status, 0);
            return -1;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

} // namespace

std::string configuredPython()
{
    const char *python = std::getenv("ESPALIER_PYTHON");
    return python ? python : "";
}

base::Result<std::string> runPython(const std::string &python, const std::vector<std::string> &arguments, int seconds)
{
    std::vector<char *> argv{const_cast<char *>(python.c_str())};
    for (const std::string &argument : arguments)
        argv.push_back(const_cast<char *>(argument.c_str()));
    argv.push_back(nullptr);

    const Capture out, errors;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out.descriptor(), 1);
    posix_spawn_file_actions_adddup2(&actions, errors.descriptor(), 2);
    pid_t child = 0;
    const int spawned = ::posix_spawnp(&child, python.c_str(), &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (spawned != 0)
        return failed(python, "The Python can't be started: " + std::error_code(spawned, std::generic_category()).message() + ".");
    const int status = waitFor(child, seconds);
    if (status == -1)
        return failed(python, base::cat("Python did not finish within ", seconds, " seconds."));
    if (status != 0)
        return failed(python, base::cat("Python ended with status ", status, ": ", lastLine(errors.text())));
    return out.text();
}

} // namespace espalier::formats

// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/folder_lock.h"

#include "base/file.h"
#include "base/text.h"

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace espalier::store {

namespace {

std::string owner()
{
    std::array<char, 256> host{};
    ::gethostname(host.data(), host.size() - 1);
    return base::cat("process ", ::getpid(), " on ", host.data());
}

std::string contents(int descriptor)
{
    std::array<char, 512> text{};
    const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
    return size > 0 ? std::string(base::trim(std::string_view(text.data(), static_cast<std::size_t>(size)))) : "";
}

base::Problem held(const std::filesystem::path &folder, const std::string &by)
{
    return {base::ProblemCode::NoPermission,
            base::cat("The run directory is open in ", by.empty() ? "another process" : by, "."), folder.string(),
            "Close it there, or use another directory."};
}

} // namespace

base::Result<std::unique_ptr<FolderLock>> FolderLock::take(const std::filesystem::path &folder)
{
    const auto path = folder / "lock";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0)
        return base::fileProblem(path, "create", errno);
    std::unique_ptr<FolderLock> lock(new FolderLock(descriptor));
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK ? held(folder, contents(descriptor)) : base::fileProblem(path, "lock", errno);
    const std::string text = owner() + "\n";
    if (::ftruncate(descriptor, 0) != 0
        || ::pwrite(descriptor, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
        return base::fileProblem(path, "write", errno);
    return lock;
}

FolderLock::~FolderLock()
{
    ::close(m_descriptor);
}

} // namespace espalier::store

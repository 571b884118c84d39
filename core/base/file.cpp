// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"

#include "base/fd_stream.h"
#include "base/text.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace espalier::base {

namespace fs = std::filesystem;

namespace {

fs::path folderOf(const fs::path &path)
{
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// Through symbolic links to the file itself, so that a rename replaces the file and not the link.
fs::path resolveLink(const fs::path &path)
{
    std::error_code ignored;
    if (!fs::is_symlink(path, ignored))
        return path;
    const fs::path target = fs::weakly_canonical(path, ignored);
    return ignored ? path : target;
}

/// Name number `attempt` for a temporary sibling; short, since `path` itself may use the whole length of a name.
fs::path temporarySibling(const fs::path &path, int attempt)
{
    return folderOf(path) / cat(".espalier-tmp-", ::getpid(), "-", attempt);
}

Status syncPath(const fs::path &path, int flags)
{
    const Descriptor descriptor(::open(path.c_str(), flags | O_CLOEXEC));
    if (!descriptor.isOpen() || ::fsync(descriptor.get()) != 0)
        return fileProblem(path, "sync", errno);
    return {};
}

/// Best effort: the new file stands already, and some file systems can't sync a folder.
void syncFolderEntry(const fs::path &path)
{
    (void)syncPath(folderOf(path), O_RDONLY | O_DIRECTORY);
}

Status syncTree(const fs::path &folder)
{
    std::error_code error;
    for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        std::error_code ignored;
        const bool isFolder = it->is_directory(ignored);
        if (!isFolder && !it->is_regular_file(ignored))
            continue;
        if (const Status synced = syncPath(it->path(), isFolder ? O_RDONLY | O_DIRECTORY : O_RDONLY); !synced)
            return synced;
    }
    if (error)
        return fileProblem(folder, "sync", error.value());
    return syncPath(folder, O_RDONLY | O_DIRECTORY);
}

/// Many threads and processes may write into one folder, so the name is claimed by creating it.
Result<fs::path> claimTemporary(const fs::path &path, const std::function<int(const fs::path &)> &create)
{
    for (int attempt = 0;; ++attempt) {
        const fs::path candidate = temporarySibling(path, attempt);
        if (create(candidate) >= 0)
            return candidate;
        if (errno != EEXIST)
            return fileProblem(path, "write", errno);
    }
}

void keepMode(int descriptor, const fs::path &existing)
{
    struct stat info {};
    if (::stat(existing.c_str(), &info) == 0)
        (void)::fchmod(descriptor, info.st_mode & 07777);
}

Status fillTemporary(const fs::path &path, const Descriptor &descriptor,
                     const std::function<Status(std::ostream &)> &write)
{
    DescriptorBuffer buffer(descriptor.get());
    std::ostream out(&buffer);
    if (const Status written = write(out); !written)
        // A full disk makes `write` fail too; the cause is the better message.
        return buffer.error() != 0 ? fileProblem(path, "write", buffer.error()) : written;
    out.flush();
    if (buffer.error() != 0)
        return fileProblem(path, "write", buffer.error());
    if (!out)
        return Problem{ProblemCode::WorkFailed, "Writing the file failed half-way.", path.string(), "Try again."};
    if (::fsync(descriptor.get()) != 0)
        return fileProblem(path, "write", errno);
    return {};
}

/// rename() would silently replace an empty folder.
int renameToNew(const fs::path &from, const fs::path &to)
{
#ifdef RENAME_NOREPLACE
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
#endif
    std::error_code ignored;
    if (fs::exists(fs::symlink_status(to, ignored))) {
        errno = EEXIST;
        return -1;
    }
    return ::rename(from.c_str(), to.c_str());
}

Result<std::size_t> fileSize(const Descriptor &descriptor, const fs::path &path)
{
    struct stat info {};
    if (::fstat(descriptor.get(), &info) != 0)
        return fileProblem(path, "open", errno);
    if (S_ISDIR(info.st_mode))
        return fileProblem(path, "open", EISDIR);
    return static_cast<std::size_t>(info.st_size);
}

Problem tooLarge(const fs::path &path, std::size_t limit)
{
    return {ProblemCode::Malformed, cat("The file is larger than the ", limit, " bytes that such a file may have."),
            path.string(), "Check that it is the file you meant."};
}

ProblemCode codeOf(int errnoValue, bool reading)
{
    switch (errnoValue) {
    case ENOENT:
    case ENOTDIR: return ProblemCode::NotFound;
    case EACCES:
    case EPERM:
    case EROFS: return ProblemCode::NoPermission;
    case ENOSPC:
    case EDQUOT:
    case EFBIG: return ProblemCode::NoSpace;
    default: return reading ? ProblemCode::Unreadable : ProblemCode::WorkFailed;
    }
}

std::string remedyFor(ProblemCode code)
{
    switch (code) {
    case ProblemCode::NotFound: return "Check the path.";
    case ProblemCode::NoPermission: return "Choose another place, or change the permissions.";
    case ProblemCode::NoSpace: return "Free some space, or choose another disk.";
    default: return "Check the disk and try again.";
    }
}

} // namespace

Problem fileProblem(const fs::path &path, const std::string &action, int errnoValue)
{
    const ProblemCode code = codeOf(errnoValue, action == "open" || action == "read");
    const std::string cause = std::error_code(errnoValue, std::generic_category()).message();
    return {code, cat("Can't ", action, ": ", cause, "."), path.string(), remedyFor(code)};
}

Result<std::string> readFile(const fs::path &path, std::size_t limit)
{
    const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!descriptor.isOpen())
        return fileProblem(path, "open", errno);
    const Result<std::size_t> size = fileSize(descriptor, path);
    if (!size)
        return size.problem();
    if (*size > limit)
        return tooLarge(path, limit);
    std::string bytes;
    bytes.reserve(*size);
    std::vector<char> block(std::size_t{1} << 16);
    for (;;) {
        const ssize_t got = ::read(descriptor.get(), block.data(), block.size());
        if (got == 0)
            return bytes;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fileProblem(path, "read", errno);
        bytes.append(block.data(), static_cast<std::size_t>(got));
        if (bytes.size() > limit) // files of /proc and growing files have no honest size
            return tooLarge(path, limit);
    }
}

Result<std::shared_ptr<const MappedFile>> MappedFile::open(const fs::path &path)
{
    const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!descriptor.isOpen())
        return fileProblem(path, "open", errno);
    const Result<std::size_t> size = fileSize(descriptor, path);
    if (!size)
        return size.problem();
    if (*size == 0)
        return std::shared_ptr<const MappedFile>(new MappedFile({}));
    // Weights are used where they lie and may be written to in place: on a copy of the page, never in the file.
    void *address = ::mmap(nullptr, *size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, descriptor.get(), 0);
    if (address == MAP_FAILED)
        return fileProblem(path, "read", errno);
    return std::shared_ptr<const MappedFile>(new MappedFile({static_cast<const std::byte *>(address), *size}));
}

MappedFile::~MappedFile()
{
    if (!m_bytes.empty())
        ::munmap(const_cast<std::byte *>(m_bytes.data()), m_bytes.size());
}

Status writeFileAtomically(const fs::path &path, const std::function<Status(std::ostream &)> &write)
{
    const fs::path target = resolveLink(path);
    Descriptor descriptor;
    const Result<fs::path> temporary = claimTemporary(target, [&](const fs::path &candidate) {
        descriptor = Descriptor(::open(candidate.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
        return descriptor.get();
    });
    if (!temporary)
        return temporary.problem();
    keepMode(descriptor.get(), target);
    Status status = fillTemporary(path, descriptor, write);
    if (status && !descriptor.close())
        status = fileProblem(path, "write", errno);
    if (status && ::rename(temporary->c_str(), target.c_str()) != 0)
        status = fileProblem(path, "write", errno);
    if (!status) {
        ::unlink(temporary->c_str());
        return status;
    }
    syncFolderEntry(target);
    return {};
}

Status writeFileAtomically(const fs::path &path, std::string_view bytes)
{
    return writeFileAtomically(path, [bytes](std::ostream &out) -> Status {
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        return {};
    });
}

Status writeFolderAtomically(const fs::path &path, const std::function<Status(const fs::path &)> &fill)
{
    const fs::path target = path.has_filename() ? path : path.parent_path(); // "runs/a/" is "runs/a"
    std::error_code ignored;
    if (fs::exists(fs::symlink_status(target, ignored)))
        return fileProblem(target, "create", EEXIST);
    const Result<fs::path> temporary
        = claimTemporary(target, [](const fs::path &candidate) { return ::mkdir(candidate.c_str(), 0777); });
    if (!temporary)
        return temporary.problem();
    Status status = fill(*temporary);
    if (status)
        status = syncTree(*temporary);
    if (status && renameToNew(*temporary, target) != 0)
        status = fileProblem(target, "create", errno);
    if (!status) {
        fs::remove_all(*temporary, ignored);
        return status;
    }
    syncFolderEntry(target);
    return {};
}

Status ensureFolder(const fs::path &path)
{
    std::error_code error;
    fs::create_directories(path, error);
    if (error)
        return fileProblem(path, "create", error.value());
    if (!fs::is_directory(path, error))
        return fileProblem(path, "create", ENOTDIR);
    return {};
}

} // namespace espalier::base

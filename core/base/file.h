// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <string_view>

namespace espalier::base {

/// Whole file as bytes. NotFound, NoPermission or Unreadable; refuses files above `limit` bytes (Malformed).
Result<std::string> readFile(const std::filesystem::path &path, std::size_t limit = std::size_t{1} << 32);

/// A file mapped read-only into memory; unmapped when the last copy of the handle dies. Any thread.
class MappedFile {
public:
    static Result<std::shared_ptr<const MappedFile>> open(const std::filesystem::path &path);
    ~MappedFile();
    MappedFile(const MappedFile &) = delete;
    MappedFile &operator=(const MappedFile &) = delete;

    std::span<const std::byte> bytes() const { return m_bytes; }

private:
    explicit MappedFile(std::span<const std::byte> bytes) : m_bytes(bytes) { }
    std::span<const std::byte> m_bytes;
};

/// Writes `path` atomically: `write` fills a temporary sibling, which is synced and renamed over `path` only if
/// everything succeeded. On any failure (disk full, no permission, `write` returning a Problem) the temporary is
/// removed and an existing `path` is untouched. Blocks for the sync.
Status writeFileAtomically(const std::filesystem::path &path, const std::function<Status(std::ostream &)> &write);
Status writeFileAtomically(const std::filesystem::path &path, std::string_view bytes);

/// The same for a folder: `fill(temporary)` writes files below a temporary sibling, everything is synced, then
/// renamed to `path`, which must not exist yet.
Status writeFolderAtomically(const std::filesystem::path &path,
                             const std::function<Status(const std::filesystem::path &)> &fill);

/// Creates a folder with its parents. NoPermission, NoSpace.
Status ensureFolder(const std::filesystem::path &path);

/// The Problem for an errno value met at `path` while doing `action` ("write", "open", "create").
Problem fileProblem(const std::filesystem::path &path, const std::string &action, int errnoValue);

} // namespace espalier::base

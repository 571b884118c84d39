// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace espalier::test {

/// A new folder below the system's temporary one, removed with everything in it.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder &) = delete;
    TemporaryFolder &operator=(const TemporaryFolder &) = delete;
    const std::filesystem::path &path() const { return m_path; }
    std::filesystem::path operator/(const std::string &name) const { return m_path / name; }

private:
    std::filesystem::path m_path;
};

/// A file system of its own with `bytes` of room, mounted for the life of the object. Needs the right to mount.
class SmallDisk {
public:
    explicit SmallDisk(std::size_t bytes);
    ~SmallDisk();
    SmallDisk(const SmallDisk &) = delete;
    SmallDisk &operator=(const SmallDisk &) = delete;
    bool isMounted() const { return m_mounted; }
    const std::filesystem::path &path() const { return m_folder.path(); }

private:
    TemporaryFolder m_folder;
    bool m_mounted = false;
};

/// While it lives, this thread has no right to write into `folder` or below it, whoever runs the tests.
class NoWriting {
public:
    explicit NoWriting(const std::filesystem::path &folder);
    ~NoWriting();
    NoWriting(const NoWriting &) = delete;
    NoWriting &operator=(const NoWriting &) = delete;

private:
    std::filesystem::path m_folder;
};

} // namespace espalier::test

// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/temporary_folder.h"

#include <cstdlib>
#include <string>
#include <system_error>

#include <sys/fsuid.h>
#include <sys/mount.h>
#include <unistd.h>

namespace espalier::test {

namespace fs = std::filesystem;

namespace {

constexpr ::uid_t nobody = 65534;

} // namespace

TemporaryFolder::TemporaryFolder()
{
    std::string pattern = (fs::temp_directory_path() / "espalier-test-XXXXXX").string();
    m_path = ::mkdtemp(pattern.data()) ? fs::path(pattern) : fs::path();
    if (m_path.empty())
        throw std::system_error(errno, std::generic_category(), pattern);
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    fs::remove_all(m_path, ignored);
}

SmallDisk::SmallDisk(std::size_t bytes)
{
    const std::string options = "mode=0777,size=" + std::to_string(bytes);
    m_mounted = ::mount("none", m_folder.path().c_str(), "tmpfs", 0, options.c_str()) == 0;
}

SmallDisk::~SmallDisk()
{
    if (m_mounted)
        ::umount2(m_folder.path().c_str(), MNT_DETACH);
}

NoWriting::NoWriting(const fs::path &folder) : m_folder(folder)
{
    fs::permissions(folder, fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write,
                    fs::perm_options::remove);
    // Root may write everywhere; the file system's idea of who we are is per thread.
    if (::geteuid() == 0)
        ::setfsuid(nobody);
}

NoWriting::~NoWriting()
{
    if (::geteuid() == 0)
        ::setfsuid(0);
    std::error_code ignored;
    fs::permissions(m_folder, fs::perms::owner_write, fs::perm_options::add, ignored);
}

} // namespace espalier::test

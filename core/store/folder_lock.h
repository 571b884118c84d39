// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <filesystem>
#include <memory>

namespace espalier::store {

/// Holds `folder`/lock while it lives; the file names process and host. The kernel lets go of it when the process dies,
/// however it dies. Private to the store.
class FolderLock {
public:
    /// NoPermission naming the other process if it is held.
    static base::Result<std::unique_ptr<FolderLock>> take(const std::filesystem::path &folder);
    ~FolderLock();
    FolderLock(const FolderLock &) = delete;
    FolderLock &operator=(const FolderLock &) = delete;

private:
    explicit FolderLock(int descriptor) : m_descriptor(descriptor) { }
    int m_descriptor;
};

} // namespace espalier::store

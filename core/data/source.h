// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/dataset.h"

namespace espalier::data {

/// One kind of data set on disk. One file each in data/source.
class Source {
public:
    virtual ~Source() = default;
    virtual std::string kind() const = 0;  ///< "folder": what stands before the colon
    virtual std::string looks() const = 0; ///< what such a directory holds, for messages
    /// A cheap look at a directory that was given without a kind.
    virtual bool recognises(const std::filesystem::path &directory) const = 0;
    /// Blocks while it reads and decodes; uses all cores.
    virtual base::Result<std::shared_ptr<Dataset>> open(const std::filesystem::path &directory,
                                                        const OpenOptions &options) const = 0;
};

/// Generated: every core/data/source/NAME.cpp defines `std::unique_ptr<Source> makeNameEntry()`.
std::vector<std::unique_ptr<Source>> allSources();

} // namespace espalier::data

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/bytes.h"

#include <cstdint>
#include <ostream>
#include <vector>

namespace espalier::wire {

/// Writes a zip archive of stored records whose data begin at multiples of 64 bytes, as torch.load, torch.jit.load and
/// torch.export.load want them. Zip64 fields are used from `zip64From` bytes on (lower it only to test them).
///
///     ZipWriter zip(out, "archive");
///     zip.add("data.pkl", pickle);
///     zip.finish();
///
/// Failures of the stream stay in the stream: whoever made it checks.
class ZipWriter {
public:
    /// All records go below the folder `root`; empty = no root folder.
    ZipWriter(std::ostream &out, std::string root, std::uint64_t zip64From = 0xFFFFFFFF);

    /// Appends a record. Each name may be used once.
    void add(const std::string &name, Bytes bytes);
    void add(const std::string &name, std::string_view text) { add(name, asBytes(text)); }
    /// Writes the directory. Nothing may follow.
    void finish();

private:
    struct Entry {
        std::string name;
        std::uint32_t crc = 0;
        std::uint64_t size = 0;
        std::uint64_t offset = 0;
    };

    void write(std::string_view bytes);
    bool isWide(const Entry &entry) const;
    std::string localHeader(const Entry &entry) const;
    std::string directoryEntry(const Entry &entry) const;
    std::string end(std::uint64_t directoryOffset, std::uint64_t directorySize) const;

    std::ostream &m_out;
    std::string m_root;
    std::uint64_t m_zip64From;
    std::uint64_t m_position = 0;
    std::vector<Entry> m_entries;
};

} // namespace espalier::wire

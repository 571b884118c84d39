// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/bytes.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace espalier::wire {

struct ZipRecord {
    std::string name; ///< "archive/data.pkl"
    Bytes bytes;      ///< inside the file given to ZipReader::open
    std::uint32_t crc = 0;
    bool deflated = false; ///< the bytes are compressed; TorchScript packs its code so, PyTorch writes tensors as they are
    std::uint64_t size = 0; ///< without compression, as the directory says
};

/// The records of a zip archive, as torch.save, torch.export and torch.jit.save write them (zip64 included). The central directory alone is believed; every offset and size is checked against the file, records
/// may not overlap, names are unique UTF-8. Allocates in proportion to the directory, never to sizes that it claims.
/// Views into the mapped file, which must outlive it. Any thread.
class ZipReader {
public:
    static base::Result<ZipReader> open(Bytes file, const std::string &where);

    const std::vector<ZipRecord> &records() const { return m_records; }
    /// By full name, or null.
    const ZipRecord *find(std::string_view name) const;
    /// By name below the archive's root folder, whatever that is called ("data.pkl" finds "archive/data.pkl").
    const ZipRecord *findBelowRoot(std::string_view name) const;
    /// Content of a record, after a check of its CRC. Writers that skip the CRC leave 0, which is not checked.
    /// Unsupported if it is compressed.
    base::Result<Bytes> read(const ZipRecord &record) const;
    /// Content of a record, compressed or not, of at most `limit` bytes.
    base::Result<std::string> unpack(const ZipRecord &record, std::uint64_t limit) const;

private:
    std::string m_where;
    std::vector<ZipRecord> m_records;
    std::unordered_map<std::string, std::size_t> m_index;
};

/// Begins as a zip archive does.
bool looksLikeZip(Bytes file);

} // namespace espalier::wire

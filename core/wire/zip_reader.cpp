// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/zip_reader.h"

#include "base/text.h"
#include "wire/crc32.h"
#include "wire/inflate.h"

#include <algorithm>
#include <optional>

namespace espalier::wire {

namespace {

constexpr std::uint32_t endSignature = 0x06054b50;
constexpr std::uint32_t end64LocatorSignature = 0x07064b50;
constexpr std::uint32_t end64Signature = 0x06064b50;
constexpr std::uint32_t entrySignature = 0x02014b50;
constexpr std::uint32_t localSignature = 0x04034b50;
constexpr std::size_t endSize = 22;
constexpr std::size_t entrySize = 46;
constexpr std::size_t localSize = 30;
constexpr std::uint64_t maximumRecords = 1'000'000;

struct Directory {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    std::uint64_t entries = 0;
};

/// One entry of the central directory, before it is checked against the file.
struct Entry {
    std::string_view name;
    Bytes extra;
    std::uint16_t flags = 0;
    std::uint16_t method = 0;
    std::uint32_t crc = 0;
    std::uint64_t packedSize = 0;
    std::uint64_t size = 0;
    std::uint64_t localOffset = 0;
};

std::optional<std::size_t> findEnd(Bytes file)
{
    if (file.size() < endSize)
        return std::nullopt;
    const std::size_t last = file.size() - endSize;
    const std::size_t first = last > 0xFFFF ? last - 0xFFFF : 0;
    for (std::size_t at = last + 1; at-- > first;) {
        if (loadLittle<std::uint32_t>(file, at) == endSignature
            && loadLittle<std::uint16_t>(file, at + 20) == file.size() - at - endSize)
            return at;
    }
    return std::nullopt;
}

/// The zip64 end record replaces fields that are too narrow; it exists only where one of them is all ones.
std::optional<Directory> directory64(Bytes file, std::size_t end)
{
    if (end < 20 || loadLittle<std::uint32_t>(file, end - 20) != end64LocatorSignature)
        return std::nullopt;
    const auto at = loadLittle<std::uint64_t>(file, end - 12);
    if (!fits(at, 56, end) || loadLittle<std::uint32_t>(file, at) != end64Signature)
        return std::nullopt;
    return Directory{loadLittle<std::uint64_t>(file, at + 48), loadLittle<std::uint64_t>(file, at + 40),
                     loadLittle<std::uint64_t>(file, at + 32)};
}

std::optional<Directory> findDirectory(Bytes file, std::size_t end)
{
    Directory directory{loadLittle<std::uint32_t>(file, end + 16), loadLittle<std::uint32_t>(file, end + 12),
                        loadLittle<std::uint16_t>(file, end + 10)};
    if (directory.offset == 0xFFFFFFFF || directory.size == 0xFFFFFFFF || directory.entries == 0xFFFF) {
        const auto wide = directory64(file, end);
        if (!wide)
            return std::nullopt;
        directory = *wide;
    }
    const bool inside = fits(directory.offset, directory.size, end) && directory.entries <= maximumRecords
        && directory.entries <= directory.size / entrySize;
    return inside ? std::optional(directory) : std::nullopt;
}

/// Takes the wide sizes out of extra field 1, in their fixed order, for those that are all ones.
bool widen(Entry &entry)
{
    std::uint64_t *wanted[] = {&entry.size, &entry.packedSize, &entry.localOffset};
    for (std::size_t at = 0; at + 4 <= entry.extra.size();) {
        const auto id = loadLittle<std::uint16_t>(entry.extra, at);
        const std::size_t length = loadLittle<std::uint16_t>(entry.extra, at + 2);
        at += 4;
        if (!fits(at, length, entry.extra.size()))
            return true; // padding written by aligners need not be a well-formed field
        std::size_t used = 0;
        for (std::uint64_t *field : wanted) {
            if (id != 1 || *field != 0xFFFFFFFF)
                continue;
            if (!fits(used, 8, length))
                return false;
            *field = loadLittle<std::uint64_t>(entry.extra, at + used);
            used += 8;
        }
        at += length;
    }
    return true;
}

std::optional<Entry> parseEntry(Bytes directory, std::size_t &at)
{
    if (!fits(at, entrySize, directory.size()) || loadLittle<std::uint32_t>(directory, at) != entrySignature)
        return std::nullopt;
    const std::size_t nameLength = loadLittle<std::uint16_t>(directory, at + 28);
    const std::size_t extraLength = loadLittle<std::uint16_t>(directory, at + 30);
    const std::size_t commentLength = loadLittle<std::uint16_t>(directory, at + 32);
    if (!fits(at + entrySize, nameLength + extraLength + commentLength, directory.size()))
        return std::nullopt;
    Entry entry;
    entry.flags = loadLittle<std::uint16_t>(directory, at + 8);
    entry.method = loadLittle<std::uint16_t>(directory, at + 10);
    entry.crc = loadLittle<std::uint32_t>(directory, at + 16);
    entry.packedSize = loadLittle<std::uint32_t>(directory, at + 20);
    entry.size = loadLittle<std::uint32_t>(directory, at + 24);
    entry.localOffset = loadLittle<std::uint32_t>(directory, at + 42);
    entry.name = asText(directory.subspan(at + entrySize, nameLength));
    entry.extra = directory.subspan(at + entrySize + nameLength, extraLength);
    at += entrySize + nameLength + extraLength + commentLength;
    return widen(entry) ? std::optional(entry) : std::nullopt;
}

/// The record's bytes, which lie behind a local header of its own that repeats the name.
std::optional<Bytes> locate(Bytes file, const Entry &entry, std::uint64_t directoryOffset)
{
    if (!fits(entry.localOffset, localSize, directoryOffset)
        || loadLittle<std::uint32_t>(file, entry.localOffset) != localSignature)
        return std::nullopt;
    const std::uint64_t nameLength = loadLittle<std::uint16_t>(file, entry.localOffset + 26);
    const std::uint64_t extraLength = loadLittle<std::uint16_t>(file, entry.localOffset + 28);
    const std::uint64_t nameAt = entry.localOffset + localSize;
    const std::uint64_t dataAt = nameAt + nameLength + extraLength;
    if (!fits(dataAt, entry.packedSize, directoryOffset) || asText(file.subspan(nameAt, nameLength)) != entry.name)
        return std::nullopt;
    return file.subspan(dataAt, entry.packedSize);
}

base::Problem compressed(const std::string &name, const std::string &where)
{
    return {base::ProblemCode::Unsupported, base::cat("Record '", name, "' is compressed, which PyTorch's files never are."),
            where, "The archive was packed again by another tool: use the original file."};
}

base::Result<ZipRecord> makeRecord(Bytes file, const Entry &entry, std::uint64_t directoryOffset,
                                   const std::string &where)
{
    if (entry.name.empty() || !isUtf8(entry.name) || entry.name.find('\0') != std::string_view::npos)
        return malformed(where, "The zip archive has a record whose name is not text.");
    const std::string name(entry.name);
    if ((entry.flags & 1) != 0)
        return base::Problem{base::ProblemCode::Unsupported, base::cat("Record '", name, "' is encrypted."), where,
                             "Write the file again without a password."};
    constexpr std::uint16_t stored = 0, deflated = 8;
    if (entry.method != stored && entry.method != deflated)
        return compressed(name, where);
    const auto bytes = locate(file, entry, directoryOffset);
    if ((entry.method == stored && entry.packedSize != entry.size) || !bytes)
        return malformed(where, base::cat("Record '", name, "' of the zip archive lies outside the file."));
    return ZipRecord{name, *bytes, entry.crc, entry.method == deflated, entry.size};
}

bool overlap(const std::vector<ZipRecord> &records)
{
    std::vector<Bytes> ranges;
    for (const ZipRecord &record : records)
        ranges.push_back(record.bytes);
    std::sort(ranges.begin(), ranges.end(), [](Bytes a, Bytes b) { return a.data() < b.data(); });
    for (std::size_t i = 1; i < ranges.size(); ++i) {
        if (ranges[i - 1].data() + ranges[i - 1].size() > ranges[i].data())
            return true;
    }
    return false;
}

} // namespace

base::Result<ZipReader> ZipReader::open(Bytes file, const std::string &where)
{
    const auto end = findEnd(file);
    if (!end)
        return malformed(where, "The zip archive has no end: the file is cut short.",
                         "Copy or download it again completely.");
    const auto directory = findDirectory(file, *end);
    if (!directory)
        return malformed(where, "The directory of the zip archive lies outside the file.");

    ZipReader reader;
    reader.m_where = where;
    const Bytes entries = file.subspan(directory->offset, directory->size);
    std::size_t at = 0;
    for (std::uint64_t i = 0; i < directory->entries; ++i) {
        const auto entry = parseEntry(entries, at);
        if (!entry)
            return malformed(where, base::cat("Entry ", i, " of the zip directory is damaged."));
        auto record = makeRecord(file, *entry, directory->offset, where);
        if (!record)
            return record.problem();
        if (!reader.m_index.emplace(record->name, reader.m_records.size()).second)
            return malformed(where, base::cat("The zip archive holds two records named '", record->name, "'."));
        reader.m_records.push_back(*std::move(record));
    }
    if (overlap(reader.m_records))
        return malformed(where, "Records of the zip archive overlap.");
    return reader;
}

const ZipRecord *ZipReader::find(std::string_view name) const
{
    const auto it = m_index.find(std::string(name));
    return it == m_index.end() ? nullptr : &m_records[it->second];
}

const ZipRecord *ZipReader::findBelowRoot(std::string_view name) const
{
    if (m_records.empty())
        return nullptr;
    const std::string &first = m_records.front().name;
    return find(first.substr(0, first.find('/') + 1).append(name));
}

base::Result<Bytes> ZipReader::read(const ZipRecord &record) const
{
    if (record.deflated)
        return compressed(record.name, m_where);
    if (record.crc != 0 && crc32(record.bytes) != record.crc)
        return malformed(m_where, base::cat("Record '", record.name, "' does not match its checksum."));
    return record.bytes;
}

base::Result<std::string> ZipReader::unpack(const ZipRecord &record, std::uint64_t limit) const
{
    if (record.size > limit)
        return malformed(m_where, base::cat("Record '", record.name, "' has ", record.size, " bytes, more than expected here."));
    if (!record.deflated) {
        const auto bytes = read(record);
        return bytes ? base::Result<std::string>(std::string(asText(*bytes))) : bytes.problem();
    }
    auto text = inflated(record.bytes, record.size);
    if (!text || (record.crc != 0 && crc32(asBytes(*text)) != record.crc))
        return malformed(m_where, base::cat("Record '", record.name, "' can't be unpacked."));
    return *std::move(text);
}

bool looksLikeZip(Bytes file)
{
    return startsWith(file, "PK\x03\x04") || startsWith(file, "PK\x05\x06");
}

} // namespace espalier::wire

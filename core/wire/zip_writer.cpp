// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/zip_writer.h"

#include "wire/crc32.h"

namespace espalier::wire {

namespace {

constexpr std::size_t alignment = 64;
constexpr std::uint16_t utf8Names = 0x0800;

template <class... Values>
std::string fields(Values... values)
{
    std::string out;
    (appendLittle(out, values), ...);
    return out;
}

std::uint32_t narrow(bool wide, std::uint64_t value)
{
    return wide ? 0xFFFFFFFFu : static_cast<std::uint32_t>(value);
}

std::uint16_t length16(const std::string &text)
{
    return static_cast<std::uint16_t>(text.size());
}

std::uint16_t versionNeeded(bool wide)
{
    return wide ? 45 : 20;
}

} // namespace

ZipWriter::ZipWriter(std::ostream &out, std::string root, std::uint64_t zip64From)
    : m_out(out), m_root(std::move(root)), m_zip64From(zip64From)
{
}

void ZipWriter::write(std::string_view bytes)
{
    m_out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    m_position += bytes.size();
}

bool ZipWriter::isWide(const Entry &entry) const
{
    return entry.size >= m_zip64From || entry.offset >= m_zip64From;
}

void ZipWriter::add(const std::string &name, Bytes bytes)
{
    Entry entry{m_root.empty() ? name : m_root + "/" + name, crc32(bytes), bytes.size(), m_position};
    write(localHeader(entry));
    write(asText(bytes));
    m_entries.push_back(std::move(entry));
}

std::string ZipWriter::localHeader(const Entry &entry) const
{
    const bool wide = isWide(entry);
    std::string extra;
    if (wide)
        extra = fields<std::uint16_t, std::uint16_t, std::uint64_t, std::uint64_t>(1, 16, entry.size, entry.size);
    // Field "FB" is what PyTorch pads with.
    const std::size_t unpadded = 30 + entry.name.size() + extra.size() + 4;
    const std::size_t padding = (alignment - (entry.offset + unpadded) % alignment) % alignment;
    extra += fields<std::uint16_t, std::uint16_t>(0x4246, static_cast<std::uint16_t>(padding));
    extra.append(padding, 'Z');
    const std::uint32_t size = narrow(wide, entry.size);
    std::string header = fields<std::uint32_t, std::uint16_t, std::uint16_t, std::uint16_t>(
        0x04034b50, versionNeeded(wide), utf8Names, 0);
    header += fields<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>(0x00210000, entry.crc, size, size);
    header += fields<std::uint16_t, std::uint16_t>(length16(entry.name), length16(extra));
    return header + entry.name + extra;
}

std::string ZipWriter::directoryEntry(const Entry &entry) const
{
    const bool wide = isWide(entry);
    std::string extra;
    if (wide)
        extra = fields<std::uint16_t, std::uint16_t, std::uint64_t, std::uint64_t, std::uint64_t>(
            1, 24, entry.size, entry.size, entry.offset);
    const std::uint32_t size = narrow(wide, entry.size);
    std::string header = fields<std::uint32_t, std::uint16_t, std::uint16_t, std::uint16_t, std::uint16_t>(
        0x02014b50, versionNeeded(wide), versionNeeded(wide), utf8Names, 0);
    header += fields<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>(0x00210000, entry.crc, size, size);
    header += fields<std::uint16_t, std::uint16_t, std::uint16_t, std::uint16_t, std::uint16_t>(
        length16(entry.name), length16(extra), 0, 0, 0);
    header += fields<std::uint32_t, std::uint32_t>(0, narrow(wide, entry.offset));
    return header + entry.name + extra;
}

std::string ZipWriter::end(std::uint64_t directoryOffset, std::uint64_t directorySize) const
{
    const std::uint64_t count = m_entries.size();
    const bool wide = directoryOffset >= m_zip64From || directorySize >= m_zip64From || count >= 0xFFFF;
    std::string out;
    if (wide) {
        out += fields<std::uint32_t, std::uint64_t, std::uint16_t, std::uint16_t>(0x06064b50, 44, 45, 45);
        out += fields<std::uint32_t, std::uint32_t, std::uint64_t, std::uint64_t>(0, 0, count, count);
        out += fields<std::uint64_t, std::uint64_t>(directorySize, directoryOffset);
        out += fields<std::uint32_t, std::uint32_t, std::uint64_t, std::uint32_t>(
            0x07064b50, 0, directoryOffset + directorySize, 1);
    }
    const auto shortCount = static_cast<std::uint16_t>(wide ? 0xFFFF : count);
    out += fields<std::uint32_t, std::uint16_t, std::uint16_t>(0x06054b50, 0, 0);
    out += fields<std::uint16_t, std::uint16_t>(shortCount, shortCount);
    out += fields<std::uint32_t, std::uint32_t, std::uint16_t>(narrow(wide, directorySize),
                                                             narrow(wide, directoryOffset), 0);
    return out;
}

void ZipWriter::finish()
{
    const std::uint64_t offset = m_position;
    for (const Entry &entry : m_entries)
        write(directoryEntry(entry));
    write(end(offset, m_position - offset));
}

} // namespace espalier::wire

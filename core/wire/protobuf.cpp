// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/protobuf.h"

#include <bit>

namespace espalier::wire {

namespace {

constexpr std::uint64_t largestFieldNumber = (1u << 29) - 1;

/// A packed list of fixed-size numbers, or a single one.
template <class Number, class Pattern>
bool readFixed(const ProtoField &field, ProtoWire single, std::vector<Number> &out)
{
    if (field.wire == single) {
        out.push_back(std::bit_cast<Number>(static_cast<Pattern>(field.value)));
        return true;
    }
    if (field.wire != ProtoWire::Delimited || field.bytes.size() % sizeof(Number) != 0)
        return false;
    out.reserve(out.size() + field.bytes.size() / sizeof(Number));
    for (std::size_t at = 0; at < field.bytes.size(); at += sizeof(Number))
        out.push_back(loadLittle<Number>(field.bytes, at));
    return true;
}

/// Value of the varint at `at`, which moves behind it; false if it is cut short or longer than ten bytes.
bool varintAt(Bytes bytes, std::size_t &at, std::uint64_t &value)
{
    value = 0;
    for (int shift = 0; shift < 70 && at < bytes.size(); shift += 7) {
        const auto byte = static_cast<std::uint64_t>(bytes[at++]);
        if (shift < 64)
            value |= (byte & 0x7F) << shift;
        if ((byte & 0x80) == 0)
            return true;
    }
    return false;
}

} // namespace

bool ProtoReader::fail()
{
    m_failed = true;
    return false;
}

bool ProtoReader::takeVarint(std::uint64_t &value)
{
    return varintAt(m_message, m_at, value) || fail();
}

bool ProtoReader::takeValue(ProtoField &field)
{
    std::uint64_t length = field.wire == ProtoWire::Fixed64 ? 8 : 4;
    if (field.wire == ProtoWire::Varint)
        return takeVarint(field.value);
    if (field.wire == ProtoWire::Delimited && !takeVarint(length))
        return false;
    if (!fits(m_at, length, m_message.size()))
        return fail();
    if (field.wire == ProtoWire::Delimited)
        field.bytes = m_message.subspan(m_at, length);
    else if (field.wire == ProtoWire::Fixed64)
        field.value = loadLittle<std::uint64_t>(m_message, m_at);
    else
        field.value = loadLittle<std::uint32_t>(m_message, m_at);
    m_at += length;
    return true;
}

bool ProtoReader::next(ProtoField &field)
{
    if (m_failed || m_at == m_message.size())
        return false;
    std::uint64_t tag = 0;
    if (!takeVarint(tag))
        return false;
    const std::uint64_t wire = tag & 7;
    field = {};
    if ((tag >> 3) == 0 || (tag >> 3) > largestFieldNumber || wire == 3 || wire == 4 || wire > 5)
        return fail();
    field.number = static_cast<std::uint32_t>(tag >> 3);
    field.wire = static_cast<ProtoWire>(wire);
    return takeValue(field);
}

bool readIntegers(const ProtoField &field, std::vector<std::int64_t> &out)
{
    if (field.wire == ProtoWire::Varint) {
        out.push_back(static_cast<std::int64_t>(field.value));
        return true;
    }
    if (field.wire != ProtoWire::Delimited)
        return false;
    std::uint64_t value = 0;
    for (std::size_t at = 0; at < field.bytes.size();) {
        if (!varintAt(field.bytes, at, value))
            return false;
        out.push_back(static_cast<std::int64_t>(value));
    }
    return true;
}

bool readFloats(const ProtoField &field, std::vector<float> &out)
{
    return readFixed<float, std::uint32_t>(field, ProtoWire::Fixed32, out);
}

bool readDoubles(const ProtoField &field, std::vector<double> &out)
{
    return readFixed<double, std::uint64_t>(field, ProtoWire::Fixed64, out);
}

void ProtoWriter::varint(std::uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        m_text += static_cast<char>(value | 0x80);
    m_text += static_cast<char>(value);
}

void ProtoWriter::tag(std::uint32_t number, ProtoWire wire)
{
    varint(std::uint64_t{number} << 3 | static_cast<std::uint64_t>(wire));
}

void ProtoWriter::integer(std::uint32_t number, std::int64_t value)
{
    tag(number, ProtoWire::Varint);
    varint(static_cast<std::uint64_t>(value));
}

void ProtoWriter::real(std::uint32_t number, float value)
{
    tag(number, ProtoWire::Fixed32);
    appendLittle(m_text, value);
}

void ProtoWriter::head(std::uint32_t number, std::uint64_t size)
{
    tag(number, ProtoWire::Delimited);
    varint(size);
}

ProtoWriter &ProtoWriter::append(std::string_view fields)
{
    m_text += fields;
    return *this;
}

void ProtoWriter::bytes(std::uint32_t number, std::string_view value)
{
    head(number, value.size());
    m_text += value;
}

void ProtoWriter::integers(std::uint32_t number, const std::vector<std::int64_t> &values)
{
    ProtoWriter packed;
    for (const std::int64_t value : values)
        packed.varint(static_cast<std::uint64_t>(value));
    bytes(number, packed.text());
}

void ProtoWriter::reals(std::uint32_t number, const std::vector<float> &values)
{
    std::string packed;
    for (const float value : values)
        appendLittle(packed, value);
    bytes(number, packed);
}

} // namespace espalier::wire

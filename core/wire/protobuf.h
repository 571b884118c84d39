// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/bytes.h"

#include <cstdint>
#include <string>
#include <vector>

namespace espalier::wire {

/// How a field's value is laid out (protobuf.dev/programming-guides/encoding). Groups are not read: proto3
/// has none.
enum class ProtoWire : std::uint8_t { Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5 };

struct ProtoField
{
    std::uint32_t number = 0;
    ProtoWire wire = ProtoWire::Varint;
    std::uint64_t value = 0; ///< of a number; bit pattern of a fixed one
    Bytes bytes;             ///< of a length-delimited field, inside the message
};

/// The fields of one message, in the order of the file; unknown ones are for the caller to skip. Never reads
/// outside the message, allocates nothing.
///
///     ProtoReader reader(message);
///     for (ProtoField field; reader.next(field);)
///         …
///     if (reader.failed()) …
class ProtoReader
{
public:
    explicit ProtoReader(Bytes message) : m_message(message) {}

    /// The next field; false at the end, or where the message is broken.
    bool next(ProtoField &field);
    bool failed() const { return m_failed; }

private:
    bool fail();
    bool takeVarint(std::uint64_t &value);
    bool takeValue(ProtoField &field);

    Bytes m_message;
    std::size_t m_at = 0;
    bool m_failed = false;
};

/// Appends the numbers of a repeated field: one of them, or all of a packed field. False if the field is
/// neither, or cut short.
bool readIntegers(const ProtoField &field, std::vector<std::int64_t> &out);
bool readFloats(const ProtoField &field, std::vector<float> &out);
bool readDoubles(const ProtoField &field, std::vector<double> &out);

/// Appends fields to a message.
class ProtoWriter
{
public:
    void integer(std::uint32_t number, std::int64_t value);
    void real(std::uint32_t number, float value);
    void bytes(std::uint32_t number, std::string_view value);
    void message(std::uint32_t number, const ProtoWriter &value) { bytes(number, value.text()); }
    void integers(std::uint32_t number, const std::vector<std::int64_t> &values); ///< packed
    void reals(std::uint32_t number, const std::vector<float> &values);           ///< packed
    /// Only tag and length of a field whose `size` bytes follow by other means.
    void head(std::uint32_t number, std::uint64_t size);

    /// Fields that were written elsewhere.
    ProtoWriter &append(std::string_view fields);

    const std::string &text() const { return m_text; }

private:
    void varint(std::uint64_t value);
    void tag(std::uint32_t number, ProtoWire wire);

    std::string m_text;
};

} // namespace espalier::wire

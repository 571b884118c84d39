// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/mutate/mutation.h"

#include <array>
#include <cctype>
#include <cstdint>
#include <vector>

namespace espalier::fuzz {

namespace {

enum WireType { Varint = 0, Eight = 1, Counted = 2, Four = 5 };

/// A field of a message: its key as it stood, and its value without the length.
struct Field {
    std::uint64_t key = 0;
    std::string value; ///< of Varint: not encoded, in `number`
    std::uint64_t number = 0;

    WireType type() const { return static_cast<WireType>(key & 7); }
};

std::optional<std::uint64_t> takeVarint(const std::string &bytes, std::size_t &at)
{
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64 && at < bytes.size(); shift += 7) {
        const auto byte = static_cast<unsigned char>(bytes[at++]);
        value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if (byte < 0x80)
            return value;
    }
    return std::nullopt;
}

void putVarint(std::string &out, std::uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        out.push_back(static_cast<char>(value | 0x80));
    out.push_back(static_cast<char>(value));
}

bool takeBytes(const std::string &bytes, std::size_t &at, std::uint64_t count, std::string &value)
{
    if (count > bytes.size() - at)
        return false;
    value = bytes.substr(at, count);
    at += count;
    return true;
}

bool takeValue(const std::string &bytes, std::size_t &at, Field &field)
{
    switch (field.type()) {
    case Varint: {
        const auto number = takeVarint(bytes, at);
        field.number = number.value_or(0);
        return number.has_value();
    }
    case Eight: return takeBytes(bytes, at, 8, field.value);
    case Four: return takeBytes(bytes, at, 4, field.value);
    case Counted: {
        const auto count = takeVarint(bytes, at);
        return count && takeBytes(bytes, at, *count, field.value);
    }
    default: return false;
    }
}

std::optional<std::vector<Field>> fieldsOf(const std::string &bytes)
{
    std::vector<Field> fields;
    for (std::size_t at = 0; at < bytes.size();) {
        const auto key = takeVarint(bytes, at);
        if (!key || *key < 8 || *key > 0xffff)
            return std::nullopt;
        Field field{*key, {}, 0};
        if (!takeValue(bytes, at, field))
            return std::nullopt;
        fields.push_back(std::move(field));
    }
    return fields;
}

std::string written(const std::vector<Field> &fields)
{
    std::string out;
    for (const Field &field : fields) {
        putVarint(out, field.key);
        if (field.type() == Varint)
            putVarint(out, field.number);
        if (field.type() == Counted)
            putVarint(out, field.value.size());
        out += field.value;
    }
    return out;
}

std::uint64_t interestingNumber(std::uint64_t old, MutationSource &source)
{
    static constexpr std::array<std::uint64_t, 14> numbers{
        0, 1, 2, 3, 4, 7, 16, 255, 65536, 0x7fffffff, 0x80000000, 0x7fffffffffffffff, 0x8000000000000000, ~std::uint64_t{0}};
    const std::size_t choice = source.below(numbers.size() + 2);
    if (choice < numbers.size())
        return numbers[choice];
    return choice == numbers.size() ? old + 1 : old - 1;
}

bool isName(const std::string &value)
{
    for (const char c : value)
        if (!std::isprint(static_cast<unsigned char>(c)))
            return false;
    return !value.empty();
}

/// Any text of the message, however deep.
std::string someName(const std::vector<Field> &fields, MutationSource &source, int depth = 0)
{
    for (int attempt = 0; attempt < 4 && !fields.empty(); ++attempt) {
        const Field &field = fields[source.below(fields.size())];
        if (field.type() != Counted)
            continue;
        if (isName(field.value) && !source.oneIn(8))
            return field.value;
        const auto inner = depth < 6 ? fieldsOf(field.value) : std::nullopt;
        if (inner && !inner->empty())
            return someName(*inner, source, depth + 1);
    }
    return "";
}

class MessageMutation {
public:
    MessageMutation(const std::vector<Field> &whole, MutationSource &source)
        : m_whole(whole)
        , m_source(source)
    {
    }

    void mutate(std::vector<Field> &fields, int depth)
    {
        if (fields.empty())
            return;
        Field &field = fields[m_source.below(fields.size())];
        if (field.type() == Counted && depth < 8 && !m_source.oneIn(6)) {
            if (auto inner = fieldsOf(field.value); inner && !inner->empty() && !isName(field.value)) {
                mutate(*inner, depth + 1);
                field.value = written(*inner);
                return;
            }
        }
        if (m_source.oneIn(4))
            rearrange(fields);
        else
            change(field);
    }

private:
    void rearrange(std::vector<Field> &fields)
    {
        const std::size_t from = m_source.below(fields.size());
        const std::size_t to = m_source.below(fields.size());
        switch (m_source.below(3)) {
        case 0: fields.erase(fields.begin() + static_cast<std::ptrdiff_t>(from)); return;
        case 1: {
            const Field copy = fields[from];
            fields.insert(fields.begin() + static_cast<std::ptrdiff_t>(to), copy);
            return;
        }
        default: std::swap(fields[from], fields[to]);
        }
    }

    void change(Field &field)
    {
        if (field.type() == Varint)
            field.number = interestingNumber(field.number, m_source);
        else if (isName(field.value) && !m_source.oneIn(4))
            field.value = someName(m_whole, m_source);
        else if (field.type() == Counted)
            field.value = m_source.bytes(field.value);
        else
            field.value[m_source.below(field.value.size())] = static_cast<char>(m_source.random());
    }

    const std::vector<Field> &m_whole;
    MutationSource &m_source;
};

} // namespace

std::optional<std::string> mutateProtobuf(const std::string &message, MutationSource &source)
{
    auto fields = fieldsOf(message);
    if (!fields || fields->empty())
        return std::nullopt;
    const std::vector<Field> whole = *fields;
    MessageMutation(whole, source).mutate(*fields, 0);
    return written(*fields);
}

} // namespace espalier::fuzz

// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/safetensors.h"

#include "base/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_set>
#include <utility>

namespace espalier::wire {

namespace {

using graph::DType;

constexpr std::uint64_t maximumHeader = 100'000'000;
constexpr std::int64_t maximumExtent = std::int64_t{1} << 48;

constexpr std::array<std::pair<std::string_view, DType>, 10> dtypes{{
    {"BOOL", DType::Bool}, {"U8", DType::UInt8}, {"I8", DType::Int8}, {"I16", DType::Int16}, {"I32", DType::Int32},
    {"I64", DType::Int64}, {"F16", DType::Float16}, {"BF16", DType::BFloat16}, {"F32", DType::Float32},
    {"F64", DType::Float64},
}};

std::string_view dtypeName(DType type)
{
    for (const auto &[name, dtype] : dtypes) {
        if (dtype == type)
            return name;
    }
    return {};
}

/// Builds the header while nlohmann reads it, so that nesting and size stay bounded and duplicate keys are seen.
class HeaderSax final : public nlohmann::json_sax<nlohmann::json> {
public:
    SafetensorsHeader header;
    std::string problem;
    std::string unsupported; ///< instead of `problem`: well formed, but nothing that we read

    bool key(string_t &name) override
    {
        m_key = name;
        if (m_depth != 1)
            return m_depth == 2 && m_inMetadata ? m_metadataKeys.insert(name).second || refuse("a duplicate key")
                                                : m_fields.insert(name).second || refuse("a duplicate key");
        if (!m_names.insert(name).second)
            return refuse("two entries named '" + name + "'");
        m_inMetadata = name == "__metadata__";
        return true;
    }

    bool start_object(std::size_t) override
    {
        if (++m_depth > 2 || m_inArray)
            return refuse("nested objects");
        if (m_depth == 2 && !m_inMetadata) {
            header.entries.push_back({m_key, DType::Float32, {}, 0, 0});
            m_fields.clear();
        }
        return true;
    }

    bool end_object() override
    {
        if (m_depth-- == 2 && !m_inMetadata && m_fields.size() != 3)
            return refuse("an incomplete entry '" + header.entries.back().name + "'");
        return true;
    }

    bool start_array(std::size_t) override
    {
        if (m_depth != 2 || m_inMetadata || m_inArray || (m_key != "shape" && m_key != "data_offsets"))
            return refuse("an unexpected list");
        m_inArray = true;
        m_offsets = 0;
        return true;
    }

    bool end_array() override
    {
        m_inArray = false;
        return m_key != "data_offsets" || m_offsets == 2 || refuse("data_offsets that are not two");
    }

    bool string(string_t &text) override
    {
        if (m_depth == 2 && m_inMetadata)
            return header.metadata.emplace(m_key, text).second || refuse("duplicate metadata");
        if (m_depth != 2 || m_inArray || m_key != "dtype")
            return refuse("an unexpected string");
        for (const auto &[name, dtype] : dtypes) {
            if (name == text) {
                header.entries.back().dtype = dtype;
                return true;
            }
        }
        unsupported = base::cat("Tensor '", header.entries.back().name, "' has the type ", text, ", which is not read.");
        return false;
    }

    bool number_unsigned(number_unsigned_t value) override
    {
        if (!m_inArray)
            return refuse("an unexpected number");
        SafetensorsEntry &entry = header.entries.back();
        if (m_key == "shape") {
            if (value > static_cast<std::uint64_t>(maximumExtent) || entry.shape.size() >= 64)
                return refuse("tensor '" + entry.name + "' with an impossible shape");
            entry.shape.push_back(static_cast<std::int64_t>(value));
            return true;
        }
        (m_offsets == 0 ? entry.begin : entry.end) = value;
        return ++m_offsets <= 2 || refuse("data_offsets that are not two");
    }

    bool null() override { return refuse("a null"); }
    bool boolean(bool) override { return refuse("a boolean"); }
    bool number_integer(number_integer_t) override { return refuse("a negative number"); }
    bool number_float(number_float_t, const string_t &) override { return refuse("a fraction"); }
    bool binary(binary_t &) override { return refuse("binary data"); }
    bool parse_error(std::size_t at, const std::string &, const nlohmann::json::exception &) override
    {
        return refuse(base::cat("broken JSON at byte ", at));
    }

private:
    bool refuse(std::string what)
    {
        if (problem.empty())
            problem = std::move(what);
        return false;
    }

    int m_depth = 0;
    bool m_inMetadata = false;
    bool m_inArray = false;
    int m_offsets = 0;
    std::string m_key;
    std::unordered_set<std::string> m_names, m_fields, m_metadataKeys;
};

/// Bytes of a tensor, or nothing if they don't fit into 63 bits.
std::optional<std::uint64_t> byteLength(const SafetensorsEntry &entry)
{
    __extension__ using Wide = unsigned __int128;
    Wide bytes = static_cast<Wide>(graph::byteSize(entry.dtype));
    bool empty = false;
    for (const std::int64_t size : entry.shape) {
        empty = empty || size == 0;
        bytes *= static_cast<Wide>(std::max<std::int64_t>(size, 1));
        if (bytes > static_cast<Wide>(INT64_MAX))
            return std::nullopt;
    }
    return empty ? 0 : static_cast<std::uint64_t>(bytes);
}

/// Every byte behind the header belongs to exactly one tensor.
base::Status checkCoverage(const SafetensorsHeader &header, std::uint64_t dataSize, const std::string &where)
{
    std::vector<const SafetensorsEntry *> byOffset;
    for (const SafetensorsEntry &entry : header.entries)
        byOffset.push_back(&entry);
    std::sort(byOffset.begin(), byOffset.end(), [](const auto *a, const auto *b) {
        return std::pair(a->begin, a->end) < std::pair(b->begin, b->end);
    });
    std::uint64_t position = 0;
    for (const SafetensorsEntry *entry : byOffset) {
        const auto length = byteLength(*entry);
        if (!length || entry->end < entry->begin || entry->end - entry->begin != *length)
            return malformed(where, base::cat("Tensor '", entry->name, "' of shape ", base::shapeText(entry->shape),
                                              " does not take the bytes ", entry->begin, " to ", entry->end, "."));
        if (entry->begin != position)
            return malformed(where, base::cat("Tensor '", entry->name, "' begins at byte ", entry->begin,
                                              " instead of ", position, ": tensors overlap or leave a hole."));
        position = entry->end;
    }
    if (position != dataSize)
        return malformed(where, base::cat("The tensors take ", position, " bytes, but ", dataSize,
                                          " bytes follow the header: the file is cut short or has a foreign tail."));
    return {};
}

} // namespace

base::Result<SafetensorsHeader> parseSafetensors(Bytes file, const std::string &where)
{
    if (file.size() < 8)
        return malformed(where, "The file is too short for a safetensors header.");
    const auto length = loadLittle<std::uint64_t>(file, 0);
    if (length > maximumHeader)
        return malformed(where, base::cat("The safetensors header claims ", length, " bytes; at most ", maximumHeader,
                                          " are allowed."));
    if (!fits(8, length, file.size()))
        return malformed(where, base::cat("The safetensors header claims ", length, " bytes, but the file has only ",
                                          file.size() - 8, " more."));
    const std::string_view text = asText(file.subspan(8, length));
    HeaderSax sax;
    const bool parsed = text.starts_with('{') && nlohmann::json::sax_parse(text.begin(), text.end(), &sax);
    if (!sax.unsupported.empty())
        return base::Problem{base::ProblemCode::Unsupported, sax.unsupported, where,
                             "Convert the tensor to a float, integer or boolean type before saving."};
    if (!parsed)
        return malformed(where, base::cat("The safetensors header holds ",
                                          sax.problem.empty() ? "no JSON object" : sax.problem, "."));
    sax.header.dataOffset = 8 + length;
    if (const base::Status covered = checkCoverage(sax.header, file.size() - sax.header.dataOffset, where); !covered)
        return covered.problem();
    return std::move(sax.header);
}

bool looksLikeSafetensors(Bytes file)
{
    if (file.size() < 10)
        return false;
    const auto length = loadLittle<std::uint64_t>(file, 0);
    return length >= 2 && length <= maximumHeader && file[8] == std::byte{'{'};
}

std::string safetensorsHead(std::vector<SafetensorsEntry> &entries, const std::map<std::string, std::string> &metadata)
{
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!metadata.empty())
        header["__metadata__"] = metadata;
    std::uint64_t position = 0;
    for (SafetensorsEntry &entry : entries) {
        entry.begin = position;
        entry.end = position += byteLength(entry).value_or(0);
        header[entry.name] = {{"dtype", dtypeName(entry.dtype)}, {"shape", entry.shape},
                              {"data_offsets", {entry.begin, entry.end}}};
    }
    std::string text = header.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    text.append((8 - text.size() % 8) % 8, ' ');
    std::string out;
    appendLittle(out, static_cast<std::uint64_t>(text.size()));
    return out + text;
}

} // namespace espalier::wire

// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/safetensors.h"
#include "wire/wire_fixtures.h"

#include <gtest/gtest.h>

namespace espalier::wire {
namespace {

std::string withHeader(const std::string &json, std::size_t dataBytes)
{
    std::string out;
    appendLittle(out, static_cast<std::uint64_t>(json.size()));
    return out + json + std::string(dataBytes, '\0');
}

std::string entry(const std::string &name, const std::string &type, const std::string &shape, const std::string &offsets)
{
    return "\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
}

TEST(Safetensors, ReadsWhatItWrites)
{
    std::vector<SafetensorsEntry> entries{{"b", graph::DType::Float32, {2, 3}, 0, 0},
                                          {"a", graph::DType::BFloat16, {5}, 0, 0},
                                          {"scalar", graph::DType::Int64, {}, 0, 0},
                                          {"none", graph::DType::Bool, {0, 4}, 0, 0}};
    const std::string head = safetensorsHead(entries, {{"recipe", "{\"x\": 1}"}});
    EXPECT_EQ(head.size() % 8, 0u);
    const std::string file = head + std::string(24 + 10 + 8, '\1');
    const auto header = parseSafetensors(asBytes(file), "f");
    ASSERT_TRUE(header) << header.problem().what;
    ASSERT_EQ(header->entries.size(), 4u);
    EXPECT_EQ(header->entries[0].name, "b");
    EXPECT_EQ(header->entries[1].begin, 24u);
    EXPECT_EQ(header->entries[1].end, 34u);
    EXPECT_EQ(header->entries[1].dtype, graph::DType::BFloat16);
    EXPECT_EQ(header->entries[2].shape, std::vector<std::int64_t>{});
    EXPECT_EQ(header->metadata.at("recipe"), "{\"x\": 1}");
    EXPECT_EQ(header->dataOffset, head.size());
    EXPECT_TRUE(looksLikeSafetensors(asBytes(file)));
}

TEST(Safetensors, AcceptsUnpaddedHeadersAndAnyOrder)
{
    const std::string file = withHeader("{" + entry("b", "F32", "[1]", "[8,12]") + "," + entry("a", "F64", "[]", "[0,8]")
                                            + "}", 12);
    const auto header = parseSafetensors(asBytes(file), "f");
    ASSERT_TRUE(header) << header.problem().what;
    EXPECT_EQ(header->entries[0].name, "b");
}

struct Bad {
    const char *name;
    std::string file;
    const char *expected;
};

std::string one(const std::string &type, const std::string &shape, const std::string &offsets, std::size_t bytes)
{
    return withHeader("{" + entry("a", type, shape, offsets) + "}", bytes);
}

std::vector<Bad> badLayouts()
{
    const std::string a = entry("a", "F32", "[2]", "[0,8]");
    return {
        {"empty file", "", "too short"},
        {"header longer than the file", std::string("\x40\0\0\0\0\0\0\0{}", 10), "only 2 more"},
        {"header of 2^63", std::string("\0\0\0\0\0\0\0\x80{}", 10), "at most"},
        {"size mismatch", one("F32", "[2]", "[0,4]", 4), "does not take"},
        {"end before begin", one("F32", "[2]", "[8,0]", 8), "does not take"},
        {"hole at the front", one("F32", "[2]", "[4,12]", 12), "hole"},
        {"hole in the middle", withHeader("{" + a + "," + entry("b", "F32", "[1]", "[12,16]") + "}", 16), "hole"},
        {"overlap", withHeader("{" + a + "," + entry("b", "F32", "[2]", "[4,12]") + "}", 12), "overlap"},
        {"same bytes twice", withHeader("{" + a + "," + entry("b", "F32", "[2]", "[0,8]") + "}", 8), "overlap"},
        {"uncovered tail", one("F32", "[2]", "[0,8]", 9), "tail"},
        {"data cut short", one("F32", "[2]", "[0,8]", 7), "cut short"},
        {"shape overflows", one("F32", "[4294967296,4294967296,16]", "[0,8]", 8), "does not take"},
        {"shape beyond all memory", one("F32", "[18446744073709551615]", "[0,8]", 8), "impossible shape"},
        {"offsets overflow", one("F32", "[2]", "[18446744073709551608,18446744073709551615]", 8), "does not take"},
    };
}

std::vector<Bad> badHeaders()
{
    const std::string a = entry("a", "F32", "[2]", "[0,8]");
    return {
        {"no object", withHeader("[1]", 0), "no JSON object"},
        {"not JSON", withHeader("{" + a, 8), "broken JSON"},
        {"text behind the object", withHeader("{}{}", 0), "broken JSON"},
        {"duplicate name", withHeader("{" + a + "," + a + "}", 8), "two entries"},
        {"duplicate field", withHeader(R"({"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 8), "duplicate"},
        {"missing field", withHeader(R"({"a":{"dtype":"F32","shape":[2]}})", 8), "incomplete"},
        {"unknown type", one("F8_E4M3", "[2]", "[0,2]", 2), "F8_E4M3"},
        {"negative size", one("F32", "[-2]", "[0,8]", 8), "negative"},
        {"fractional size", one("F32", "[2.0]", "[0,8]", 8), "fraction"},
        {"three offsets", one("F32", "[2]", "[0,8,8]", 8), "data_offsets"},
        {"one offset", one("F32", "[2]", "[0]", 8), "data_offsets"},
        {"nested shape", one("F32", "[[2]]", "[0,8]", 8), "list"},
        {"entry that is a number", withHeader(R"({"a":3})", 0), "number"},
        {"entry that is null", withHeader(R"({"a":null})", 0), "null"},
        {"metadata of numbers", withHeader(R"({"__metadata__":{"a":1}})", 0), "number"},
        {"metadata of objects", withHeader(R"({"__metadata__":{"a":{}}})", 0), "nested"},
        {"deep nesting", withHeader("{\"a\":" + std::string(100'000, '[') + "}", 0), "list"},
        {"name that is not UTF-8", withHeader("{\"\xff\":1}", 0), "broken JSON"},
    };
}

TEST(Safetensors, RefusesEverythingTheReferenceRefusesAndMore)
{
    for (const auto &cases : {badLayouts(), badHeaders()}) {
        for (const Bad &bad : cases) {
            const AllocationMeter meter;
            const auto header = parseSafetensors(asBytes(bad.file), "x.safetensors");
            EXPECT_LT(meter.total(), 100'000u) << bad.name;
            ASSERT_FALSE(header) << bad.name;
            EXPECT_NE(header.problem().what.find(bad.expected), std::string::npos) << bad.name << ": " << header.problem().what;
            EXPECT_EQ(header.problem().where, "x.safetensors");
        }
    }
}

} // namespace
} // namespace espalier::wire

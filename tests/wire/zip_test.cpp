// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/crc32.h"
#include "wire/zip_reader.h"
#include "wire/zip_writer.h"
#include "wire/wire_fixtures.h"

#include <gtest/gtest.h>

#include <sstream>

namespace espalier::wire {
namespace {

std::string archive(const std::vector<std::pair<std::string, std::string>> &records, std::uint64_t zip64From = 0xFFFFFFFF)
{
    std::ostringstream out;
    ZipWriter zip(out, "root", zip64From);
    for (const auto &[name, content] : records)
        zip.add(name, content);
    zip.finish();
    return std::move(out).str();
}

/// Overwrites bytes at the n-th occurrence of `signature`, plus `offset`.
std::string patched(std::string file, const std::string &signature, std::size_t offset, const std::string &bytes)
{
    const std::size_t at = file.find(signature);
    EXPECT_NE(at, std::string::npos);
    return file.replace(at + offset, bytes.size(), bytes);
}

const std::string localHeader{"PK\x03\x04"};
const std::string directoryEntry{"PK\x01\x02"};
const std::string endRecord{"PK\x05\x06"};

TEST(Crc32, MatchesTheStandardCheckValue)
{
    EXPECT_EQ(crc32(asBytes("123456789")), 0xCBF43926u);
    EXPECT_EQ(crc32({}), 0u);
}

TEST(Zip, ReadsWhatItWrites)
{
    for (const std::uint64_t zip64From : {std::uint64_t{0xFFFFFFFF}, std::uint64_t{0}, std::uint64_t{150}}) {
        const std::string file = archive({{"a", "first"}, {"data/0", ""}, {"b", std::string(1000, 'x')}}, zip64From);
        const auto zip = ZipReader::open(asBytes(file), "f");
        ASSERT_TRUE(zip) << zip.problem().what;
        ASSERT_EQ(zip->records().size(), 3u);
        EXPECT_EQ(asText(*zip->read(*zip->find("root/a"))), "first");
        EXPECT_EQ(asText(*zip->read(*zip->findBelowRoot("b"))), std::string(1000, 'x'));
        EXPECT_EQ(zip->find("a"), nullptr);
    }
}

TEST(Zip, AlignsDataTo64Bytes)
{
    const std::string file = archive({{"a", "1"}, {"bcd", "22"}, {"e", "333"}});
    const auto zip = ZipReader::open(asBytes(file), "f");
    ASSERT_TRUE(zip);
    for (const ZipRecord &record : zip->records())
        EXPECT_EQ((record.bytes.data() - asBytes(file).data()) % 64, 0) << record.name;
}

TEST(Zip, ReadsTheArchivesOfPyTorch)
{
    const std::string file = fixture("state_dict.pth");
    const auto zip = ZipReader::open(asBytes(file), "f");
    ASSERT_TRUE(zip) << zip.problem().what;
    ASSERT_NE(zip->findBelowRoot("data.pkl"), nullptr);
    for (const ZipRecord &record : zip->records()) {
        EXPECT_NE(record.crc, 0u) << record.name;
        EXPECT_TRUE(zip->read(record)) << record.name;
    }
}

TEST(Zip, NoticesChangedContentByItsChecksum)
{
    std::string file = archive({{"a", "first"}});
    file[file.find("first")] = 'F';
    const auto zip = ZipReader::open(asBytes(file), "f");
    ASSERT_TRUE(zip);
    const auto content = zip->read(zip->records()[0]);
    ASSERT_FALSE(content);
    EXPECT_NE(content.problem().what.find("root/a"), std::string::npos);
}

struct Damage {
    const char *name;
    std::string file;
    const char *expected; ///< part of the message
};

std::vector<Damage> damages()
{
    const std::string good = archive({{"a", "first"}, {"b", "second"}});
    const std::string ones(4, '\xff');
    const std::string huge{"\xff\xff\xff\x7f"};
    return {
        {"empty", "", "no end"},
        {"only a local header", good.substr(0, 40), "no end"},
        {"end cut", good.substr(0, good.size() - 1), "no end"},
        {"directory offset outside", patched(good, endRecord, 16, huge), "directory"},
        {"directory size outside", patched(good, endRecord, 12, huge), "directory"},
        {"too many entries", patched(good, endRecord, 10, "\xf0\xff"), "directory"},
        {"zip64 without its record", patched(good, endRecord, 16, ones), "directory"},
        {"entry signature", patched(good, directoryEntry, 0, "XX"), "damaged"},
        {"entry name too long", patched(good, directoryEntry, 28, "\xff\xff"), "damaged"},
        {"size outside", patched(patched(good, directoryEntry, 20, huge), directoryEntry, 24, huge), "outside"},
        {"zip64 size without its field", patched(good, directoryEntry, 24, ones), "outside"},
        {"local header outside", patched(good, directoryEntry, 42, huge), "outside"},
        {"local name differs", patched(good, localHeader, 30, "rooX"), "outside"},
        {"compressed by bzip2", patched(good, directoryEntry, 10, "\x0c"), "compressed"},
        {"encrypted", patched(good, directoryEntry, 8, "\x01"), "encrypted"},
        {"name is not text", patched(good, directoryEntry, 46, "\xff"), "not text"},
        {"two of one name", archive({{"a", "1"}, {"a", "2"}}), "two records"},
    };
}

TEST(Zip, RefusesDamagedArchivesWithASentence)
{
    for (const Damage &damage : damages()) {
        const auto zip = ZipReader::open(asBytes(damage.file), "some.pth");
        ASSERT_FALSE(zip) << damage.name;
        EXPECT_NE(zip.problem().what.find(damage.expected), std::string::npos) << damage.name << ": " << zip.problem().what;
        EXPECT_EQ(zip.problem().where, "some.pth");
        EXPECT_FALSE(zip.problem().remedy.empty());
    }
}

TEST(Zip, RefusesRecordsThatOverlap)
{
    // Both entries name the same local header, as zip bombs do.
    std::string file = archive({{"a", "first"}, {"b", "first"}});
    const std::size_t first = file.find(directoryEntry);
    const std::size_t second = file.find(directoryEntry, first + 4);
    file.replace(second + 46, 6, "root/c");
    file.replace(second + 42, 4, std::string(4, '\0'));
    file.replace(30, 6, "root/c");
    file.replace(first + 46, 6, "root/c");
    EXPECT_FALSE(ZipReader::open(asBytes(file), "f"));
}

} // namespace
} // namespace espalier::wire

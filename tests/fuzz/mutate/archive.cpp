// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/mutate/mutation.h"

#include "wire/zip_reader.h"
#include "wire/zip_writer.h"

#include <sstream>
#include <vector>

namespace espalier::fuzz {

namespace {

/// Bytes that unpacking may take: no more than the fuzzer lets a file have.
constexpr std::uint64_t UnpackLimit = 1 << 20;

struct Record {
    std::string name;
    std::string content;
};

std::vector<Record> recordsOf(const std::string &archive)
{
    std::vector<Record> records;
    const auto zip = wire::ZipReader::open(wire::asBytes(archive), "f");
    if (!zip)
        return records;
    for (const wire::ZipRecord &record : zip->records())
        if (auto content = zip->unpack(record, UnpackLimit))
            records.push_back({record.name, std::move(*content)});
    return records;
}

bool isText(const Record &record)
{
    return record.content.find('\0') == std::string::npos;
}

/// Raw data of tensors is long and says nothing: another record where there is one.
std::size_t chooseRecord(const std::vector<Record> &records, MutationSource &source)
{
    std::size_t chosen = 0;
    for (int attempt = 0; attempt < 3; ++attempt) {
        chosen = source.below(records.size());
        if (isText(records[chosen]) || records[chosen].name.ends_with(".pkl"))
            break;
    }
    return chosen;
}

std::string written(const std::vector<Record> &records)
{
    std::ostringstream out;
    wire::ZipWriter zip(out, "");
    for (const Record &record : records)
        zip.add(record.name, record.content);
    zip.finish();
    return out.str();
}

} // namespace

std::optional<std::string> mutateArchive(const std::string &archive, MutationSource &source)
{
    std::vector<Record> records = recordsOf(archive);
    if (records.empty())
        return std::nullopt;
    const std::size_t chosen = chooseRecord(records, source);
    if (source.oneIn(64) && records.size() > 1)
        records.erase(records.begin() + static_cast<std::ptrdiff_t>(chosen));
    else if (Record &record = records[chosen]; isText(record))
        record.content = mutateText(record.content, source);
    else
        record.content = source.bytes(record.content);
    return written(records);
}

} // namespace espalier::fuzz

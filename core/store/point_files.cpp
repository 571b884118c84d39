// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/point_files.h"

#include "base/file.h"
#include "base/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace espalier::store {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr std::array stateNames{"whole", "marked", "cut"};

Json toJson(const PointRecord &record)
{
    const auto &entry = record.entry;
    Json json{{"title", entry.title},
              {"parent", entry.parent},
              {"state", stateNames[static_cast<std::size_t>(entry.state)]},
              {"when", entry.when},
              {"parameters", entry.cost.parameters},
              {"macs", entry.cost.macs},
              {"contraction_parameters", entry.cost.contractionParameters},
              {"step", entry.step},
              {"automatic", entry.automatic},
              {"history_number", record.historyNumber}};
    if (entry.top1)
        json["top1"] = *entry.top1;
    return json;
}

PointRecord recordFrom(const Json &json)
{
    PointRecord record;
    auto &entry = record.entry;
    entry.title = json.at("title").get<std::string>();
    entry.parent = json.at("parent").get<std::string>();
    const auto state = json.at("state").get<std::string>();
    for (std::size_t i = 0; i < stateNames.size(); ++i)
        if (state == stateNames[i])
            entry.state = static_cast<report::ModelStateKind>(i);
    entry.when = json.at("when").get<std::string>();
    entry.cost.parameters = json.at("parameters").get<std::int64_t>();
    entry.cost.macs = json.at("macs").get<std::int64_t>();
    entry.cost.contractionParameters = json.at("contraction_parameters").get<std::int64_t>();
    entry.step = json.at("step").get<std::int64_t>();
    entry.automatic = json.at("automatic").get<bool>();
    if (json.contains("top1"))
        entry.top1 = json.at("top1").get<double>();
    record.historyNumber = json.at("history_number").get<std::int64_t>();
    return record;
}

std::int64_t folderBytes(const fs::path &folder)
{
    std::int64_t bytes = 0;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        std::error_code ignored;
        const auto size = it->file_size(ignored);
        if (!ignored)
            bytes += static_cast<std::int64_t>(size);
    }
    return bytes;
}

base::Problem malformed(const fs::path &file, const std::string &why)
{
    return {base::ProblemCode::Malformed, base::cat("The point's state can't be read: ", why, "."), file.string(),
            "Use another point of the run."};
}

} // namespace

std::string pointFolderName(std::int64_t number, const std::string &title)
{
    std::array<char, 24> digits{};
    std::snprintf(digits.data(), digits.size(), "%03lld", static_cast<long long>(number));
    std::string name = digits.data();
    for (const char c : title.substr(0, 40)) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
        const bool upper = c >= 'A' && c <= 'Z';
        const char next = plain ? c : upper ? static_cast<char>(c - 'A' + 'a') : '-';
        if (name.size() == 3 || next != '-' || name.back() != '-')
            name += name.size() == 3 && next != '-' ? std::string("-") + next : std::string(1, next);
    }
    while (name.back() == '-')
        name.pop_back();
    return name;
}

std::int64_t pointNumber(const std::string &folderName)
{
    std::int64_t number = -1;
    const char *end = folderName.data() + folderName.size();
    const auto [stop, error] = std::from_chars(folderName.data(), end, number);
    const bool fits = error == std::errc() && stop - folderName.data() >= 3 && (stop == end || *stop == '-');
    return fits && number >= 0 ? number : -1;
}

base::Status writePointPart(const fs::path &folder, const PointRecord &record)
{
    const auto file = folder / "state.json";
    Json json = Json::object();
    if (std::error_code ignored; fs::exists(file, ignored)) {
        auto text = base::readFile(file);
        if (!text)
            return text.problem();
        json = Json::parse(*text, nullptr, false);
        if (!json.is_object())
            return malformed(file, "it is not a JSON object");
    }
    json["point"] = toJson(record);
    return base::writeFileAtomically(file, json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

base::Result<PointRecord> readPointPart(const fs::path &folder)
{
    const auto file = folder / "state.json";
    const auto text = base::readFile(file);
    if (!text)
        return text.problem();
    const Json json = Json::parse(*text, nullptr, false);
    if (!json.is_object() || !json.contains("point"))
        return malformed(file, "it has no \"point\" part");
    try {
        PointRecord record = recordFrom(json.at("point"));
        record.entry.point = folder.filename().string();
        record.entry.bytes = folderBytes(folder);
        return record;
    } catch (const nlohmann::json::exception &error) {
        return malformed(file, error.what());
    }
}

base::Result<std::vector<PointRecord>> readPoints(const fs::path &points)
{
    std::vector<PointRecord> records;
    std::error_code error;
    for (fs::directory_iterator it(points, error), end; !error && it != end; it.increment(error)) {
        if (pointNumber(it->path().filename().string()) < 0)
            continue;
        if (auto record = readPointPart(it->path()))
            records.push_back(std::move(*record));
    }
    if (error && error != std::errc::no_such_file_or_directory)
        return base::fileProblem(points, "read", error.value());
    std::sort(records.begin(), records.end(), [](const PointRecord &a, const PointRecord &b) {
        return pointNumber(a.entry.point) < pointNumber(b.entry.point);
    });
    return records;
}

} // namespace espalier::store

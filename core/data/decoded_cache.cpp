// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/decoded_cache.h"

#include "base/file.h"
#include "data/fingerprint.h"

#include <nlohmann/json.hpp>

#include <cstring>
#include <fstream>

namespace espalier::data {

namespace fs = std::filesystem;

namespace {

// magic | u64 header length | JSON header | labels | pixels | hash of labels and pixels, 32 characters
constexpr std::string_view magic = "ESPALIER IMAGES 1\n";
constexpr std::uint64_t maximumHeader = 16u << 20;

nlohmann::json describe(const ImageSet &set)
{
    return {{"count", set.count()}, {"height", set.height}, {"width", set.width}, {"channels", set.channels}};
}

std::string checksum(const Dataset &dataset)
{
    Fingerprint fingerprint;
    for (const ImageSet *set : {&dataset.train, &dataset.test}) {
        fingerprint.add(std::span(reinterpret_cast<const std::uint8_t *>(set->labels.data()), set->labels.size() * 8));
        fingerprint.add(std::span<const std::uint8_t>(*set->pixels));
    }
    return fingerprint.hex();
}

void writeRaw(std::ostream &out, const void *bytes, std::size_t count)
{
    out.write(static_cast<const char *>(bytes), static_cast<std::streamsize>(count));
}

bool readRaw(std::istream &in, void *bytes, std::size_t count)
{
    in.read(static_cast<char *>(bytes), static_cast<std::streamsize>(count));
    return static_cast<std::size_t>(in.gcount()) == count;
}

nlohmann::json readHeader(std::istream &in)
{
    std::string begin(magic.size(), '\0');
    std::uint64_t length = 0;
    if (!readRaw(in, begin.data(), begin.size()) || begin != magic || !readRaw(in, &length, 8) || length > maximumHeader)
        return {};
    std::string text(length, '\0');
    return readRaw(in, text.data(), length) ? nlohmann::json::parse(text, nullptr, false) : nlohmann::json();
}

/// The sizes in the header must be those of the file before anything of that size is allocated.
bool readSet(std::istream &in, const nlohmann::json &header, std::uintmax_t fileSize, ImageSet &set)
{
    const auto count = header.at("count").get<std::int64_t>();
    set.height = header.at("height").get<std::int64_t>();
    set.width = header.at("width").get<std::int64_t>();
    set.channels = header.at("channels").get<std::int64_t>();
    for (const std::int64_t size : {set.height, set.width, set.channels})
        if (size <= 0 || size > 65'536)
            return false;
    const std::int64_t bytes = set.height * set.width * set.channels;
    if (count <= 0 || static_cast<std::uintmax_t>(count) > fileSize / static_cast<std::uintmax_t>(bytes))
        return false;
    set.labels.resize(static_cast<std::size_t>(count));
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(count * bytes));
    if (!readRaw(in, set.labels.data(), set.labels.size() * 8) || !readRaw(in, pixels.data(), pixels.size()))
        return false;
    set.pixels = std::make_shared<const std::vector<std::uint8_t>>(std::move(pixels));
    return true;
}

std::shared_ptr<Dataset> readDataset(std::istream &in, std::uintmax_t fileSize, const std::string &key)
{
    const nlohmann::json header = readHeader(in);
    if (!header.is_object() || header.at("key") != key)
        return nullptr;
    auto dataset = std::make_shared<Dataset>();
    dataset->hash = header.at("hash").get<std::string>();
    dataset->classes = header.at("classes").get<std::vector<std::string>>();
    dataset->warnings = header.at("warnings").get<std::vector<std::string>>();
    if (!readSet(in, header.at("train"), fileSize, dataset->train) || !readSet(in, header.at("test"), fileSize, dataset->test))
        return nullptr;
    std::string sum(32, '\0');
    return readRaw(in, sum.data(), sum.size()) && sum == checksum(*dataset) ? dataset : nullptr;
}

} // namespace

DecodedCache::DecodedCache(fs::path folder, std::string key) : m_folder(std::move(folder)), m_key(std::move(key))
{
}

fs::path DecodedCache::file() const
{
    return m_folder / (m_key + ".images");
}

std::shared_ptr<Dataset> DecodedCache::load() const
{
    std::error_code error;
    const std::uintmax_t size = m_folder.empty() ? 0 : fs::file_size(file(), error);
    if (m_folder.empty() || error)
        return nullptr;
    std::ifstream in(file(), std::ios::binary);
    try {
        return readDataset(in, size, m_key);
    } catch (const nlohmann::json::exception &) {
        return nullptr;
    }
}

base::Status DecodedCache::save(const Dataset &dataset) const
{
    if (m_folder.empty())
        return {};
    if (const base::Status ready = base::ensureFolder(m_folder); !ready)
        return ready;
    const nlohmann::json header{{"key", m_key}, {"hash", dataset.hash}, {"classes", dataset.classes},
                                {"warnings", dataset.warnings}, {"train", describe(dataset.train)},
                                {"test", describe(dataset.test)}};
    return base::writeFileAtomically(file(), [&](std::ostream &out) -> base::Status {
        const std::string text = header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        const std::uint64_t length = text.size();
        out << magic;
        writeRaw(out, &length, 8);
        out << text;
        for (const ImageSet *set : {&dataset.train, &dataset.test}) {
            writeRaw(out, set->labels.data(), set->labels.size() * 8);
            writeRaw(out, set->pixels->data(), set->pixels->size());
        }
        out << checksum(dataset);
        return {};
    });
}

std::string cacheKey(const ImageFolder &folder, const OpenOptions &options)
{
    Fingerprint fingerprint;
    fingerprint.add(magic);
    const Preset &preset = options.preset;
    for (const std::int64_t number : {preset.size, preset.channels, preset.decodeSize, std::int64_t{preset.bilinearTo},
                                      options.subset, std::int64_t{options.skipUnreadable}})
        fingerprint.add(number);
    for (const FolderSplit *split : {&folder.train, &folder.test}) {
        fingerprint.add(split->folder.string());
        for (const ImageFile &file : split->files) {
            fingerprint.add(file.path);
            fingerprint.add(file.size);
            fingerprint.add(file.modified);
        }
    }
    return fingerprint.hex();
}

} // namespace espalier::data

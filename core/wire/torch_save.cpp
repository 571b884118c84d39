// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/torch_save.h"

#include "base/text.h"
#include "wire/pickle.h"
#include "wire/state_dict.h"
#include "wire/torch_storages.h"
#include "wire/zip_reader.h"

#include <unordered_map>

namespace espalier::wire {

namespace {

/// Protocol 2, LONG1 of ten bytes, STOP: the magic number of files before the zip container.
constexpr std::string_view legacyMagic{"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15};
constexpr std::int64_t legacyProtocol = 1001;

base::Result<TorchCheckpoint> readZip(Bytes file, const std::string &where)
{
    const auto zip = ZipReader::open(file, where);
    if (!zip)
        return zip.problem();
    const ZipRecord *record = zip->findBelowRoot("data.pkl");
    if (!record)
        return malformed(where, "The zip archive holds no data.pkl: torch.save did not write it.",
                         "Check that it is the file you meant.");
    if (const base::Status little = checkByteOrder(*zip, where); !little)
        return little.problem();
    const auto bytes = zip->read(*record);
    if (!bytes)
        return bytes.problem();
    const auto pickle = readPickle(*bytes, 0, where);
    if (!pickle)
        return pickle.problem();
    const auto storages = storagesOf(*zip, *pickle, "data/", where);
    if (!storages)
        return storages.problem();
    return findStateDict(*pickle, *storages, file.size(), where);
}

base::Status checkSystem(const Pickle &system, const std::string &where)
{
    const PickleNode *little = system.lookUp(system.node(system.root), "little_endian");
    if (!little || little->kind != PickleKind::Bool)
        return malformed(where, "The third pickle does not describe the machine that wrote the file.");
    if (little->integer == 0)
        return base::Problem{base::ProblemCode::Unsupported, "The tensors were written on a big-endian machine.", where,
                             "Load and save the file with PyTorch on a little-endian machine."};
    return {};
}

/// After the pickles: for every key in the order of the list, the number of elements and the elements.
base::Result<std::vector<Bytes>> legacyStorages(Bytes file, const Pickle &pickle, const Pickle &keys,
                                                const std::string &where)
{
    std::unordered_map<std::string, std::size_t> byKey;
    for (std::size_t i = 0; i < pickle.storages.size(); ++i)
        byKey.emplace(pickle.storages[i].key, i);
    std::vector<Bytes> storages(pickle.storages.size());
    std::vector<bool> seen(pickle.storages.size(), false);
    std::size_t at = keys.end;
    for (const std::uint32_t item : keys.node(keys.root).items) {
        const std::string &key = keys.node(item).text;
        const auto it = byKey.find(key);
        if (it == byKey.end() || seen[it->second])
            return malformed(where, base::cat("The list of storages names '", key, "', which no tensor uses."));
        const PickleStorage &storage = pickle.storages[it->second];
        if (!fits(at, 8, file.size()) || loadLittle<std::int64_t>(file, at) != storage.numel)
            return malformed(where, base::cat("Storage '", key, "' is cut short or has another size than its tensors."));
        const auto length = static_cast<std::uint64_t>(storage.numel * graph::byteSize(storage.dtype));
        if (!fits(at + 8, length, file.size()))
            return malformed(where, base::cat("Storage '", key, "' is cut short."));
        storages[it->second] = file.subspan(at + 8, length);
        seen[it->second] = true;
        at += 8 + length;
    }
    for (std::size_t i = 0; i < seen.size(); ++i) {
        if (!seen[i])
            return malformed(where, base::cat("Storage '", pickle.storages[i].key, "' is missing."));
    }
    if (at != file.size())
        return malformed(where, base::cat(file.size() - at, " bytes follow the last storage."));
    return storages;
}

base::Result<TorchCheckpoint> readLegacy(Bytes file, const std::string &where)
{
    const auto protocol = readPickle(file, legacyMagic.size(), where);
    if (!protocol)
        return protocol.problem();
    if (protocol->node(protocol->root).integer != legacyProtocol)
        return malformed(where, "The file has an unknown protocol number.");
    const auto system = readPickle(file, protocol->end, where);
    if (!system)
        return system.problem();
    if (const base::Status known = checkSystem(*system, where); !known)
        return known.problem();
    const auto object = readPickle(file, system->end, where);
    if (!object)
        return object.problem();
    const auto keys = readPickle(file, object->end, where);
    if (!keys)
        return keys.problem();
    if (keys->node(keys->root).kind != PickleKind::List)
        return malformed(where, "The list of storages is missing.");
    const auto storages = legacyStorages(file, *object, *keys, where);
    if (!storages)
        return storages.problem();
    return findStateDict(*object, *storages, file.size(), where);
}

} // namespace

base::Result<TorchCheckpoint> readTorchCheckpoint(Bytes file, const std::string &where)
{
    if (startsWith(file, legacyMagic))
        return readLegacy(file, where);
    if (looksLikeZip(file))
        return readZip(file, where);
    return malformed(where, "The file is neither of the two containers that torch.save writes.",
                     "Check that it is the file you meant.");
}

bool looksLikeTorchSave(Bytes file)
{
    if (startsWith(file, legacyMagic.substr(0, 14)))
        return true;
    if (!looksLikeZip(file))
        return false;
    const auto zip = ZipReader::open(file, {});
    return zip && zip->findBelowRoot("data.pkl") && !zip->findBelowRoot("constants.pkl");
}

std::int64_t StoredTensor::numel() const
{
    std::int64_t count = 1;
    for (const std::int64_t size : shape)
        count *= size;
    return count;
}

} // namespace espalier::wire

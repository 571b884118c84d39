// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/torch_storages.h"

#include "base/text.h"

namespace espalier::wire {

base::Result<std::vector<Bytes>> storagesOf(const ZipReader &zip, const Pickle &pickle,
                                            const std::string &folder, const std::string &where)
{
    std::vector<Bytes> storages;
    for (const PickleStorage &storage : pickle.storages) {
        const ZipRecord *record = zip.findBelowRoot(folder + storage.key);
        if (!record)
            return malformed(where, base::cat("Storage '", storage.key, "' is missing in the archive."));
        const auto bytes = zip.read(*record);
        if (!bytes)
            return bytes.problem();
        const std::int64_t wanted = storage.numel * graph::byteSize(storage.dtype);
        if (static_cast<std::int64_t>(bytes->size()) < wanted)
            return malformed(where, base::cat("Storage '", storage.key, "' holds ", bytes->size(),
                                              " bytes instead of ", wanted, "."));
        storages.push_back(bytes->first(static_cast<std::size_t>(wanted)));
    }
    return storages;
}

base::Status checkByteOrder(const ZipReader &zip, const std::string &where)
{
    const ZipRecord *order = zip.findBelowRoot("byteorder");
    if (!order || asText(order->bytes) == "little")
        return {};
    return base::Problem{base::ProblemCode::Unsupported, "The tensors were written on a big-endian machine.",
                         where, "Load and save the file with PyTorch on a little-endian machine."};
}

} // namespace espalier::wire

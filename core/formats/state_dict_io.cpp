// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/state_dict_io.h"

#include "base/file.h"
#include "formats/tensor_io.h"

namespace espalier::formats {

base::Result<StateDictFile> readStateDict(const std::filesystem::path &path)
{
    const auto file = base::MappedFile::open(path);
    if (!file)
        return file.problem();
    const auto checkpoint = wire::readTorchCheckpoint((*file)->bytes(), path.string());
    if (!checkpoint)
        return checkpoint.problem();
    StateDictFile out;
    for (const auto &[name, tensor] : checkpoint->tensors)
        out.weights.set(name, toTensor(tensor));
    out.scalars = checkpoint->scalars;
    return out;
}

base::Status writeStateDict(const std::filesystem::path &path, const model::Weights &weights)
{
    const auto bytes = tensorBytes(weights);
    if (!bytes)
        return bytes.problem();
    return base::writeFileAtomically(path, [&](std::ostream &out) -> base::Status {
        wire::writeTorchCheckpoint(out, path.stem().string(), bytes->tensors);
        return {};
    });
}

} // namespace espalier::formats

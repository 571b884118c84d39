// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/format.h"

#include <optional>

namespace espalier::formats {

/// A file of tests/files/formats.
std::filesystem::path fixturePath(const std::string &name);
/// A file of the shared data folder (ESPALIER_SHARED_DATA, else ../shared/data beside the sources), if it is there.
std::optional<std::filesystem::path> sharedFile(const std::string &name);
/// A Python with torch: ESPALIER_PYTHON, else python3 if it has torch; empty if there is none.
std::string pythonWithTorch();

model::Network zooNetwork(const std::string &name, std::int64_t inSize = 0);

/// conv1 -> bn1 -> relu -> conv2 (depth-wise) -> bn2 -> pool -> fc on 3 x 8 x 8, with `width` channels inside, and batch
/// norm statistics that are not 0 and 1.
model::Network smallNetwork(std::int64_t width);
/// smallNetwork(8) cut to these channels of conv1.
Artefact smallPruned(const std::vector<std::int32_t> &kept);

/// A network of everything that the Python writer has to write out itself: free and shared weights, odd names, several
/// outputs, sizes that depend on the batch, constants, other types.
model::Network oddNetwork();

Artefact artefactOf(model::Network network, const std::string &name = "net");

template <class T>
std::string problemText(const base::Result<T> &result)
{
    return result ? std::string() : base::toString(result.problem());
}

} // namespace espalier::formats
